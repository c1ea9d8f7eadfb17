import { assign, setup } from 'xstate'
import { WORK } from './names.ts'
import { send } from './send.ts'

interface Context {
  /** `Sx_runtime.ready`, oldest first. */
  readonly queue: readonly string[]
  /** `Sx_runtime.current`: the process that gen_call takes itself for. */
  readonly current: string | null
}

interface Events {
  type: 'push' | 'pop' | 'enter' | 'restore' | 'self'
  from: string
  /** `push`: the process that is ready; `enter`: the one that starts to run; `restore`: the one saved before. */
  process: string | null
  /** `push`: on whose account; hears `done` when the scheduler is signalled. */
  by: string
}

/**
 * The globals of `sx_runtime.ml`: `ready` and `current`. Each access is one step, as each is one line of the semantics;
 * nothing here locks.
 */
export const runQueue = setup({
  types: { context: {} as Context, events: {} as Events, input: {} as { readonly current: string | null } },
  actions: {
    append: assign({ queue: ({ context, event }) => [...context.queue, event.process as string] }),
    signalWork: send(WORK, ({ event }) => ({ type: 'signal', by: event.by })),
    giveSlice: send(
      ({ event }) => event.from,
      ({ context }) => ({ type: 'slice', process: context.queue[0], saved: context.current }),
    ),
    beginSlice: assign(({ context }) => ({ queue: context.queue.slice(1), current: context.queue[0] })),
    nothingReady: send(({ event }) => event.from, { type: 'empty' }),
    tellSaved: send(
      ({ event }) => event.from,
      ({ context }) => ({ type: 'entered', saved: context.current }),
    ),
    setCurrent: assign({ current: ({ event }) => event.process }),
    restored: send(({ event }) => event.from, { type: 'restored' }),
    tellCurrent: send(
      ({ event }) => event.from,
      ({ context }) => ({ type: 'current', process: context.current }),
    ),
  },
  guards: { hasReady: ({ context }) => context.queue.length > 0 },
}).createMachine({
  id: 'run-queue',
  context: ({ input }) => ({ queue: [], current: input.current }),
  initial: 'memory',
  states: {
    memory: {
      tags: 'idle',
      on: {
        push: { actions: ['append', 'signalWork'] },
        pop: [{ guard: 'hasReady', actions: ['giveSlice', 'beginSlice'] }, { actions: 'nothingReady' }],
        enter: { actions: ['tellSaved', 'setCurrent'] },
        restore: { actions: ['setCurrent', 'restored'] },
        self: { actions: 'tellCurrent' },
      },
    },
  },
})
