import type { System } from '../engine/system.ts'
import type { BoundHit } from '../engine/verdict.ts'
import type { CheckOptions, CheckResult } from './check.ts'
import { checking } from './check.ts'
import type { Progress } from './search.ts'

/** What every search of one system must find. Which event is the first to be lost depends on the search, and so does length. */
export interface Findings {
  readonly verdict: CheckResult['verdict']['kind']
  /** The properties that fail. */
  readonly violated: readonly string[]
  /** The signatures of the deadlocks. */
  readonly deadlocks: readonly string[]
  /** What `sometimes` asks for and the search has seen. */
  readonly witnessed: readonly string[]
}

/** What a check found, but for what may differ from one way of searching to another. */
export function findingsOf({ verdict, findings, violations, witnesses }: CheckResult): Findings {
  const deadlocks = findings.filter(({ violation }) => violation.kind === 'deadlock').map(({ property }) => property)
  return {
    verdict: verdict.kind,
    violated: findings.map(({ property }) => property),
    deadlocks: violations.flatMap((each) => (deadlocks.includes(each.property) ? [each.signature] : [])).sort(),
    witnessed: witnesses.map(({ property }) => property).sort(),
  }
}

/** What besides is the same however many threads search. */
interface Exactly extends Findings {
  readonly states: number
  readonly transitions: number
  readonly depth: number
  readonly ends: number | undefined
  /** The steps of each counterexample. */
  readonly steps: readonly string[]
}

function exactly(result: CheckResult): Exactly {
  const { states, transitions, depth, deadlocks, findings } = result
  const steps = findings.map((finding) => finding.steps.map(({ label }) => label).join(', '))
  return { ...findingsOf(result), states, transitions, depth, ends: deadlocks, steps }
}

/** One search, and what it found. */
interface Searched {
  readonly result: CheckResult
  readonly found: Findings | Exactly
}

/** The searches of one system by all reductions and by several threads, held against the full one by one thread. */
export interface Audit {
  readonly full: Searched
  /** Those that are reduced; none when nothing can be reduced. */
  readonly reduced: readonly Searched[]
  /** The full one by several threads, where there are some. */
  readonly helped: Searched | undefined
  /** Those that say something else than the full search. We are wrong then. */
  readonly disagreeing: readonly Searched[]
  /** The bound that was hit, if one was: then nothing was compared. */
  readonly hit: BoundHit | undefined
}

const WAYS: readonly CheckOptions[] = [
  { reduce: true, symmetry: false },
  { reduce: true, partialOrder: false },
  { reduce: true },
]

/**
 * Checks a system in every way there is: in full, with each reduction and all of them, and by several threads. They must find
 * the same.
 *
 * @throws InterlockError as `check` does, and when actors are declared interchangeable and are not.
 */
export function* auditing(
  system: System,
  { crew, ...bounds }: CheckOptions = {},
): Generator<Progress, Audit, BoundHit | undefined> {
  const searched = (result: CheckResult): Searched => ({ result, found: findingsOf(result) })
  const full = searched(yield* checking(system, { ...bounds, reduce: false }))
  const reduced: Searched[] = []
  for (const way of WAYS) {
    const result = yield* checking(system, { ...bounds, ...way })
    const isNew = reduced.every((other) => other.result.reductions.join() !== result.reductions.join())
    if (result.reductions.length > 0 && isNew) reduced.push(searched(result))
  }
  const together = crew && (yield* checking(system, { ...bounds, reduce: false, crew }))
  const helped = together && together.threads > 1 ? { result: together, found: exactly(together) } : undefined
  const hit = [full, ...reduced, ...(helped ? [helped] : [])].find(({ result }) => result.hit !== undefined)?.result.hit
  const differ = (found: Findings, from: Findings): boolean => JSON.stringify(found) !== JSON.stringify(from)
  const disagreeing = reduced.filter(({ found }) => differ(found, full.found))
  if (helped !== undefined && differ(helped.found, exactly(full.result))) disagreeing.push(helped)
  return { full, reduced, helped, disagreeing: hit === undefined ? disagreeing : [], hit }
}
