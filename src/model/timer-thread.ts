import { assign, setup } from 'xstate'
import type { WaitMeta } from '../engine/wait.ts'
import { local, MTX, TIMER } from './names.ts'
import { send } from './send.ts'

interface Context {
  readonly at: string
  /** Whose deadline has passed. */
  readonly process: string | null
}

interface Events {
  type: 'due' | 'granted' | 'done'
  from: string
}

/**
 * `timer_loop` of `sx_server.ml`, and `fire_timers` with it: takes the mutex, and wakes who has to see that a deadline has
 * passed. With the mutex it cannot come between a test and the sleep that follows.
 */
export const timerThread = setup({
  types: {
    context: {} as Context,
    events: {} as Events,
    input: {} as { readonly at: string },
    meta: {} as WaitMeta<Context>,
  },
  actions: {
    note: assign({ process: ({ event }) => event.from }),
    lock: send(MTX, ({ context }) => ({ type: 'lock', from: context.at + TIMER })),
    unlock: send(MTX, ({ context }) => ({ type: 'unlock', from: context.at + TIMER })),
    fire: send(
      ({ context }) => context.process as string,
      ({ context }) => ({ type: 'fire', by: context.at + TIMER }),
    ),
    forget: assign({ process: null }),
  },
}).createMachine({
  id: 'timer',
  context: ({ input }) => ({ ...input, process: null }),
  initial: 'waiting',
  states: {
    waiting: { tags: 'idle', on: { due: { target: 'locking', actions: 'note' } } },
    locking: {
      entry: 'lock',
      meta: { waits: { kind: 'acquires', on: local(MTX) } },
      on: { granted: 'firing' },
    },
    firing: { entry: 'fire', on: { done: { target: 'waiting', actions: ['unlock', 'forget'] } } },
  },
})
