import { assign, cancel, setup } from 'xstate'
import type { WaitMeta } from '../engine/wait.ts'
import type { FetchContext } from './fetch.ts'
import { fetchStates, NO_FETCH } from './fetch.ts'
import { local, MTX, READY, WORK } from './names.ts'
import type { Fetch } from './program.ts'
import { send } from './send.ts'
import { alarm } from './timer.ts'

interface Input {
  readonly at: string
  readonly me: string
  /** `--runner return-nolock`: false; it polls instead. */
  readonly locks: boolean
  readonly releases: boolean
  readonly httpTimeout: number | null
  /** `--spin`. */
  readonly spins: boolean
  /** It gives the mutex back before it sleeps, and not while: a signal in between is lost. */
  readonly loses: boolean
  /** There is a second lock inside the runtime. */
  readonly nests: boolean
}

interface Context extends Input, FetchContext {
  /** What runs in the slice, and what `current` was before. */
  readonly process: string | null
  readonly saved: string | null
}

interface Events {
  type:
    | 'granted'
    | 'slice'
    | 'empty'
    | 'refused'
    | 'restored'
    | 'blocked'
    | 'finished'
    | 'wake'
    | 'fetch'
    | 'response'
    | 'httpTimeout'
  process: string
  saved: string | null
  late: boolean
  fetch: Fetch
  from: string
  status: string
}

/**
 * `sched_loop` of `sx_server.ml` (H1): takes the runtime mutex, runs slices until nothing is ready (`sched_run`), and
 * sleeps on `work`, which gives the mutex back; `sched_loop_nolock` takes no mutex and polls. The test of the loop and
 * that of `sched_run` are one step: what is pushed between them could as well have been pushed before.
 */
export const schedulerThread = setup({
  types: { context: {} as Context, events: {} as Events, input: {} as Input, meta: {} as WaitMeta<Context> },
  actions: {
    lock: send(MTX, ({ context }) => ({ type: 'lock', from: context.me })),
    unlock: send(MTX, ({ context }) => ({ type: 'unlock', from: context.me })),
    pop: send(READY, ({ context }) => ({ type: 'pop', from: context.me })),
    poll: send(READY, ({ context }) => ({ type: 'poll', from: context.me })),
    begin: assign(({ event }) => ({ process: event.process, saved: event.saved })),
    runSlice: send(
      ({ event }) => event.process,
      ({ context }) => ({ type: 'run', by: context.me }),
    ),
    restore: send(READY, ({ context }) => ({ type: 'restore', from: context.me, process: context.saved })),
    end: assign({ process: null, saved: null }),
    wait: send(WORK, ({ context }) => ({ type: 'wait', from: context.me, mutex: context.at + MTX })),
    waitLate: send(WORK, ({ context }) => ({ type: 'wait', from: context.me, mutex: null })),
    beginFetch: assign({ fetch: ({ event }) => event.fetch, fetchFor: ({ event }) => event.process }),
    connect: send(
      ({ context }) => (context.fetch as Fetch).server,
      ({ context }) => ({ type: 'connect', from: context.me, ...context.fetch }),
    ),
    armHttp: alarm('httpTimeout', ({ httpTimeout }: Context) => httpTimeout),
    disarmHttp: cancel('httpTimeout'),
    noteFetched: assign({ fetched: ({ event }) => (event.status === 'ok' ? 'ok' : 'error') }),
    noteNotFetched: assign({ fetched: 'error' }),
    noteRaised: assign({ fetched: 'failed' }),
    setCurrent: send(READY, ({ context }) => ({ type: 'restore', from: context.me, process: context.fetchFor })),
    goOn: send(
      ({ context }) => context.fetchFor as string,
      ({ context }) => ({ type: 'fetched', status: context.fetched }),
    ),
    endFetch: assign(() => NO_FETCH),
    ignore: () => {},
  },
  guards: {
    loses: ({ context }) => context.loses,
    locks: ({ context }) => context.locks,
    cannotRelease: ({ context }) => context.releases && !context.locks,
    releases: ({ context }) => context.releases,
    fromFetched: ({ context, event }) => event.from === context.fetch?.connection,
    spins: ({ context, event }) => context.spins && event.late,
  },
}).createMachine({
  id: 'sched',
  context: ({ input }) => ({ ...input, ...NO_FETCH, process: null, saved: null }),
  initial: 'starting',
  states: {
    starting: { always: [{ guard: 'locks', target: 'locking' }, { target: 'polling' }] },
    locking: {
      entry: 'lock',
      meta: { waits: { kind: 'acquires', on: local(MTX) } },
      on: { granted: 'popping' },
    },
    popping: {
      tags: 'in-runtime',
      entry: 'pop',
      meta: { waits: { kind: 'acquires', on: ({ context }) => (context.nests ? context.at + READY : null) } },
      on: {
        slice: { target: 'slice', actions: ['begin', 'runSlice'] },
        empty: [
          { guard: 'spins', target: 'spinning' },
          { guard: 'loses', target: 'dozing' },
          { guard: 'locks', target: 'asleep' },
          { target: 'polling' },
        ],
        refused: 'spinning',
      },
    },
    slice: {
      tags: 'in-runtime',
      meta: { waits: { kind: 'runs', on: ({ context }) => context.process } },
      on: { blocked: 'restoring', finished: 'restoring', fetch: { target: 'fetching', actions: 'beginFetch' } },
    },
    fetching: { ...fetchStates, onDone: { target: 'resumed', actions: ['goOn', 'endFetch'] } },
    resumed: {
      tags: 'in-runtime',
      meta: { waits: { kind: 'runs', on: ({ context }) => context.process } },
      on: { blocked: 'restoring', finished: 'restoring', fetch: { target: 'fetching', actions: 'beginFetch' } },
    },
    restoring: {
      tags: 'in-runtime',
      entry: ['restore', 'end'],
      on: { restored: 'popping' },
    },
    asleep: {
      tags: 'idle',
      entry: 'wait',
      meta: { waits: { kind: 'awaits-signal', on: local(WORK) } },
      on: { wake: 'locking' },
    },
    dozing: {
      tags: 'idle',
      entry: ['unlock', 'waitLate'],
      meta: { waits: { kind: 'awaits-signal', on: local(WORK) } },
      on: { wake: 'locking' },
    },
    polling: { tags: 'idle', entry: 'poll', on: { wake: 'popping' } },
    /** It goes round and round with the mutex, and schedules nothing: `--spin`, or refused by `--sched-guard`. */
    spinning: {},
  },
})
