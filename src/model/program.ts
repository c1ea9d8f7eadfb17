import type { Route } from './routes.ts'

/** An outbound HTTP request: the thread that will serve it, and (`--io async`) the helper thread that makes it. */
export interface Fetch {
  /** The actor that accepts connections there. */
  readonly server: string
  readonly connection: string
  readonly route: Route
  readonly helper: string
}

/** A request to the kernel (`handle_call`), and the reply that is right. Replies of one kind (`number`) start alike. */
export interface Op {
  readonly name:
    | 'outbox'
    | 'state_for'
    | 'doc'
    | 'inbox'
    | 'mutual'
    | 'wait'
    | 'release'
    | 'slow'
    | 'fetch'
    | 'fetch_deferred'
    | 'crash'
  readonly reply: string
  /** `slow`: how long the kernel sleeps, in milliseconds. */
  readonly ms?: number
  /** `publish`, `self_http`: what the kernel fetches. */
  readonly fetch?: Fetch
  /** `publish_deferred`: the process that does it instead. */
  readonly deliverer?: string
}

/** One step of a process: a `gen_call`, an outbound request, an exception, or the reply that another one asked for. */
export type Step =
  | {
      readonly do: 'call'
      readonly op: Op
      /** In milliseconds; `null` is infinity. */
      readonly timeout: number | null
      /** Goes on when the call times out, instead of raising. */
      readonly patient: boolean
    }
  | { readonly do: 'fetch'; readonly fetch: Fetch }
  | { readonly do: 'raise' }
  | { readonly do: 'answer' }

/** The code of a handler, or of a process that it has spawned. */
export type Program = readonly Step[]

function kindOf(reply: string): string {
  return reply.split(':')[0]
}

/** What becomes of a handler that takes this reply for the one to its call: it goes on, goes on wrongly, or fails. */
export function judgeReply(op: Op, reply: string | undefined): 'ok' | 'wrong' | 'error' {
  if (reply === op.reply || reply === undefined) return 'ok'
  return kindOf(reply) === kindOf(op.reply) ? 'wrong' : 'error'
}
