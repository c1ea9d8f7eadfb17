import { assign, setup } from 'xstate'
import type { WaitMeta } from '../../engine/wait.ts'
import { MTX, PARKED, READY } from '../names.ts'
import type { Route } from '../routes.ts'
import { send } from '../send.ts'

/** A connection thread, the process of its handler, and (pattern B) its cell. */
export interface Place {
  readonly me: string
  readonly process: string
  readonly cell: string
}

export interface Context extends Place {
  readonly client: string | null
  readonly route: Route | null
  /** What `current` was when the thread entered the runtime. */
  readonly saved: string | null
  /** Whose reply the handler waits for. */
  readonly callee: string | null
  readonly status: 'ok' | 'error' | null
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
  client: string
  route: Route
  saved: string | null
  on: string
  status: 'ok' | 'error' | null
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

    lock: send(MTX, ({ context }) => ({ type: 'lock', from: context.me })),
    unlock: send(MTX, ({ context }) => ({ type: 'unlock', from: context.me })),
    waitParked: send(PARKED, ({ context }) => ({ type: 'wait', from: context.me, mutex: MTX })),

    enter: send(READY, ({ context }) => ({ type: 'enter', from: context.me, process: context.process })),
    save: assign({ saved: ({ event }) => event.saved }),
    restore: send(READY, ({ context }) => ({ type: 'restore', from: context.me, process: context.saved })),
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
  },
  guards: { filled: ({ event }) => event.status !== null },
})

/** What a design's handler part is: the states of `call`, ended by a final one. */
export type CallStates = Parameters<typeof thread.createStateConfig>[0]

/** `handle_conn` of `sx_server.ml`: accept, read the request, [call], write the response, close. No lock outside [call]. */
export function connectionThread(call: CallStates) {
  return thread.createMachine({
    id: 'conn',
    context: ({ input }) => ({ ...input, client: null, route: null, saved: null, callee: null, status: null }),
    initial: 'unused',
    states: {
      unused: { tags: 'idle', on: { connection: { target: 'call', actions: 'readRequest' } } },
      call: { ...call, onDone: { target: 'closed', actions: ['respond', 'close'] } },
      closed: { type: 'final' },
    },
  })
}
