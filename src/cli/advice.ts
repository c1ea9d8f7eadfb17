import { fixes, trials } from '../model/fixes.ts'
import type { Fate } from '../model/judgement.ts'
import { fatesOf } from '../model/judgement.ts'
import type { RootCause } from '../model/root-causes.ts'
import { plain } from '../model/variant.ts'
import type { Advised } from '../report/diagnose-report.ts'
import type { Predictions } from './predictions.ts'

/** How hard to look at each of the many questions of what a fix does. */
export const ADVICE_EFFORT = { states: 320_000, runs: 50, steps: 5_000 } as const

/** What each fix comes to in each trial, if this is the root cause. */
export function advise(cause: RootCause, predictions: Predictions): readonly Advised[] {
  return fixes.map((fix) => ({
    fix,
    cause,
    trials: trials.map(({ load, about }) => {
      const variant = fix.of(cause.of(plain('original')))
      const { ends, exhaustive, states } = predictions.load([variant, variant], load)
      const fates: readonly Fate[] = [...new Set(ends.flatMap(fatesOf))].sort()
      return { load, about, fates, exhaustive, states }
    }),
  }))
}
