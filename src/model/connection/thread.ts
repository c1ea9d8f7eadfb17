import { assign, cancel, setup } from 'xstate'
import type { WaitMeta } from '../../engine/wait.ts'
import type { FetchContext } from '../fetch.ts'
import { NO_FETCH } from '../fetch.ts'
import type { ACCEPT, MAIN } from '../names.ts'
import { MTX, PARKED, READY, SHARED } from '../names.ts'
import type { Fetch } from '../program.ts'
import type { Route, Status } from '../routes.ts'
import { isException } from '../routes.ts'
import { send } from '../send.ts'
import { alarm } from '../timer.ts'

/** What the instance's flags make of its connection threads. */
interface ThreadTraits {
  /** `--pump`: a thread that waits runs the scheduler. */
  readonly pump: boolean
  /** `original-leak`: an exception out of the call leaves the mutex locked. */
  readonly leak: boolean
  /** `a-hook-noswap`: false; a park leaves the `current` register alone. */
  readonly swap: boolean
  /** `--sigpipe default`: a response to a client that has left ends the server. */
  readonly sigpipe: boolean
  /** `--self shared`: what `current` is set to is the process that all share. */
  readonly shared: boolean
  /** There is a second lock inside the runtime. */
  readonly nests: boolean
  /** Whose loop accepts: the thread `accept`, or `main`. */
  readonly acceptor: typeof ACCEPT | typeof MAIN
}

/** A connection thread, the process of its handler, and (pattern B) its cell. */
export interface Place {
  readonly at: string
  readonly me: string
  readonly process: string
  readonly cell: string
  readonly releases: boolean
  /** Whether the design takes the mutex at all. */
  readonly locks: boolean
  readonly httpTimeout: number | null
  readonly traits: ThreadTraits
}

export interface Context extends Place, FetchContext {
  readonly client: string | null
  readonly route: Route | null
  /** What `current` was when the thread entered the runtime. */
  readonly saved: string | null
  /** Whose reply the handler waits for. */
  readonly callee: string | null
  readonly status: Status | null
  /** `--pump`: what runs in the thread's slice, and what `current` was before. */
  readonly slice: string | null
  readonly before: string | null
}

export interface Events {
  type:
    | 'connection'
    | 'granted'
    | 'entered'
    | 'restored'
    | 'blocked'
    | 'finished'
    | 'match'
    | 'nothing'
    | 'wake'
    | 'done'
    | 'result'
    | 'fetch'
    | 'response'
    | 'httpTimeout'
    | 'slice'
    | 'empty'
    | 'refused'
    | 'epipe'
  client: string
  route: Route
  saved: string | null
  on: string
  status: Status | null
  from: string
  process: string
  fetch: Fetch
}

/** What any connection thread can do, each action one call into the runtime, a mutex or a condition. */
export const thread = setup({
  types: { context: {} as Context, events: {} as Events, input: {} as Place, meta: {} as WaitMeta<Context> },
  actions: {
    readRequest: assign({ client: ({ event }) => event.client, route: ({ event }) => event.route }),
    respond: send(
      ({ context }) => context.client as string,
      ({ context }) => ({ type: 'response', from: context.me, status: context.status }),
    ),
    close: assign({ client: null, route: null, saved: null, callee: null, status: null }),
    die: send(
      ({ context }) => context.at + context.traits.acceptor,
      () => ({ type: 'die' }),
    ),

    lock: send(MTX, ({ context }) => ({ type: 'lock', from: context.me })),
    unlock: send(MTX, ({ context }) => ({ type: 'unlock', from: context.me })),
    waitParked: send(PARKED, ({ context }) => ({ type: 'wait', from: context.me, mutex: context.at + MTX })),

    enter: send(READY, ({ context }) => ({
      type: 'enter',
      from: context.me,
      process: context.traits.shared ? context.at + SHARED : context.process,
    })),
    save: assign({ saved: ({ event }) => event.saved }),
    restore: send(READY, ({ context }) => ({ type: 'restore', from: context.me, process: context.saved })),
    leave: send(READY, ({ context }) => ({
      type: 'restore',
      from: context.me,
      process: context.saved,
      leaves: true,
    })),
    forgetSaved: assign({ saved: null }),

    drive: send(
      ({ context }) => context.process,
      ({ context }) => ({ type: 'run', by: context.me, route: context.route }),
    ),
    test: send(
      ({ context }) => context.process,
      ({ context }) => ({ type: 'test', by: context.me }),
    ),
    poll: send(
      ({ context }) => context.process,
      ({ context }) => ({ type: 'await', by: context.me }),
    ),
    noteCallee: assign({ callee: ({ event }) => event.on }),
    forgetCallee: assign({ callee: null }),
    noteStatus: assign({ status: ({ event }) => event.status }),

    spawn: send(
      ({ context }) => context.process,
      ({ context }) => ({ type: 'spawn', by: context.me, route: context.route }),
    ),
    lockCell: send(
      ({ context }) => context.cell,
      ({ context }) => ({ type: 'lock', from: context.me }),
    ),
    unlockCell: send(
      ({ context }) => context.cell,
      ({ context }) => ({ type: 'unlock', from: context.me }),
    ),
    readCell: send(
      ({ context }) => context.cell,
      ({ context }) => ({ type: 'read', from: context.me }),
    ),
    waitCell: send(
      ({ context }) => context.cell,
      ({ context }) => ({ type: 'wait', from: context.me }),
    ),

    pop: send(READY, ({ context }) => ({ type: 'pop', from: context.me })),
    beginSlice: assign({ slice: ({ event }) => event.process, before: ({ event }) => event.saved }),
    runSlice: send(
      ({ event }) => event.process,
      ({ context }) => ({ type: 'run', by: context.me }),
    ),
    endSlice: send(READY, ({ context }) => ({ type: 'restore', from: context.me, process: context.before })),
    forgetSlice: assign({ slice: null, before: null }),
    waitTurn: send(READY, ({ context }) => ({ type: 'poll', from: context.me })),

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
    filled: ({ event }) => event.status !== null,
    pumps: ({ context }) => context.traits.pump,
    swaps: ({ context }) => context.traits.swap,
    leaks: ({ context }) => context.traits.leak && isException(context.status),
    diesOfPipes: ({ context }) => context.traits.sigpipe,
    cannotRelease: ({ context }) => context.releases && !context.locks,
    releases: ({ context }) => context.releases,
    fromFetched: ({ context, event }) => event.from === context.fetch?.connection,
  },
})

/** What a design's handler part is: the states of `call`, ended by a final one. */
export type CallStates = Parameters<typeof thread.createStateConfig>[0]

/** `handle_conn` of `sx_server.ml`: accept, read the request, [call], write the response, close. No lock outside [call]. */
export function connectionThread(call: CallStates) {
  return thread.createMachine({
    id: 'conn',
    context: ({ input }) => ({
      ...input,
      ...NO_FETCH,
      client: null,
      route: null,
      saved: null,
      callee: null,
      status: null,
      slice: null,
      before: null,
    }),
    initial: 'unused',
    states: {
      unused: { tags: 'idle', on: { connection: { target: 'call', actions: 'readRequest' } } },
      call: {
        ...call,
        onDone: [
          { guard: 'diesOfPipes', target: 'written', actions: ['respond', 'close'] },
          { target: 'closed', actions: ['respond', 'close'] },
        ],
      },
      written: { tags: 'idle', on: { epipe: { target: 'closed', actions: 'die' } } },
      closed: { type: 'final' },
    },
  })
}
