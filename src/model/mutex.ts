import { assign, setup } from 'xstate'
import type { WaitMeta } from '../engine/wait.ts'
import { send } from './send.ts'

interface Context {
  readonly holder: string | null
}

/** `--runner parked-held`: who has it from the start, and for ever. */
interface Input {
  readonly holder: string
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
  types: { context: {} as Context, events: {} as Events, input: {} as Input, meta: {} as WaitMeta<Context> },
  actions: {
    grant: send(({ event }) => event.from, { type: 'granted' }),
    hold: assign({ holder: ({ event }) => event.from }),
    forget: assign({ holder: null }),
  },
  guards: {
    heldFromTheStart: ({ context }) => context.holder !== null,
    byHolder: ({ context, event }) => event.from === context.holder,
  },
}).createMachine({
  id: 'mutex',
  context: ({ input }) => ({ holder: (input as Input | undefined)?.holder ?? null }),
  initial: 'free',
  states: {
    free: {
      tags: 'idle',
      always: { guard: 'heldFromTheStart', target: 'held' },
      on: { lock: { target: 'held', actions: ['hold', 'grant'] } },
    },
    held: {
      meta: { waits: { kind: 'held-by', on: ({ context }) => context.holder } },
      on: { unlock: { guard: 'byHolder', target: 'free', actions: 'forget' } },
    },
  },
})
