/** A place in a source file; lines and columns count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** Worst first: a deadlock, a race or a lost wakeup, a lock left held, nothing of these. */
export type SourceVerdict = 'blocks' | 'race' | 'leak' | 'ok'

/** One step of a counterexample, in source terms. */
export interface SourceStep {
  readonly actor: string
  readonly text: string
  readonly at: Place | undefined
  /** The locks that the actor holds after the step. */
  readonly holds: readonly string[]
}

/** Something that a rule of the source gate found. */
export interface SourceFinding {
  readonly rule: string
  /** `undefined`: the rule gives no verdict of its own. */
  readonly verdict: Exclude<SourceVerdict, 'ok'> | undefined
  /** An abstraction lost precision on the way to it. */
  readonly may: boolean
  readonly at: Place
  readonly message: string
  readonly related: readonly { readonly at: Place; readonly message: string }[]
  readonly steps: readonly SourceStep[]
  /** The wait-for cycle as a sentence. */
  readonly cycle: string | undefined
  /** The enclosing definitions, such as `Server.handle_request`: stable when lines move. */
  readonly scope: string
}

/** What could not be read or followed. */
export interface Unresolved {
  readonly at: Place
  readonly what: string
  /** It can reach a lock or the runtime. */
  readonly reaches: boolean
}

/** A server whose design is chosen by a flag in its source, with that flag set. */
export interface SourceVariant {
  readonly name: string
  readonly verdict: SourceVerdict
  readonly may: boolean
  readonly findings: readonly SourceFinding[]
}

/** What the source gate says about the files named together. */
export interface SourceReport {
  readonly files: readonly string[]
  readonly lines: number
  readonly verdict: SourceVerdict
  readonly may: boolean
  readonly findings: readonly SourceFinding[]
  readonly unresolved: readonly Unresolved[]
  readonly variants: readonly SourceVariant[]
}
