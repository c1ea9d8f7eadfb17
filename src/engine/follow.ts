import { Execution } from './execution.ts'
import type { Space } from './space.ts'
import { labelDigest, stepDigest } from './token.ts'
import type { TraceStep } from './trace.ts'

/** Where a replay parts from what was recorded, and what it found there instead. */
export interface Divergence {
  /** The number of the step, from 0. */
  readonly at: number
  /**
   * `missing`: the recorded step is not enabled. `order`: it is, at another position. `enabled`: others are, besides.
   * `digest`: something of these; a token does not say what was recorded, and `added` lists what is enabled now.
   */
  readonly kind: 'missing' | 'order' | 'enabled' | 'digest'
  readonly expected: string
  /** Labels that were recorded as enabled and no longer are, and the other way round. */
  readonly gone: readonly string[]
  readonly added: readonly string[]
}

/** One recorded step, as a replay looks for it. */
export interface Recorded {
  /** Virtual milliseconds that passed before it. */
  readonly waited: number
  /** How what is enabled now differs from what was then. */
  readonly differs: (at: number, enabled: readonly string[]) => Divergence | undefined
  /** The position of the step now, by its label; -1 where it is not enabled. */
  readonly find: (enabled: readonly string[]) => number
}

/** What following recorded steps came to. */
export interface Followed {
  readonly execution: Execution
  /** The first difference from what was recorded. */
  readonly divergence: Divergence | undefined
  /** Where the recorded step itself could not be taken, which ended it. */
  readonly lost: Divergence | undefined
}

/**
 * Takes recorded steps again, by their labels and not by their positions, as far as they lead. Traces verify themselves: the
 * first difference in what is enabled is noted, whether or not the step could be taken.
 */
export function follow(space: Space, recorded: readonly Recorded[]): Followed {
  const execution = new Execution(space)
  let divergence: Divergence | undefined
  for (const [at, { waited, differs, find }] of recorded.entries()) {
    execution.elapse(waited)
    const enabled = execution.enabled.map(({ label }) => label)
    const difference = differs(at, enabled)
    divergence ??= difference
    const position = find(enabled)
    if (position < 0) return { execution, divergence, lost: difference }
    execution.take(position)
  }
  return { execution, divergence, lost: undefined }
}

/** A step as a trace file holds it: with its label and those that were enabled. */
export function fromTrace(step: TraceStep): Recorded {
  return {
    waited: step.waited,
    differs: (at, enabled) => compare(at, step, enabled),
    find: (enabled) => enabled.indexOf(step.label),
  }
}

/**
 * A step as a token holds it: its position, a digest of it and (`label`) one of its label alone, without which it cannot be
 * followed any further once something differs.
 */
export function fromDigests(choice: number, digest: string, label: string | undefined, waited: number): Recorded {
  const same = (enabled: readonly string[]): boolean =>
    choice < enabled.length && stepDigest({ label: enabled[choice], enabled }) === digest
  return {
    waited,
    differs: (at, enabled) =>
      same(enabled) ? undefined : { at, kind: 'digest', expected: `choice ${choice}`, gone: [], added: enabled },
    find: (enabled) => (same(enabled) ? choice : enabled.findIndex((other) => labelDigest(other) === label)),
  }
}

function compare(at: number, step: TraceStep, enabled: readonly string[]): Divergence | undefined {
  const gone = step.enabled.filter((label) => !enabled.includes(label))
  const added = enabled.filter((label) => !step.enabled.includes(label))
  const found = { at, expected: step.label, gone, added }
  if (!enabled.includes(step.label)) return { ...found, kind: 'missing' }
  if (gone.length > 0 || added.length > 0) return { ...found, kind: 'enabled' }
  if (enabled[step.choice] !== step.label) return { ...found, kind: 'order' }
  return undefined
}
