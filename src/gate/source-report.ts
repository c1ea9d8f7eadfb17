/** A place in a source file; lines and columns count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** What a set of source files can do, the worst first. */
export type SourceVerdict = 'blocks' | 'race' | 'leak' | 'ok'

/** One step of a counterexample, in source terms. */
export interface SourceStep {
  readonly actor: string
  readonly text: string
  readonly at: Place | undefined
  readonly holds: readonly string[]
}

/** What a rule found at a place. */
export interface SourceFinding {
  readonly rule: string
  /** `undefined`: a rule that gives no verdict of its own. */
  readonly verdict: Exclude<SourceVerdict, 'ok'> | undefined
  readonly may: boolean
  readonly at: Place
  readonly message: string
  readonly related: readonly { readonly at: Place; readonly message: string }[]
  readonly steps: readonly SourceStep[]
  readonly cycle: string | undefined
  /** The enclosing definitions, for fingerprints that are stable under line moves. */
  readonly scope: string
}

/** What could not be followed. */
export interface Unresolved {
  readonly at: Place
  readonly what: string
  /** Whether it can reach a lock or the runtime. */
  readonly reaches: boolean
}

/** One way to run the sources, chosen by a flag in them. */
export interface SourceVariant {
  readonly name: string
  readonly verdict: SourceVerdict
  readonly may: boolean
  readonly findings: readonly SourceFinding[]
}

/** What was read, and what was decided of it. */
export interface SourceReport {
  readonly files: readonly string[]
  readonly lines: number
  readonly verdict: SourceVerdict
  readonly may: boolean
  readonly findings: readonly SourceFinding[]
  readonly unresolved: readonly Unresolved[]
  readonly variants: readonly SourceVariant[]
}
