/**
 * The routes of `sx_server.ml`, told apart by how often their handler calls the kernel: `simple` is `/`,
 * `/capabilities`, 404 and 401; `kernel` is an outbox or an inbox; `actor` is `/actors/alice`; `raising` is an outbox whose
 * handler raises an exception when it has its reply.
 */
export type Route = 'simple' | 'kernel' | 'actor' | 'raising'

/** How many `gen_call`s the handler of a route makes, one after another. */
export const CALLS: Readonly<Record<Route, number>> = { simple: 0, kernel: 1, actor: 2, raising: 1 }

/** What curl reports of a request: the body, a 500, or nothing within its `--max-time`. */
export type Result = 'ok' | 'error' | 'hang'

/** What a request to a route is to be answered with. */
export const DUE: Readonly<Record<Route, Result>> = { simple: 'ok', kernel: 'ok', actor: 'ok', raising: 'error' }
