/**
 * What an actor waits for, declared on its states: `meta: { waits: { kind: 'awaits-reply', on: ({ context }) => … } }`.
 * The kinds are the field's: a lock that is acquired, its holder, a reply, a slice of the scheduler, a signal, a join.
 */
export type WaitKind =
  | 'acquires'
  | 'held-by'
  | 'awaits-reply'
  | 'needs-run-slot'
  | 'awaits-signal'
  | 'awaits-message'
  | 'runs'

/** Whom an actor waits for: a name, a reference, several of them, or nobody. */
export type WaitTarget = string | { readonly id: string } | null | undefined

/** One declared wait of a state. */
// biome-ignore lint/suspicious/noExplicitAny: machines declare their own context type
export interface Wait<TContext = any> {
  readonly kind: WaitKind
  readonly on:
    | WaitTarget
    | readonly WaitTarget[]
    | ((args: { readonly context: TContext }) => WaitTarget | readonly WaitTarget[])
}

/** The `meta` that the engine reads; give it to XState as `setup({ types: { meta: {} as WaitMeta } })`. */
// biome-ignore lint/suspicious/noExplicitAny: machines declare their own context type
export interface WaitMeta<TContext = any> {
  readonly waits?: Wait<TContext>
}

/** An edge of the wait-for graph: `from` cannot go on before `to` does something. */
export interface WaitEdge {
  readonly from: string
  readonly kind: WaitKind
  readonly to: string
  /** What a fault made of `to`, which will not do it. */
  readonly down?: 'crashed' | 'left'
}
