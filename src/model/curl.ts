import { assign, enqueueActions, setup } from 'xstate'
import type { WaitMeta } from '../engine/wait.ts'
import type { Result, Route, Status } from './routes.ts'
import { send } from './send.ts'

/** One request: its route, and the thread that will serve it. */
export interface Request {
  readonly route: Route
  readonly connection: string
  /** The actor that accepts connections. */
  readonly server: string
  /** What the route answers when all is well: `/boom` is answered with a 500; `raised`: with that of its own exception. */
  readonly expects: 'ok' | 'error' | 'raised'
  /** Milliseconds to wait before it; 0: none. */
  readonly pause: number
  /** Its own `--max-time`, and whether curl is to leave on purpose by it. */
  readonly patience: number | null
  readonly leaves: boolean
}

interface Input {
  readonly me: string
  /** Done one after another. */
  readonly requests: readonly Request[]
  /** How many other clients it waits for before it begins (the shell's `wait`), and who wait for it. */
  readonly joins: number
  readonly joinedBy: readonly string[]
}

interface Context extends Input {
  readonly results: readonly Result[]
}

interface Events {
  type: 'response' | 'over'
  from: string
  status: Status | 'dead'
}

const current = (context: Context): Request => context.requests[context.results.length]

function judge({ expects }: Request, status: Status | 'dead'): Result {
  const result = status === 'raised' || status === 'failed' ? 'error' : status
  if (expects === 'raised' ? status === 'raised' : result === expects) return 'ok'
  return result === 'ok' ? 'wrong' : result
}

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
        ({ context }) => current(context).server,
        ({ context }) => ({
          type: 'connect',
          from: context.me,
          route: current(context).route,
          connection: current(context).connection,
        }),
      ),
      note: assign({ results: ({ context, event }) => [...context.results, judge(current(context), event.status)] }),
      giveUp: assign({
        results: ({ context }) => [
          ...context.results,
          current(context).leaves ? ('gaveup' as const) : ('hang' as const),
        ],
      }),
      brokenPipe: send(({ event }) => event.from, { type: 'epipe' }),
      countOne: assign({ joins: ({ context }) => context.joins - 1 }),
      tellOver: enqueueActions(({ context, enqueue }) => {
        for (const next of context.joinedBy) enqueue(send(next, { type: 'over', from: context.me }))
      }),
    },
    guards: {
      awaited: ({ context, event }) => event.from === current(context).connection,
      finished: ({ context }) => context.results.length === context.requests.length,
      pauses: ({ context }) => current(context).pause > 0,
      joins: ({ context }) => context.joins > 0,
    },
    delays: {
      maxTime: ({ context }) => current(context).patience ?? (maxTime as number),
      pause: ({ context }) => current(context).pause,
    },
  }).createMachine({
    id: 'curl',
    context: ({ input }) => ({ ...input, results: [] }),
    initial: 'next',
    output: ({ context }) => context.results,
    states: {
      next: {
        always: [
          { guard: 'joins', target: 'joining' },
          { guard: 'finished', target: 'finishing' },
          { guard: 'pauses', target: 'pausing' },
          { target: 'waiting' },
        ],
      },
      joining: { tags: 'idle', on: { over: { target: 'next', actions: 'countOne' } } },
      pausing: {
        after: { pause: 'waiting' },
        on: { response: { actions: 'brokenPipe' } },
      },
      waiting: {
        entry: 'connect',
        meta: { waits: { kind: 'awaits-reply', on: ({ context }) => current(context).connection } },
        on: { response: [{ guard: 'awaited', target: 'next', actions: 'note' }, { actions: 'brokenPipe' }] },
        after: maxTime === undefined ? {} : { maxTime: { target: 'next', actions: 'giveUp' } },
      },
      finishing: { always: { target: 'done', actions: 'tellOver' } },
      done: { type: 'final' },
    },
  })
}
