import { assign, setup } from 'xstate'
import type { WaitMeta } from '../engine/wait.ts'
import type { Result, Route } from './routes.ts'
import { send } from './send.ts'

/** One request: its route, and the thread that will serve it. */
export interface Request {
  readonly route: Route
  readonly connection: string
}

interface Input {
  readonly me: string
  /** The actor that accepts connections. */
  readonly server: string
  /** Done one after another. */
  readonly requests: readonly Request[]
}

interface Context extends Input {
  readonly results: readonly Result[]
}

interface Events {
  type: 'response'
  from: string
  status: 'ok' | 'error'
}

const current = (context: Context): Request => context.requests[context.results.length]

/**
 * The driver's curl: sends its requests one after another and notes what became of each. With `maxTime` it gives up
 * after so many milliseconds, as `--max-time` does; a response that comes later finds the socket closed.
 *
 * Threads are numbered by request, not by order of acceptance: names are only names, and n! copies are saved.
 */
export function curl(maxTime?: number) {
  return setup({
    types: {
      context: {} as Context,
      input: {} as Input,
      events: {} as Events,
      meta: {} as WaitMeta<Context>,
    },
    actions: {
      connect: send(
        ({ context }) => context.server,
        ({ context }) => ({ type: 'connect', from: context.me, ...current(context) }),
      ),
      note: assign({ results: ({ context, event }) => [...context.results, event.status] }),
      giveUp: assign({ results: ({ context }) => [...context.results, 'hang' as const] }),
      ignore: () => {},
    },
    guards: {
      awaited: ({ context, event }) => event.from === current(context).connection,
      finished: ({ context }) => context.results.length === context.requests.length,
    },
  }).createMachine({
    id: 'curl',
    context: ({ input }) => ({ ...input, results: [] }),
    initial: 'next',
    output: ({ context }) => context.results,
    states: {
      next: { always: [{ guard: 'finished', target: 'done' }, { target: 'waiting' }] },
      waiting: {
        entry: 'connect',
        meta: { waits: { kind: 'awaits-reply', on: ({ context }) => current(context).connection } },
        on: { response: [{ guard: 'awaited', target: 'next', actions: 'note' }, { actions: 'ignore' }] },
        after: maxTime === undefined ? {} : { [maxTime]: { target: 'next', actions: 'giveUp' } },
      },
      done: { type: 'final' },
    },
  })
}
