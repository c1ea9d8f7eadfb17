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

/** One search, and what it found. */
interface Searched {
  readonly result: CheckResult
  readonly found: Findings
}

/** The searches of one system by all reductions, held against the full one. */
export interface Audit {
  readonly full: Searched
  /** The others; none when nothing can be reduced. */
  readonly reduced: readonly Searched[]
  /** Those that say something else than the full search. A reduction of ours is wrong then. */
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
 * Checks a system in every way there is: in full, and with each reduction and all of them. They must find the same.
 *
 * @throws InterlockError as `check` does, and when actors are declared interchangeable and are not.
 */
export function* auditing(system: System, bounds: CheckOptions = {}): Generator<Progress, Audit, BoundHit | undefined> {
  const searched = (result: CheckResult): Searched => ({ result, found: findingsOf(result) })
  const full = searched(yield* checking(system, { ...bounds, reduce: false }))
  const reduced: Searched[] = []
  for (const way of WAYS) {
    const result = yield* checking(system, { ...bounds, ...way })
    const isNew = reduced.every((other) => other.result.reductions.join() !== result.reductions.join())
    if (result.reductions.length > 0 && isNew) reduced.push(searched(result))
  }
  const hit = [full, ...reduced].find(({ result }) => result.hit !== undefined)?.result.hit
  const differs = ({ found }: Searched): boolean => JSON.stringify(found) !== JSON.stringify(full.found)
  return { full, reduced, disagreeing: hit === undefined ? reduced.filter(differs) : [], hit }
}
