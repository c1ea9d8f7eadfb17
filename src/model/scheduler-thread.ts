import { assign, setup } from 'xstate'
import type { WaitMeta } from '../engine/wait.ts'
import { MTX, READY, SCHED, WORK } from './names.ts'
import { send } from './send.ts'

interface Context {
  /** What runs in the slice, and what `current` was before. */
  readonly process: string | null
  readonly saved: string | null
}

interface Events {
  type: 'granted' | 'slice' | 'empty' | 'restored' | 'blocked' | 'finished' | 'wake'
  process: string
  saved: string | null
}

/**
 * `sched_loop` of `sx_server.ml` (H1): takes the runtime mutex, runs slices until nothing is ready (`sched_run`), and
 * sleeps on `work`, which gives the mutex back. The test of the loop and that of `sched_run` are one step: what is
 * pushed between them could as well have been pushed before.
 */
export const schedulerThread = setup({
  types: { context: {} as Context, events: {} as Events, meta: {} as WaitMeta<Context> },
  actions: {
    lock: send(MTX, { type: 'lock', from: SCHED }),
    pop: send(READY, { type: 'pop', from: SCHED }),
    begin: assign(({ event }) => ({ process: event.process, saved: event.saved })),
    runSlice: send(({ event }) => event.process, { type: 'run', by: SCHED }),
    restore: send(READY, ({ context }) => ({ type: 'restore', from: SCHED, process: context.saved })),
    end: assign({ process: null, saved: null }),
    wait: send(WORK, { type: 'wait', from: SCHED, mutex: MTX }),
  },
}).createMachine({
  id: 'sched',
  context: { process: null, saved: null },
  initial: 'locking',
  states: {
    locking: {
      entry: 'lock',
      meta: { waits: { kind: 'acquires', on: MTX } },
      on: { granted: 'popping' },
    },
    popping: {
      tags: 'in-runtime',
      entry: 'pop',
      on: { slice: { target: 'slice', actions: ['begin', 'runSlice'] }, empty: 'asleep' },
    },
    slice: {
      tags: 'in-runtime',
      meta: { waits: { kind: 'runs', on: ({ context }) => context.process } },
      on: { blocked: 'restoring', finished: 'restoring' },
    },
    restoring: {
      tags: 'in-runtime',
      entry: ['restore', 'end'],
      on: { restored: 'popping' },
    },
    asleep: {
      tags: 'idle',
      entry: 'wait',
      meta: { waits: { kind: 'awaits-signal', on: WORK } },
      on: { wake: 'locking' },
    },
  },
})
