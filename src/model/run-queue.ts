import { assign, setup } from 'xstate'
import type { WaitMeta } from '../engine/wait.ts'
import { WORK } from './names.ts'
import { send } from './send.ts'

interface Input {
  readonly at: string
  /** What `current` is at the start: under H2 the process `boot`, whose slice never ends. */
  readonly current: string | null
  /** `--sched-guard` while somebody is in `sched_run` for ever: nobody else gets a slice from it. */
  readonly refused: boolean
  /** A second lock, inside the runtime: `sx_call` has it from its entry to its end, and `sched_run` takes it. */
  readonly exclusive: boolean
}

interface Context extends Input {
  /** `Sx_runtime.ready`, oldest first. */
  readonly queue: readonly string[]
  /** `Sx_runtime.current`: the process that gen_call takes itself for. */
  readonly current: string | null
  /** Threads whose own process has something to look at, since they last looked (`--pump`). */
  readonly flags: ReadonlySet<string>
  /** Processes whose deadline has passed, and whose thread has not served it yet (`--spin`). */
  readonly late: ReadonlySet<string>
  /** The thread that has the second lock. */
  readonly holder: string | null
}

interface Events {
  type: 'push' | 'pop' | 'poll' | 'flag' | 'overdue' | 'enter' | 'restore' | 'self'
  from: string
  /** `push`: the process that is ready; `enter`: the one that starts to run; `restore`: the one saved before. */
  process: string | null
  /** `push`, `flag`, `overdue`: on whose account; hears `done`, when the scheduler is signalled. */
  by: string
  threads: readonly string[]
  /** `restore`: the thread's `sx_call` is over. */
  leaves: boolean
}

function without(names: ReadonlySet<string>, gone: string | null): ReadonlySet<string> {
  return new Set([...names].filter((name) => name !== gone))
}

/**
 * The globals of `sx_runtime.ml`: `ready` and `current`. Each access is one step, as each is one line of the semantics;
 * nothing here locks.
 */
export const runQueue = setup({
  types: { context: {} as Context, events: {} as Events, input: {} as Input, meta: {} as WaitMeta<Context> },
  actions: {
    append: assign({ queue: ({ context, event }) => [...context.queue, event.process as string] }),
    signalWork: send(WORK, ({ event }) => ({ type: 'signal', by: event.by })),
    giveSlice: send(
      ({ event }) => event.from,
      ({ context }) => ({ type: 'slice', process: context.queue[0], saved: context.current }),
    ),
    beginSlice: assign(({ context }) => ({ queue: context.queue.slice(1), current: context.queue[0] })),
    nothingReady: send(
      ({ event }) => event.from,
      ({ context }) => ({ type: 'empty', late: context.late.size > 0 }),
    ),
    refuse: send(({ event }) => event.from, { type: 'refused' }),
    raiseFlag: assign({ flags: ({ context, event }) => new Set([...context.flags, ...event.threads]) }),
    lowerFlag: assign({ flags: ({ context, event }) => without(context.flags, event.from) }),
    done: send(({ event }) => event.by, { type: 'done' }),
    wake: send(({ event }) => event.from, { type: 'wake' }),
    noteLate: assign({ late: ({ context, event }) => new Set([...context.late, event.process as string]) }),
    noteServed: assign({ late: ({ context, event }) => without(context.late, event.process) }),
    tellSaved: send(
      ({ event }) => event.from,
      ({ context }) => ({ type: 'entered', saved: context.current }),
    ),
    setCurrent: assign({ current: ({ event }) => event.process }),
    hold: assign({ holder: ({ context, event }) => (context.exclusive ? event.from : null) }),
    letGo: assign({ holder: ({ context, event }) => (event.leaves ? null : context.holder) }),
    restored: send(({ event }) => event.from, { type: 'restored' }),
    tellCurrent: send(
      ({ event }) => event.from,
      ({ context }) => ({ type: 'current', process: context.current }),
    ),
  },
  guards: {
    mayEnter: ({ context, event }) => context.holder === null || context.holder === event.from,
    isFree: ({ context }) => context.holder === null,
    hasReady: ({ context }) => context.holder === null && context.queue.length > 0,
    refused: ({ context }) => context.holder === null && context.refused && context.queue.length > 0,
    worthWhile: ({ context, event }) => context.flags.has(event.from) || (!context.refused && context.queue.length > 0),
  },
}).createMachine({
  id: 'run-queue',
  context: ({ input }) => ({ ...input, queue: [], flags: new Set<string>(), late: new Set<string>(), holder: null }),
  initial: 'memory',
  states: {
    memory: {
      tags: 'idle',
      meta: { waits: { kind: 'held-by', on: ({ context }) => context.holder } },
      on: {
        push: { actions: ['append', 'signalWork'] },
        pop: [
          { guard: 'refused', actions: 'refuse' },
          { guard: 'hasReady', actions: ['giveSlice', 'beginSlice'] },
          { guard: 'isFree', actions: 'nothingReady' },
        ],
        /** A thread that looks every 2 ms: answered when there is something for it to see. */
        poll: { guard: 'worthWhile', actions: ['lowerFlag', 'wake'] },
        flag: { actions: ['raiseFlag', 'done'] },
        overdue: { actions: ['noteLate', 'signalWork'] },
        enter: { guard: 'mayEnter', actions: ['tellSaved', 'setCurrent', 'noteServed', 'hold'] },
        restore: { actions: ['setCurrent', 'restored', 'letGo'] },
        self: { actions: 'tellCurrent' },
      },
    },
  },
})
