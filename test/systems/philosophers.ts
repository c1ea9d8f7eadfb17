import { assign, sendTo, setup } from 'xstate'
import type { System, WaitMeta } from '../../src/index.ts'
import { deadlockFree, defineSystem } from '../../src/index.ts'

/** A fork: taken by one philosopher at a time; other requests stay deferred in their channels. */
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
  readonly left: string
  readonly right: string
}

/** A philosopher: takes the left fork, then the right one, eats, drops both, and starts again. */
const philosopher = setup({
  types: { context: {} as Place, input: {} as Place, events: {} as { type: 'got' | 'sated' }, meta: {} as WaitMeta },
  actions: {
    askLeft: sendTo(
      ({ system, context }) => system.get(context.left),
      ({ context }) => ({ type: 'take', from: context.me }),
    ),
    askRight: sendTo(
      ({ system, context }) => system.get(context.right),
      ({ context }) => ({ type: 'take', from: context.me }),
    ),
    dropLeft: sendTo(
      ({ system, context }) => system.get(context.left),
      ({ context }) => ({ type: 'drop', from: context.me }),
    ),
    dropRight: sendTo(
      ({ system, context }) => system.get(context.right),
      ({ context }) => ({ type: 'drop', from: context.me }),
    ),
  },
}).createMachine({
  id: 'phil',
  context: ({ input }) => input,
  entry: 'askLeft',
  initial: 'hungry',
  states: {
    hungry: {
      meta: { waits: { kind: 'acquires', on: ({ context }) => context.left } },
      on: { got: { target: 'hasLeft', actions: 'askRight' } },
    },
    hasLeft: {
      meta: { waits: { kind: 'acquires', on: ({ context }) => context.right } },
      on: { got: { target: 'eating', actions: sendTo(({ self }) => self, { type: 'sated' }) } },
    },
    eating: { on: { sated: { target: 'hungry', actions: ['dropLeft', 'dropRight', 'askLeft'] } } },
  },
})

/** n dining philosophers; with `swapped`, the last one takes its forks in the other order. */
export function philosophers(n: number, swapped = false): System {
  const actors: Record<string, { machine: typeof fork | typeof philosopher; input?: Place }> = {}
  for (let i = 0; i < n; i++) actors[`fork#${i}`] = { machine: fork }
  for (let i = 0; i < n; i++) {
    const [a, b] = [`fork#${i}`, `fork#${(i + 1) % n}`]
    const turned = swapped && i === n - 1
    actors[`phil#${i}`] = {
      machine: philosopher,
      input: { me: `phil#${i}`, left: turned ? b : a, right: turned ? a : b },
    }
  }
  return defineSystem({
    name: `dining-philosophers-${n}${swapped ? '-swapped' : ''}`,
    actors,
    unhandled: 'defer',
    properties: [deadlockFree()],
  })
}
