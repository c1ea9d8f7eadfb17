import { Execution } from './execution.ts'
import type { Space } from './space.ts'
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

/** What a replay came to. */
export interface Replay {
  readonly execution: Execution
  readonly divergence: Divergence | undefined
}

/** Runs recorded steps again, and stops at the first difference: traces verify themselves. */
export function follow(space: Space, steps: readonly TraceStep[]): Replay {
  const execution = new Execution(space)
  for (const [at, step] of steps.entries()) {
    execution.elapse(step.waited)
    const enabled = execution.enabled.map(({ label }) => label)
    const divergence = compare(at, step, enabled)
    if (divergence !== undefined) return { execution, divergence }
    execution.take(step.choice)
  }
  return { execution, divergence: undefined }
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
