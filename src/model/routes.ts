/**
 * The routes of `sx_server.ml`. `simple` is `/`, `/capabilities`, 404 and 401; `kernel` is an outbox (GET), `inbox` an
 * unsigned inbox (POST), `signed` one whose signature is checked at the sender's; `actor` is `/actors/alice`; `deliver`,
 * `deliver-unsigned`, `publish` and `publish-deferred` are the outbox (POST) by handler, and by kernel.
 * `remote` fetches from a server that is no instance of this one.
 */
export type Route =
  | 'simple'
  | 'kernel'
  | 'actor'
  | 'inbox'
  | 'signed'
  | 'boom'
  | 'boom-after'
  | 'loopback'
  | 'self-http'
  | 'mutual'
  | 'wait'
  | 'release'
  | 'crash'
  | 'slow'
  | 'slow-then-tip'
  | 'deliver'
  | 'deliver-unsigned'
  | 'publish'
  | 'publish-deferred'
  | 'remote'

/** The routes of the catalogue, and how many `gen_call`s their handlers make, one after another. */
export const CALLS = { simple: 0, kernel: 1, actor: 2 } as const satisfies Partial<Record<Route, number>>

/** Routes whose handlers do not call the kernel. */
export const CALLS_NOBODY: readonly Route[] = ['simple', 'boom', 'loopback', 'remote']

/** Routes that are answered with a 500 when all is well. */
const RAISING: readonly Route[] = ['boom', 'boom-after', 'crash']

/** Routes whose handlers, or the kernel for them, ask a server: they answer 502 when that does not answer well. */
export const ASKS_A_SERVER: readonly Route[] = [
  'loopback',
  'self-http',
  'deliver',
  'deliver-unsigned',
  'publish',
  'publish-deferred',
]

/** What a route answers when all is well. */
export function dueOf(route: Route): 'ok' | 'error' {
  return RAISING.includes(route) ? 'error' : 'ok'
}

/**
 * How a handler ends: with its answer, with another body than the right one, or with another status. An exception makes it
 * a 500: `raised` by the route itself or because the kernel has gone, `failed` for any other reason.
 */
export type Status = 'ok' | 'wrong' | 'error' | 'raised' | 'failed'

/** Whether a handler ended by an exception. */
export function isException(status: Status | null): boolean {
  return status === 'raised' || status === 'failed'
}

/**
 * What curl reports of a request: the expected answer or another one, nothing within its `--max-time` (`gaveup` when it
 * was asked to leave early), or that nobody is there.
 */
export type Result = 'ok' | 'wrong' | 'error' | 'hang' | 'gaveup' | 'dead'
