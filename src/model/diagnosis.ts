import type { Contradiction, Evidence, RunEnd, RunEvidence, SeenPhase } from './evidence.ts'
import { contradictionOf, resultWords } from './evidence.ts'
import type { ModelEnd } from './judgement.ts'
import { judge } from './judgement.ts'
import type { Requested } from './paths.ts'
import type { RootCause } from './root-causes.ts'

/** What a root cause allows of one thing that was seen. */
export interface Prediction<End> {
  readonly ends: readonly End[]
  readonly exhaustive: boolean
  readonly states: number
  /** How many requests the model's clients make. */
  readonly requests: number
}

/** All that the models say of one root cause and one thing that was seen. */
export type Predicted =
  | { readonly kind: 'run'; readonly evidence: RunEvidence; readonly prediction: Prediction<RunEnd> }
  | {
      readonly kind: 'row'
      readonly evidence: Extract<Evidence, { kind: 'row' }>
      readonly prediction: Prediction<ModelEnd>
    }

/** Where a root cause and something that was seen part; `certain`: all executions were looked at. */
interface Refutation extends Contradiction {
  readonly evidence: Evidence
  readonly certain: boolean
  readonly states: number
}

/** How a root cause stands to the evidence; an incomplete search refutes nothing. */
export interface Standing {
  readonly cause: RootCause
  readonly verdict: 'allows' | 'refuted' | 'undecided'
  readonly predicted: readonly Predicted[]
  /** Those that are certain first. */
  readonly refutations: readonly Refutation[]
}

/** Where what a root cause allows parts from what was seen; `undefined`: it allows that. */
export function contradiction(predicted: Predicted): Contradiction | undefined {
  if (predicted.kind === 'run') return contradictionOf(predicted.evidence, predicted.prediction.ends)
  const { evidence, prediction } = predicted
  const { forbidden, fates } = judge(evidence.seen, prediction.ends, prediction.requests)
  return forbidden.length === 0
    ? undefined
    : { at: forbidden.join(', '), where: evidence.where, allows: fates, instead: [...prediction.ends.keys()] }
}

/** Judges a root cause by what it allows of each thing that was seen. */
export function standingOf(cause: RootCause, predicted: readonly Predicted[]): Standing {
  const refutations = predicted.flatMap((each): readonly Refutation[] => {
    const found = contradiction(each)
    const { exhaustive, states } = each.prediction
    return found === undefined ? [] : [{ ...found, evidence: each.evidence, certain: exhaustive, states }]
  })
  const certain = refutations.filter((refutation) => refutation.certain)
  const verdict = refutations.length === 0 ? 'allows' : certain.length > 0 ? 'refuted' : 'undecided'
  return { cause, verdict, predicted, refutations: [...certain, ...refutations.filter((each) => !each.certain)] }
}

/** What an end shows, request by request. */
export function endWords({ phases }: { readonly phases: readonly SeenPhase<Requested>[] }, end: RunEnd): string {
  return phases
    .flat()
    .map((client, c) => client.map((seen, r) => resultWords(end.results[c][r], seen)).join(', '))
    .join(' | ')
}
