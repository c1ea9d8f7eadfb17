import { assign, setup } from 'xstate'
import { send } from '../send.ts'

interface Input {
  /** The threads of this kind, in the order in which they are started. */
  readonly threads: readonly string[]
}

interface Context extends Input {
  readonly started: number
  readonly ended: number
  /** A thread was created that is not modelled, by one who comes to an end: what it would have done is missing. */
  readonly over: boolean
}

interface Events {
  type: 'spawn' | 'join' | 'ended'
  from: string
  /** `spawn`: whether its caller holds a lock. */
  holding: boolean
  /** `spawn`: whether its caller comes back to this place, and whether it does so for ever. */
  repeats: boolean
  serving: boolean
  /** `spawn`: whether its caller creates more threads than are modelled, and then goes on. */
  many: boolean
}

/**
 * `Thread.create` at one place. When all threads that are modelled have been started, another one is taken to be created
 * and never scheduled; a caller that holds nothing and creates threads in a loop rests instead, unless none of this kind is modelled.
 */
export const starter = setup({
  types: { context: {} as Context, events: {} as Events, input: {} as Input },
  actions: {
    start: send(({ context }) => context.threads[context.started], { type: 'start' }),
    count: assign({ started: ({ context }) => context.started + 1 }),
    countEnd: assign({ ended: ({ context }) => context.ended + 1 }),
    lack: assign({ over: ({ context, event }) => context.over || (!event.serving && context.threads.length > 0) }),
    fallShort: assign({ over: ({ context, event }) => context.over || event.many }),
    done: send(({ event }) => event.from, { type: 'done' }),
  },
  guards: {
    hasMore: ({ context }) => context.started < context.threads.length,
    goesOn: ({ context, event }) => event.holding || !event.repeats || context.threads.length === 0,
    comesToAnEnd: ({ event }) => !event.serving,
    allEnded: ({ context }) => context.ended === context.started,
  },
}).createMachine({
  id: 'starter',
  context: ({ input }) => ({ ...input, started: 0, ended: 0, over: false }),
  initial: 'open',
  states: {
    open: {
      tags: 'idle',
      on: {
        spawn: [
          { guard: 'hasMore', actions: ['start', 'count', 'fallShort', 'done'] },
          { guard: 'goesOn', actions: ['lack', 'done'] },
          { guard: 'comesToAnEnd', actions: 'lack' },
        ],
        join: { guard: 'allEnded', actions: 'done' },
        ended: { actions: 'countEnd' },
      },
    },
  },
})
