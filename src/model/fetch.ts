import type { Fetch } from './program.ts'

/** What a thread needs to know to make an outbound request on behalf of the process that it runs. */
export interface FetchContext {
  readonly me: string
  readonly at: string
  /** `--io release`: the mutex is given back meanwhile. */
  readonly releases: boolean
  /** `--http-timeout` in milliseconds. */
  readonly httpTimeout: number | null
  readonly fetch: Fetch | null
  readonly fetchFor: string | null
  /** `failed`: it raised before there was any request. */
  readonly fetched: 'ok' | 'error' | 'failed' | null
}

export const NO_FETCH = { fetch: null, fetchFor: null, fetched: null } as const

/**
 * `http_block` and `http_release`: the thread leaves the runtime, connects and reads; with `release` without the mutex,
 * which it then takes again, and sets `current` to the process that it goes on with. Who does not have the mutex cannot give
 * it back: that raises. The states of a thread that has the
 * actions named here; final when the process can go on.
 */
export const fetchStates = {
  initial: 'leaving',
  states: {
    leaving: {
      always: [
        { guard: 'cannotRelease', target: 'back', actions: 'noteRaised' },
        { guard: 'releases', target: 'unlocking' },
        { target: 'connecting' },
      ],
    },
    unlocking: { entry: 'unlock', always: 'connecting' },
    connecting: {
      entry: ['connect', 'armHttp'],
      exit: 'disarmHttp',
      meta: {
        waits: {
          kind: 'awaits-reply',
          on: ({ context }: { readonly context: FetchContext }) => context.fetch?.connection,
        },
      },
      on: {
        response: [{ guard: 'fromFetched', target: 'connected', actions: 'noteFetched' }, { actions: 'ignore' }],
        httpTimeout: { target: 'connected', actions: 'noteNotFetched' },
      },
    },
    connected: { always: [{ guard: 'releases', target: 'relocking' }, { target: 'back' }] },
    relocking: {
      entry: 'lock',
      meta: {
        waits: {
          kind: 'acquires',
          on: ({ context }: { readonly context: FetchContext }) => `${context.at}mtx`,
        },
      },
      on: { granted: 'setting' },
    },
    setting: { tags: 'in-runtime', entry: 'setCurrent', on: { restored: 'back' } },
    back: { type: 'final' },
  },
} as const
