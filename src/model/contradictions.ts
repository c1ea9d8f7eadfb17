import type { Predicted, Standing } from './diagnosis.ts'
import { contradiction } from './diagnosis.ts'
import type { Evidence, RunEnd } from './evidence.ts'

/** One result of a run, what its scheduler did, or a whole row: what can contradict another. */
interface Fact {
  readonly text: string
  /** The number of the evidence that it is part of. */
  readonly evidence: number
  readonly holds: (end: RunEnd) => boolean
}

function factsOf(evidence: readonly Evidence[]): readonly Fact[] {
  const several = new Set(evidence.map(({ design }) => design)).size > 1
  return evidence.flatMap((each, index): readonly Fact[] => {
    if (each.kind === 'row') {
      const named = `${each.seen.scenario} ${each.seen.load}`.trim()
      return [{ text: `${each.where} (${named})`, evidence: index, holds: () => true }]
    }
    const { phases, where, scheduler, design } = each
    const ran = several ? `, ${design}` : ''
    const results = phases.flat().flatMap((client, c) =>
      client.map((seen, r) => ({
        text: `'${seen.text} = ${seen.said}' (${seen.where}${ran})`,
        evidence: index,
        holds: (end: RunEnd) => end.results[c][r] === seen.result,
      })),
    )
    if (scheduler === null) return results
    const state = { text: `'scheduler: ${scheduler}' (${where}${ran})`, evidence: index }
    return [...results, { ...state, holds: (end: RunEnd) => end.scheduler === scheduler }]
  })
}

/** Facts by their numbers, ascending. */
type Facts = readonly number[]

/** Sets beyond these are not followed up: the smallest are. */
const LIMIT = 200

function includes(facts: Facts, some: Facts): boolean {
  return some.every((fact) => facts.includes(fact))
}

/** The sets that include no other one, the smallest first. */
function minimal(sets: Iterable<Facts>): readonly Facts[] {
  const distinct = [...new Map([...sets].map((facts) => [facts.join(), facts])).values()]
  const kept: Facts[] = []
  for (const facts of distinct.sort((a, b) => a.length - b.length)) {
    if (kept.length === LIMIT) break
    if (!kept.some((smaller) => includes(facts, smaller))) kept.push(facts)
  }
  return kept
}

/** The smallest sets that include one set of each family (Berge's multiplication of hypergraphs). */
function oneOfEach(families: Iterable<readonly Facts[]>): readonly Facts[] {
  let sets: readonly Facts[] = [[]]
  for (const family of families) {
    const joined = sets.flatMap((one) => family.map((other) => [...new Set([...one, ...other])].sort((a, b) => a - b)))
    sets = minimal(joined)
  }
  return sets
}

/** The smallest sets of facts of one piece of evidence that a root cause does not allow together. */
function refusedOf(predicted: Predicted, facts: readonly (readonly [number, Fact])[]): readonly Facts[] {
  const { ends, exhaustive } = predicted.prediction
  const each = facts.map(([number]) => [number])
  if (!exhaustive) return []
  if (predicted.kind === 'row') return contradiction(predicted) === undefined ? [] : each
  if (ends.length === 0) return each
  // A set is refused when each end misses some fact of it.
  const missed = predicted.prediction.ends.map((end) =>
    facts.filter(([, fact]) => !fact.holds(end)).map(([number]) => [number]),
  )
  return oneOfEach(missed)
}

/**
 * The smallest sets of facts that no root cause allows together, though some root cause allows whatever leaves one of them
 * out: single facts first, then pairs, and so on. For each root cause they include what that refuses (minimal conflicts,
 * as in Reiter, "A Theory of Diagnosis from First Principles", 1987).
 */
export function contradictionsOf(
  standings: readonly Standing[],
  evidence: readonly Evidence[],
): readonly (readonly string[])[] {
  const facts = factsOf(evidence)
  const numbered = [...facts.entries()]
  const families = standings.map(({ predicted }) =>
    minimal(
      predicted.flatMap((each, index) =>
        refusedOf(
          each,
          numbered.filter(([, fact]) => fact.evidence === index),
        ),
      ),
    ),
  )
  const refused = (set: Facts): boolean => families.every((family) => family.some((some) => includes(set, some)))
  // Where sets were not followed up, others may have more in them than they need.
  const needed = (set: Facts): Facts =>
    set.reduce((left, fact) => (refused(without(left, fact)) ? without(left, fact) : left), set)
  return minimal(oneOfEach(families).map(needed)).map((set) => set.map((number) => facts[number].text))
}

function without(set: Facts, gone: number): Facts {
  return set.filter((fact) => fact !== gone)
}
