import { SPARE } from '../engine/blindness.ts'
import { InterlockError } from '../engine/error.ts'
import { keyOf } from '../engine/key.ts'
import { Network } from '../engine/network.ts'
import type { Property } from '../engine/property.ts'
import type { StateVector } from '../engine/space.ts'
import type { System } from '../engine/system.ts'
import type { Counterexample, Violation } from '../engine/verdict.ts'
import { endless } from './all-end.ts'
import type { CheckResult } from './check.ts'
import { check } from './check.ts'
import { DRAWN, Excerpts, kindOf } from './excerpts.ts'
import type { Obstacle } from './obstacle.ts'
import { Obstructed } from './obstacle.ts'
import type { Bounds } from './search.ts'
import type { Suspect } from './suspects.ts'
import { Suspects } from './suspects.ts'

/** A system with so many copies of one role (or of several that belong together), which `symmetric` names. */
export type Family = (copies: number) => System

/** What may violate a property for some number of copies, though none is known for which it does. */
export interface Suspicion {
  readonly kind: 'suspicion'
  readonly property: string
  readonly violation: Violation['kind']
  /** The steps that lead there: `#1` is the copy that is looked at, any other one is `#other`. */
  readonly path: readonly string[]
  /** Of a deadlock: the actors that would be stuck. */
  readonly stuck: readonly string[]
}

/** Why a check of every number of copies came to nothing. */
export type Doubt =
  | Obstacle
  | Suspicion
  /** Nobody is stuck where executions end; but some may never end, by steps of these kinds. */
  | { readonly kind: 'endless'; readonly steps: readonly string[] }

/** The answer for every number of copies. */
export type EveryVerdict =
  | { readonly kind: 'verified' }
  | { readonly kind: 'counterexample'; readonly copies: number; readonly counterexample: Counterexample }
  | { readonly kind: 'inconclusive'; readonly doubt: Doubt }

/** What a check of every number of copies found. */
export interface EveryResult {
  readonly verdict: EveryVerdict
  /** The roles of which there may be any number. */
  readonly roles: readonly string[]
  /** The full checks of one, two, three … copies. */
  readonly alone: readonly CheckResult[]
  /** How many excerpts of states stand for all states of all numbers of copies. */
  readonly excerpts: number
  /** What the answer rests on: the fields whose members were not counted. */
  readonly uncounted: System['uncounted']
}

/** Bounds of a check of every number of copies. */
export interface EveryOptions extends Bounds {
  /** Up to how many copies are checked one number after another, in full; default 3. */
  readonly alone?: number
  /** Excerpts; default 50,000. */
  readonly excerpts?: number
}

/** Copies that an excerpt can have: at first, and at most. */
const KEPT = 4
const MOST_KEPT = 6
/** States among which a way is looked for by which somebody who waits can move. */
const LOOKED = 100
/** A doubt is followed up by checks of up to so many copies, with so many states each. */
const FOLLOWED = 5
const FOLLOWED_STATES = 100_000

/**
 * Checks a system for every number of copies at once. Numbers up to `alone` are checked in full first; a counterexample of one of them is
 * the answer. Then all states with any number of copies are covered by excerpts (docs/every-n.md). `verified` holds for every
 * number from 1 on: no actor is ever stuck, no step is faulty, and the other properties hold of every copy and of any two.
 *
 * @throws InterlockError when the system declares no copies, they are not interchangeable, the numbers make different systems,
 * or a property is about executions instead of states.
 */
export function checkEvery(family: Family, options: EveryOptions = {}): EveryResult {
  const { alone = 3, excerpts: most = 50_000, ...bounds } = options
  if (!Number.isInteger(alone) || alone < 1) {
    throw new InterlockError('bounds', `alone is ${alone}; it must be a whole number of at least 1`)
  }
  const crowd = crowdOf(family, KEPT)
  const results: CheckResult[] = []
  const rest = { roles: rolesOf(crowd), alone: results, uncounted: crowd.uncounted }
  const found = (from: number, to: number, within: Bounds): EveryVerdict | undefined => {
    for (let copies = from; copies <= to; copies++) {
      const result = check(family(copies), within)
      results.push(result)
      const counterexample = result.findings.find(({ violation }) => copies === to || !isUnseen(violation))
      if (counterexample !== undefined) return { kind: 'counterexample', copies, counterexample }
    }
    return undefined
  }
  const small = found(1, alone, bounds)
  if (small !== undefined) return { ...rest, verdict: small, excerpts: 0 }
  // Only a complete search says that what has to be seen is.
  const hit = results.find((result) => result.hit !== undefined)?.hit
  if (hit !== undefined)
    return { ...rest, verdict: { kind: 'inconclusive', doubt: { kind: 'bound', hit } }, excerpts: 0 }
  const { doubt, excerpts } = covered(family, most)
  if (doubt === undefined) return { ...rest, verdict: { kind: 'verified' }, excerpts }
  const larger = found(alone + 1, FOLLOWED, { states: FOLLOWED_STATES, ...bounds })
  return { ...rest, verdict: larger ?? { kind: 'inconclusive', doubt }, excerpts }
}

/** Whether something that was to be seen was not: a larger number of copies may show it. */
function isUnseen({ kind }: Violation): boolean {
  return kind === 'never' || kind === 'vacuous'
}

/** Covers all states by excerpts, of more copies where few do not do. */
function covered(family: Family, most: number): { readonly doubt: Doubt | undefined; readonly excerpts: number } {
  for (let kept = KEPT; ; kept++) {
    const system = crowdOf(family, kept)
    const space = new Network(system, 'free')
    const suspects = new Suspects(space, [family(1).properties, family(2).properties])
    const excerpts = new Excerpts(space, kept, suspects)
    try {
      excerpts.explore(most)
      const suspect = suspects.suspect(excerpts)
      const doubt = suspect === undefined ? deadlock(space, excerpts, system) : suspicion(excerpts, suspect, [], system)
      return { doubt, excerpts: excerpts.count }
    } catch (error) {
      if (!(error instanceof Obstructed)) throw error
      if (error.obstacle.kind === 'crowded' && kept < MOST_KEPT) continue
      const suspect = suspects.suspect(excerpts)
      const doubt = suspect === undefined ? error.obstacle : suspicion(excerpts, suspect, [], system)
      return { doubt, excerpts: excerpts.count }
    }
  }
}

/**
 * Whether somebody may be stuck: for every number of copies nobody is, if all executions end, and none where somebody is not
 * done. If they do not end, they may when one kind of step is not taken; then it is enough that everybody who is not done where
 * no other step is possible can be made to move by steps of those whom the excerpt has.
 */
function deadlock(space: Network, excerpts: Excerpts, system: System): Doubt | undefined {
  const property = system.properties.find(({ kind }) => kind === 'deadlock-free')
  if (property === undefined) return undefined
  const round = endless(excerpts.count, excerpts.steps)
  const ended = stuckWithout(space, excerpts, undefined)
  if (ended !== undefined) {
    const { at, stuck } = ended
    return suspicion(excerpts, { property: property.name, violation: 'deadlock', at }, stuck, system)
  }
  // Of a kind, copies are drawn or not.
  const kinds = new Set([...round].map((kind) => kind.replace(DRAWN, '')))
  const isEnough = (kind: string): boolean =>
    endless(excerpts.count, excerpts.steps, kind).size === 0 && stuckWithout(space, excerpts, kind) === undefined
  if (round.size === 0 || [...kinds].some(isEnough)) return undefined
  return { kind: 'endless', steps: [...round].sort() }
}

/** A suspect as it is shown: of the copies, only the one that is looked at keeps its number. */
function suspicion(
  excerpts: Excerpts,
  { property, violation, at }: Suspect,
  stuck: readonly string[],
  { symmetric: [[, ...others]] }: System,
): Suspicion {
  const told = (text: string): string =>
    others.flat().reduce((told, name) => told.replaceAll(name, name.replace(/#.*/, '#other')), text)
  return { kind: 'suspicion', property, violation, path: excerpts.path(at).map(told), stuck: stuck.map(told) }
}

/** The first excerpt in which only steps of this kind are possible, and they do not lead to a move of somebody who is not done. */
function stuckWithout(
  space: Network,
  excerpts: Excerpts,
  kind: string | undefined,
): { readonly at: number; readonly stuck: readonly string[] } | undefined {
  const stuckIn = (state: StateVector): readonly string[] => {
    const steps = space.enabled(state)
    if (steps.some((step) => kindOf(step) !== kind)) return []
    const running = [...state.keys()].filter((slot) => space.readiness(slot, state[slot]) === 'running')
    return running.map((slot) => space.slots[slot]).filter((actor) => !excerpts.canMove(state, actor, LOOKED))
  }
  for (let at = 0; at < excerpts.count; at++) {
    if (!excerpts.isPossibly(at, (state) => stuckIn(state).length > 0)) continue
    return { at, stuck: stuckIn(excerpts.state(at)) }
  }
  return undefined
}

function rolesOf({ symmetric }: System): readonly string[] {
  return symmetric[0][0].map((name) => name.replace(/#.*/, ''))
}

/** The properties that can be decided of states by excerpts. */
const DECIDED: readonly Property['kind'][] = [
  'deadlock-free',
  'always',
  'sometimes',
  'at-most-one',
  'no-unhandled-events',
]

/** The system with as many copies as excerpts of so many take. */
function crowdOf(family: Family, kept: number): System {
  const system = family(kept + SPARE)
  const { symmetric, properties, systemIds, faults, uncounted } = system
  // The system has a number in its name that nobody asked for.
  const refuse = (what: string): never => {
    throw new InterlockError('system', `every number of copies: ${what}`)
  }
  if (symmetric.length !== 1 || symmetric[0].length !== kept + SPARE) {
    refuse(
      `made for ${kept + SPARE} copies it declares ${symmetric[0]?.length ?? 'none'}; let symmetric name the role (or the roles that belong together) of which there are as many as asked for`,
    )
  }
  const undecided = properties.find(
    (property) => !DECIDED.includes(property.kind) || ('masked' in property && property.masked),
  )
  if (undecided !== undefined) refuse(`'${undecided.name}' is not decided by it; leave that property out`)
  const own = [...uncounted.keys()].find((actor) => symmetric[0].flat().includes(actor))
  if (own !== undefined) refuse(`'${own}' is a copy; only actors that are there once can have uncounted fields`)
  if (faults !== undefined) refuse('faults are not followed by it; leave them out')
  if (systemIds.size > 0) refuse('systemIds are not supported; name declared actors')
  for (const copies of [1, 2, 3]) checkAlike(system, family(copies), copies, refuse)
  return system
}

/** Makes sure that few copies make the same system as many, but for their number. */
function checkAlike(system: System, few: System, copies: number, refuse: (what: string) => never): void {
  const own = new Set(system.symmetric[0].slice(0, copies).flat())
  const all = new Set(system.symmetric[0].flat())
  const expected = [...system.actors.keys()].filter((actor) => own.has(actor) || !all.has(actor))
  const differing = [...new Set([...expected, ...few.actors.keys()])].find(
    (actor) => startOf(system, actor) !== startOf(few, actor),
  )
  if (differing !== undefined && (expected.includes(differing) || few.actors.has(differing))) {
    refuse(`with ${copies} copies '${differing}' is not what it is with more; only the number of copies may change`)
  }
}

function startOf(system: System, actor: string): string | undefined {
  const options = system.actors.get(actor)
  if (options === undefined) return undefined
  const { unhandled, outcomes, actions, input, machine } = options
  const id = (machine as { id?: string }).id
  return keyOf([id, input, unhandled ?? system.unhandled, outcomes, actions, system.delivery], () => undefined)
}
