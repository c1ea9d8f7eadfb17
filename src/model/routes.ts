/**
 * The routes of `sx_server.ml`, told apart by how often their handler calls the kernel: `simple` is `/`,
 * `/capabilities`, 404 and 401; `kernel` is an outbox or an inbox; `actor` is `/actors/alice`.
 */
export type Route = 'simple' | 'kernel' | 'actor'

/** How many `gen_call`s the handler of a route makes, one after another. */
export const CALLS: Readonly<Record<Route, number>> = { simple: 0, kernel: 1, actor: 2 }

/** What curl reports of a request: the body, a 500, or nothing within its `--max-time`. */
export type Result = 'ok' | 'error' | 'hang'
