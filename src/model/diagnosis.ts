import type { Contradiction, Evidence, RunEnd, RunEvidence } from './evidence.ts'
import { contradictionOf, resultWords } from './evidence.ts'
import type { ModelEnd } from './judgement.ts'
import { judge } from './judgement.ts'
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
  readonly refutations: readonly Refutation[]
}

function contradiction(predicted: Predicted): Contradiction | undefined {
  if (predicted.kind === 'run') return contradictionOf(predicted.evidence, predicted.prediction.ends)
  const { evidence, prediction } = predicted
  const { forbidden, fates } = judge(evidence.seen, prediction.ends, prediction.requests)
  return forbidden.length === 0 ? undefined : { at: forbidden.join(', '), allows: fates }
}

/** Judges a root cause by what it allows of each thing that was seen. */
export function standingOf(cause: RootCause, predicted: readonly Predicted[]): Standing {
  const refutations = predicted.flatMap((each): readonly Refutation[] => {
    const found = contradiction(each)
    const { exhaustive, states } = each.prediction
    return found === undefined ? [] : [{ ...found, evidence: each.evidence, certain: exhaustive, states }]
  })
  const verdict =
    refutations.length === 0 ? 'allows' : refutations.some(({ certain }) => certain) ? 'refuted' : 'undecided'
  return { cause, verdict, predicted, refutations }
}

/** One result of a run, or a whole row: what can contradict another. */
interface Fact {
  readonly text: string
  readonly evidence: number
  readonly holds: (end: RunEnd) => boolean
}

function factsOf(evidence: readonly Evidence[]): readonly Fact[] {
  return evidence.flatMap((each, index): readonly Fact[] => {
    if (each.kind === 'row') {
      return [{ text: `${each.where} (${each.seen.scenario} ${each.seen.load})`, evidence: index, holds: () => true }]
    }
    return each.phases.flat().flatMap((client, c) =>
      client.map((seen, r) => ({
        text: `'${seen.text} = ${resultWords(seen.result, seen)}' (${each.where})`,
        evidence: index,
        holds: ({ results }: RunEnd) => results[c][r] === seen.result,
      })),
    )
  })
}

function holdsBoth(standing: Standing, one: Fact, other: Fact): boolean {
  const allowed = (fact: Fact, also: Fact): boolean => {
    const predicted = standing.predicted[fact.evidence]
    if (!predicted.prediction.exhaustive) return true
    if (predicted.kind === 'row') return contradiction(predicted) === undefined
    return predicted.prediction.ends.some((end) => fact.holds(end) && also.holds(end))
  }
  if (one.evidence === other.evidence) return allowed(one, other)
  return allowed(one, one) && allowed(other, other)
}

/** The pairs of facts that no root cause allows together, though it may each; a fact that none allows is paired with nothing. */
export function contradictoryPairs(
  standings: readonly Standing[],
  evidence: readonly Evidence[],
): readonly (readonly string[])[] {
  const facts = factsOf(evidence)
  const possible = (one: Fact, other: Fact): boolean => standings.some((standing) => holdsBoth(standing, one, other))
  const alone = facts.filter((fact) => !possible(fact, fact))
  const rest = facts.filter((fact) => !alone.includes(fact))
  const pairs = rest.flatMap((one, at) =>
    rest
      .slice(at + 1)
      .filter((other) => !possible(one, other))
      .map((other) => [one.text, other.text]),
  )
  return [...alone.map(({ text }) => [text]), ...pairs]
}

/** What an end shows, request by request. */
export function endWords({ phases }: Pick<RunEvidence, 'phases'>, end: RunEnd): string {
  return phases
    .flat()
    .map((client, c) => client.map((seen, r) => resultWords(end.results[c][r], seen)).join(', '))
    .join(' | ')
}
