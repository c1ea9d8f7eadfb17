import { sendTo, setup } from 'xstate'
import type { System } from '../../src/index.ts'
import { always, deadlockFree, defineSystem, sometimes } from '../../src/index.ts'

interface Place {
  readonly uid: number
  readonly next: string
}

/**
 * A node of Chang and Roberts' leader election ("An improved algorithm for decentralized extrema-finding in circular
 * configurations of processes", 1979): it passes on greater uids, swallows smaller ones, and is elected by its own.
 */
const node = setup({
  types: {
    context: {} as Place,
    input: {} as Place,
    events: {} as { type: 'start' } | { type: 'token'; uid: number },
  },
  guards: {
    greater: ({ context, event }) => event.type === 'token' && event.uid > context.uid,
    own: ({ context, event }) => event.type === 'token' && event.uid === context.uid,
  },
  actions: {
    startSelf: sendTo(({ self }) => self, { type: 'start' }),
    sendOwn: sendTo(
      ({ system, context }) => system.get(context.next),
      ({ context }) => ({ type: 'token', uid: context.uid }),
    ),
    passOn: sendTo(
      ({ system, context }) => system.get(context.next),
      ({ event }) => event,
    ),
    swallow: () => {},
  },
}).createMachine({
  id: 'node',
  context: ({ input }) => input,
  entry: 'startSelf',
  initial: 'asleep',
  states: {
    asleep: { on: { start: { target: 'candidate', actions: 'sendOwn' } } },
    candidate: {
      tags: 'idle',
      on: {
        token: [{ guard: 'greater', actions: 'passOn' }, { guard: 'own', target: 'leader' }, { actions: 'swallow' }],
      },
    },
    leader: { tags: 'idle' },
  },
})

/** A ring of n nodes, uid(i) = n − i: the worst case, in which every token but one is swallowed late. */
export function ring(n: number): System {
  const names = Array.from({ length: n }, (_, i) => `node#${i}`)
  const leaders = (state: { actors(): readonly { matches(value: string): boolean }[] }) =>
    state.actors().filter((actor) => actor.matches('leader')).length
  return defineSystem({
    name: `chang-roberts-${n}`,
    actors: Object.fromEntries(
      names.map((name, i) => [name, { machine: node, input: { uid: n - i, next: names[(i + 1) % n] } }]),
    ),
    unhandled: 'defer',
    properties: [
      deadlockFree(),
      always('one leader at most', (state) => leaders(state) <= 1),
      sometimes('a leader', (state) => leaders(state) === 1),
    ],
  })
}
