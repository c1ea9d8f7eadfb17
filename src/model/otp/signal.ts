import type { Term, Variables } from './term.ts'

/** Who makes a process, and what for. */
export interface Birth {
  readonly parent: string
  readonly link: boolean
  /** The reference under which the parent monitors it. */
  readonly monitor: string | null
  readonly variables: Variables
  /** A gen_server's: whom `init` acknowledges to is the parent; the name to register. `null`: a plain process. */
  readonly server: { readonly name: string | null } | null
}

/** What is asked of a process, or of the table of names. */
export type Question = 'is_alive' | 'process_info' | 'whereis' | 'register' | 'unregister' | 'unregister_all'

/**
 * The signals of the Erlang Reference Manual ("Processes", "Signals"), as events. Those of one sender to one receiver
 * arrive in the order in which they were sent; nothing else is promised, there as here.
 */
export type Signal =
  /** `alias`: the alias that it was sent to; dropped when that is no longer active. */
  | { readonly type: 'message'; readonly body: Term; readonly alias: string | null }
  | { readonly type: 'spawn'; readonly birth: Birth }
  | { readonly type: 'monitor'; readonly ref: string; readonly by: string }
  | { readonly type: 'demonitor'; readonly ref: string }
  | { readonly type: 'down'; readonly ref: string; readonly object: Term; readonly reason: Term }
  | { readonly type: 'link' | 'unlink'; readonly by: string }
  /** `linked`: it comes over a link, not from `exit/2`. */
  | { readonly type: 'exit'; readonly by: string; readonly reason: Term; readonly linked: boolean }
  | { readonly type: 'ask'; readonly question: Question; readonly name: string; readonly by: string }
  | { readonly type: 'answer'; readonly value: Term }
  /** To itself: its turn on a scheduler has come. */
  | { readonly type: 'run' }
