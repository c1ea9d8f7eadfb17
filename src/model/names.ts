/** The runtime mutex, `mtx` in `sx_server.ml`. */
export const MTX = 'mtx'
/** The condition on which the scheduler thread sleeps. */
export const WORK = 'work'
/** The condition on which yielding calls sleep. */
export const PARKED = 'parked'
/** The runtime's globals: the run queue `ready` and the register `current`. */
export const READY = 'ready'
/** The kernel process. */
export const KERNEL = 'nx_kernel'
/** The scheduler thread of H1. */
export const SCHED = 'sched'
/** The main thread of H2. */
export const MAIN = 'main'
/** The process in whose slice the main thread of H2 is. */
export const BOOT = 'boot'
/** The accept loop of H1. */
export const ACCEPT = 'accept'

/** The connection thread of request k, the process of its handler, and the cell in which pattern B waits. */
export const connection = (k: number): string => `conn#${k}`
export const handler = (k: number): string => `P#${k}`
export const client = (k: number): string => `curl#${k}`
export const cell = (k: number): string => `cell#${k}`
/** The helper thread `http-k` and the spawned process `deliverer` of request k. */
export const helper = (k: number): string => `http#${k}`
export const deliverer = (k: number): string => `D#${k}`

/** The full name of an actor of one's own instance: with two instances all names begin with theirs (`i2:mtx`). */
export const local =
  (name: string) =>
  ({ context }: { readonly context: { readonly at: string } }): string =>
    context.at + name

/** With `--self shared`, the process as which all handlers run. */
export const SHARED = 'shared'

/** The thread that notices deadlines. */
export const TIMER = 'timer'

/** A server elsewhere, which answers every request. */
export const REMOTE = 'remote'

/** The proxy in front of a server, when there is one. */
export const FRONT = 'front'
