import { assign, setup } from 'xstate'
import type { WaitMeta } from '../engine/wait.ts'
import { send } from './send.ts'

interface Context {
  readonly holder: string | null
}

interface Events {
  type: 'lock' | 'unlock'
  /** The thread that locks or unlocks; `Condition.wait` unlocks on behalf of its caller. */
  from: string
}

/**
 * OCaml's `Mutex.t` (`mtx`, `cell.m`): not reentrant, no owner transfer, no fairness. A `lock` that cannot be had stays
 * in its sender's channel, so that any waiter may be next.
 */
export const mutex = setup({
  types: { context: {} as Context, events: {} as Events, meta: {} as WaitMeta<Context> },
  actions: {
    grant: send(({ event }) => event.from, { type: 'granted' }),
    hold: assign({ holder: ({ event }) => event.from }),
    forget: assign({ holder: null }),
  },
  guards: { byHolder: ({ context, event }) => event.from === context.holder },
}).createMachine({
  id: 'mutex',
  context: { holder: null },
  initial: 'free',
  states: {
    free: { tags: 'idle', on: { lock: { target: 'held', actions: ['hold', 'grant'] } } },
    held: {
      meta: { waits: { kind: 'held-by', on: ({ context }) => context.holder } },
      on: { unlock: { guard: 'byHolder', target: 'free', actions: 'forget' } },
    },
  },
})
