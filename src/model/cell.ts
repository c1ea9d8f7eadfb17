import { assign, setup } from 'xstate'
import type { WaitMeta } from '../engine/wait.ts'
import type { Status } from './routes.ts'
import { send } from './send.ts'

interface Context {
  /** `result`. */
  readonly status: Status | null
  /** Who has `m`. */
  readonly holder: string | null
  /** The connection thread, if it is in `Condition.wait`. */
  readonly sleeper: string | null
  /** Whether it was signalled, and now wants `m` back. */
  readonly woken: boolean
}

interface Events {
  type: 'lock' | 'unlock' | 'wait' | 'fill' | 'set' | 'signal' | 'read'
  /** Who does it; hears `granted` of `lock` and `wait`, and `done` or `result` of the others. */
  from: string
  status: Status
}

/**
 * Pattern B's `cell`: the mutex `m`, the condition `c` and the field `result` of one request, for two threads, the one of
 * the connection and the one that runs its handler. What a thread does while it has `m` nobody else can see half of: so
 * `granted` brings the result along, and `fill` (set, signal) is one step. `wait` sleeps and gives `m` back in one step; a
 * woken thread is granted `m` when it is free. `set`, `signal` and `read` are for those that do without `m`.
 */
export const cell = setup({
  types: { context: {} as Context, events: {} as Events, meta: {} as WaitMeta<Context> },
  actions: {
    hold: assign({ holder: ({ event }) => event.from }),
    handOver: assign({ holder: ({ context }) => context.sleeper, sleeper: null, woken: false }),
    release: assign({ holder: null }),
    grant: send(
      ({ context }) => context.holder as string,
      ({ context }) => ({ type: 'granted', status: context.status }),
    ),
    sleep: assign({ holder: null, sleeper: ({ event }) => event.from }),
    store: assign({ status: ({ event }) => event.status }),
    signal: assign({ woken: ({ context }) => context.sleeper !== null }),
    done: send(({ event }) => event.from, { type: 'done' }),
    tell: send(
      ({ event }) => event.from,
      ({ context }) => ({ type: 'result', status: context.status }),
    ),
  },
  guards: {
    byHolder: ({ context, event }) => event.from === context.holder,
    someoneAsleep: ({ context }) => context.sleeper !== null,
    wokenWaits: ({ context }) => context.woken,
  },
}).createMachine({
  id: 'cell',
  context: { status: null, holder: null, sleeper: null, woken: false },
  initial: 'free',
  on: { set: { actions: ['store', 'done'] }, read: { actions: 'tell' } },
  states: {
    free: {
      tags: 'idle',
      always: { guard: 'wokenWaits', target: 'held', actions: ['handOver', 'grant'] },
      on: { lock: { target: 'held', actions: ['hold', 'grant'] }, signal: { actions: ['signal', 'done'] } },
    },
    held: {
      meta: { waits: { kind: 'held-by', on: ({ context }) => context.holder } },
      on: {
        fill: { guard: 'byHolder', actions: ['store', 'signal', 'done'] },
        signal: { actions: ['signal', 'done'] },
        wait: { guard: 'byHolder', target: 'free', actions: 'sleep' },
        unlock: { guard: 'byHolder', target: 'free', actions: 'release' },
      },
    },
  },
})
