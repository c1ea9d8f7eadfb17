import { assign, setup } from 'xstate'
import { send } from '../send.ts'

interface Input {
  /** The threads of this kind, in the order in which they are started. */
  readonly threads: readonly string[]
}

interface Context extends Input {
  readonly started: number
  readonly ended: number
}

interface Events {
  type: 'spawn' | 'join' | 'ended'
  from: string
  /** `spawn`: whether its caller holds a lock. */
  holding: boolean
}

/**
 * `Thread.create` at one place. When all threads that are modelled have been started, another one is taken to be created
 * and never scheduled; a caller that holds nothing rests instead, unless none of this kind is modelled.
 */
export const starter = setup({
  types: { context: {} as Context, events: {} as Events, input: {} as Input },
  actions: {
    start: send(({ context }) => context.threads[context.started], { type: 'start' }),
    count: assign({ started: ({ context }) => context.started + 1 }),
    countEnd: assign({ ended: ({ context }) => context.ended + 1 }),
    done: send(({ event }) => event.from, { type: 'done' }),
  },
  guards: {
    hasMore: ({ context }) => context.started < context.threads.length,
    goesOn: ({ context, event }) => event.holding || context.threads.length === 0,
    allEnded: ({ context }) => context.ended === context.started,
  },
}).createMachine({
  id: 'starter',
  context: ({ input }) => ({ ...input, started: 0, ended: 0 }),
  initial: 'open',
  states: {
    open: {
      tags: 'idle',
      on: {
        spawn: [
          { guard: 'hasMore', actions: ['start', 'count', 'done'] },
          { guard: 'goesOn', actions: 'done' },
        ],
        join: { guard: 'allEnded', actions: 'done' },
        ended: { actions: 'countEnd' },
      },
    },
  },
})
