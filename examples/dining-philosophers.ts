/**
 * Dining philosophers (Dijkstra 1971): `npx sim check examples/dining-philosophers.ts`.
 *
 * Forks and philosophers are plain XState machines. Everybody takes the left fork first, so that all may hold one fork
 * and wait for the other for ever. In the second system the last philosopher takes the forks in the other order.
 */
import type { System, WaitMeta } from 'interlock'
import { deadlockFree, defineSystem, sometimes } from 'interlock'
import { assign, sendTo, setup } from 'xstate'

/** A fork is given to one philosopher at a time; who asks meanwhile waits (`unhandled: 'defer'` below). */
const fork = setup({
  types: {
    context: {} as { holder: string | null },
    events: {} as { type: 'take' | 'drop'; from: string },
    meta: {} as WaitMeta,
  },
}).createMachine({
  id: 'fork',
  context: { holder: null },
  initial: 'free',
  states: {
    free: {
      tags: 'idle',
      on: {
        take: {
          target: 'taken',
          actions: [
            assign({ holder: ({ event }) => event.from }),
            sendTo(({ system, event }) => system.get(event.from), { type: 'got' }),
          ],
        },
      },
    },
    taken: {
      meta: { waits: { kind: 'held-by', on: ({ context }) => context.holder } },
      on: { drop: { target: 'free', actions: assign({ holder: null }) } },
    },
  },
})

interface Place {
  readonly me: string
  readonly first: string
  readonly second: string
}

/** A philosopher takes two forks, one after the other, eats, puts them back, and is hungry again. */
const philosopher = setup({
  types: { context: {} as Place, input: {} as Place, events: {} as { type: 'got' | 'sated' }, meta: {} as WaitMeta },
  actions: {
    takeFirst: sendTo(
      ({ system, context }) => system.get(context.first),
      ({ context }) => ({ type: 'take', from: context.me }),
    ),
    takeSecond: sendTo(
      ({ system, context }) => system.get(context.second),
      ({ context }) => ({ type: 'take', from: context.me }),
    ),
    dropFirst: sendTo(
      ({ system, context }) => system.get(context.first),
      ({ context }) => ({ type: 'drop', from: context.me }),
    ),
    dropSecond: sendTo(
      ({ system, context }) => system.get(context.second),
      ({ context }) => ({ type: 'drop', from: context.me }),
    ),
  },
}).createMachine({
  id: 'philosopher',
  context: ({ input }) => input,
  initial: 'hungry',
  states: {
    hungry: {
      entry: 'takeFirst',
      meta: { waits: { kind: 'acquires', on: ({ context }) => context.first } },
      on: { got: 'holdingOne' },
    },
    holdingOne: {
      entry: 'takeSecond',
      meta: { waits: { kind: 'acquires', on: ({ context }) => context.second } },
      on: { got: 'eating' },
    },
    eating: {
      entry: sendTo(({ self }) => self, { type: 'sated' }),
      on: { sated: { target: 'hungry', actions: ['dropFirst', 'dropSecond'] } },
    },
  },
})

function dinner(name: string, seats: number, leftHanded: boolean): System {
  const forks = Array.from({ length: seats }, (_, seat) => [`fork#${seat}`, { machine: fork }])
  const philosophers = Array.from({ length: seats }, (_, seat) => {
    const [left, right] = [`fork#${seat}`, `fork#${(seat + 1) % seats}`]
    const turned = leftHanded && seat === seats - 1
    const [first, second] = turned ? [right, left] : [left, right]
    return [`phil#${seat}`, { machine: philosopher, input: { me: `phil#${seat}`, first, second } }]
  })
  return defineSystem({
    name,
    actors: Object.fromEntries([...forks, ...philosophers]),
    unhandled: 'defer',
    properties: [
      deadlockFree(),
      sometimes('the first philosopher eats', (state) => state.actor('phil#0').matches('eating')),
    ],
    parameters: { seats },
  })
}

/** Everybody takes the left fork first: deadlocks. */
export const naive = dinner('naive', 3, false)

/** The last philosopher takes the right fork first: does not. */
export const leftHanded = dinner('left-handed', 3, true)
