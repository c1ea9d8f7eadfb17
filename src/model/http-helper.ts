import { assign, cancel, setup } from 'xstate'
import type { WaitMeta } from '../engine/wait.ts'
import { local, MTX } from './names.ts'
import type { Fetch } from './program.ts'
import { send } from './send.ts'
import { alarm } from './timer.ts'

interface Input {
  readonly at: string
  readonly me: string
  readonly httpTimeout: number | null
}

interface Context extends Input {
  readonly fetch: Fetch | null
  /** Whom to tell, and under which reference. */
  readonly caller: string | null
  readonly ref: string | null
  readonly value: 'ok' | 'error'
}

interface Events {
  type: 'start' | 'response' | 'httpTimeout' | 'granted' | 'done'
  from: string
  ref: string
  fetch: Fetch
  status: string
}

/** The helper thread of `http_async`: makes the request, holding nothing, then takes the mutex and sends the outcome. */
export const httpHelper = setup({
  types: { context: {} as Context, events: {} as Events, input: {} as Input, meta: {} as WaitMeta<Context> },
  actions: {
    begin: assign({
      fetch: ({ event }) => event.fetch,
      caller: ({ event }) => event.from,
      ref: ({ event }) => event.ref,
    }),
    connect: send(
      ({ context }) => (context.fetch as Fetch).server,
      ({ context }) => ({ type: 'connect', from: context.me, ...context.fetch }),
    ),
    armHttp: alarm('httpTimeout', ({ httpTimeout }: Context) => httpTimeout),
    disarmHttp: cancel('httpTimeout'),
    note: assign({ value: ({ event }) => (event.status === 'ok' ? 'ok' : 'error') }),
    fail: assign({ value: 'error' }),
    lock: send(MTX, ({ context }) => ({ type: 'lock', from: context.me })),
    unlock: send(MTX, ({ context }) => ({ type: 'unlock', from: context.me })),
    tell: send(
      ({ context }) => context.caller as string,
      ({ context }) => ({ type: 'http_reply', ref: context.ref, value: context.value, by: context.me }),
    ),
    ignore: () => {},
    forget: assign({ fetch: null, caller: null, ref: null, value: 'ok' }),
  },
}).createMachine({
  id: 'http',
  context: ({ input }) => ({ ...input, fetch: null, caller: null, ref: null, value: 'ok' }),
  initial: 'unused',
  states: {
    unused: { tags: 'idle', on: { start: { target: 'connecting', actions: 'begin' } } },
    connecting: {
      entry: ['connect', 'armHttp'],
      exit: 'disarmHttp',
      meta: { waits: { kind: 'awaits-reply', on: ({ context }) => context.fetch?.connection } },
      on: { response: { target: 'locking', actions: 'note' }, httpTimeout: { target: 'locking', actions: 'fail' } },
    },
    locking: {
      entry: 'lock',
      meta: { waits: { kind: 'acquires', on: local(MTX) } },
      on: { granted: 'sending' },
    },
    sending: { tags: 'in-runtime', entry: 'tell', on: { done: 'ended' } },
    /** What it would be asked now, it will never do. */
    ended: { tags: 'idle', entry: ['unlock', 'forget'], on: { response: { actions: 'ignore' } } },
  },
})
