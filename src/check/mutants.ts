import { InterlockError } from '../engine/error.ts'
import { Network } from '../engine/network.ts'
import type { Space, StateVector } from '../engine/space.ts'
import type { System } from '../engine/system.ts'
import type { BoundHit } from '../engine/verdict.ts'
import { NO_ERRORS, signatureOf } from '../engine/verdict.ts'
import { alike } from './alike.ts'
import type { CheckResult } from './check.ts'
import { check, checkingSpace } from './check.ts'
import { search } from './search.ts'

/** A system edited in one place. */
export interface Mutant {
  readonly id: string
  /** The edit is looked at only when such an event is at hand for an edited actor in this state; absent: at any time. */
  readonly asked?: { readonly state: readonly string[]; readonly event: string } | undefined
  /** Makes the same edit in any system that has what is edited. */
  readonly edit: (system: System) => System
}

/** A system whose mutants are to be killed. */
export interface Ground {
  readonly system: System
  /** Explored once; what XState answered there is known to all mutants. */
  readonly space: Space
  /** How many states the system has. */
  readonly states: number
  /** The events that come to an actor in a state, whether they are taken there or not. */
  readonly asked: ReadonlySet<string>
}

/** What became of a mutant. */
export type Fate =
  | {
      readonly kind: 'killed'
      /** Where, by which property, how (`signatureOf`), and after how many steps. */
      readonly system: string
      readonly property: string
      readonly signature: string
      readonly steps: number
    }
  /** Proved on every ground: the edited place is never asked, or every schedule and message is as in the original. */
  | { readonly kind: 'equivalent'; readonly proof: 'never asked' | 'same steps' }
  | { readonly kind: 'inconclusive'; readonly hit: BoundHit }
  | { readonly kind: 'survived' }

/** States of a mutant's search: so many times as many as the original has, but no fewer than the least. */
const BOUND = { factor: 4, least: 1_000 } as const

const boundOf = ({ states }: Ground): number => Math.max(BOUND.least, BOUND.factor * states)

const place = (actor: string, state: readonly string[], event: string): string =>
  JSON.stringify([actor, state.join('.'), event])

/** The states that are active, by their paths: that of the whole machine is empty. */
function activePaths(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === 'string') return [path, [...path, value]]
  const regions = Object.entries(value ?? {})
  return [path, ...regions.flatMap(([key, inner]) => activePaths(inner, [...path, key]))]
}

/**
 * Explores a system that is sound, as the ground on which its mutants are tried.
 *
 * @throws InterlockError when the system violates a property itself: then nothing could be told from its mutants.
 */
export function groundOf(system: System): Ground {
  const { complete, findings, states } = check(system)
  if (!complete || findings.length > 0) {
    const found = findings.map(({ property }) => `'${property}' is violated`)
    throw new InterlockError(
      'system',
      `${system.name} is not sound: ${found.join(', ') || 'its search is not complete'}`,
    )
  }
  const space = new Network(system, system.clock ?? 'free')
  const asked = new Set<string>()
  const seen = new Set<string>()
  const look = (state: StateVector): void => {
    state.forEach((config, slot) => {
      const key = `${slot} ${config}`
      if (config === 0 || seen.has(key)) return
      seen.add(key)
      for (const known of askedOf(space, state, slot)) asked.add(known)
    })
  }
  const exploring = search(space, space.initial().state, {}, { state: (_, state) => look(state), flagged: () => {} })
  for (let next = exploring.next(); !next.done; next = exploring.next(undefined));
  return { system, space, states, asked }
}

function askedOf(space: Space, state: StateVector, slot: number): readonly string[] {
  const name = space.slots[slot]
  const view = space.view(state)
  const paths = activePaths(view.actor(name).value)
  return view.mailbox(name).flatMap(({ event }) => paths.map((path) => place(name, path, event.type)))
}

/** The actors that an edit changed. */
function edited(original: System, mutant: System): readonly string[] {
  return [...original.actors].flatMap(([name, { machine, input }]) => {
    const other = mutant.actors.get(name)
    return other?.machine === machine && other.input === input ? [] : [name]
  })
}

function neverAsked({ asked }: Mutant, ground: Ground, mutant: System): boolean {
  if (asked === undefined) return false
  return edited(ground.system, mutant).every((actor) => !ground.asked.has(place(actor, asked.state, asked.event)))
}

/** Checks a system by its space, whose tables are then filled for the walk beside the original. */
function checked(space: Space, { properties }: System, states: number): CheckResult {
  const run = checkingSpace(space, properties, { states })
  for (;;) {
    const { done, value } = run.next(undefined)
    if (done === true) return value
  }
}

/** Tries a mutant on one ground. */
function tried(mutant: Mutant, ground: Ground, system: System): Fate {
  if (neverAsked(mutant, ground, system)) return { kind: 'equivalent', proof: 'never asked' }
  const states = boundOf(ground)
  const space = new Network(system, system.clock ?? 'free')
  const { findings, hit } = checked(space, system, states)
  if (findings.length > 0) {
    const [{ property, violation, steps }] = findings
    const signature = signatureOf(violation)
    return { kind: 'killed', system: ground.system.name, property, signature, steps: steps.length }
  }
  if (hit !== undefined) return { kind: 'inconclusive', hit }
  return alike(ground.space, space, states) ? { kind: 'equivalent', proof: 'same steps' } : { kind: 'survived' }
}

/** What a mutant throws where it is looked at (its declared waits, a property that reads it) ends it too. */
function daring(mutant: Mutant, ground: Ground): Fate {
  const system = mutant.edit(ground.system)
  try {
    return tried(mutant, ground, system)
  } catch (error) {
    const signature = `refused: ${error instanceof Error ? error.message : String(error)}`
    return { kind: 'killed', system: ground.system.name, property: NO_ERRORS, signature, steps: 0 }
  }
}

/**
 * Tries a mutant on one ground after another until it is killed. One that lives is equivalent when that was proved on
 * every ground, and inconclusive when a bound was hit on any.
 */
export function fateOf(mutant: Mutant, grounds: readonly Ground[]): Fate {
  const fates: Fate[] = []
  for (const ground of grounds) {
    const fate = daring(mutant, ground)
    if (fate.kind === 'killed') return fate
    fates.push(fate)
  }
  const [first, ...rest] = fates
  const least = (kind: Fate['kind']): Fate | undefined => fates.find((fate) => fate.kind === kind)
  const same = rest.every((fate) => JSON.stringify(fate) === JSON.stringify(first))
  const proved: Fate = same ? first : { kind: 'equivalent', proof: 'same steps' }
  return least('inconclusive') ?? least('survived') ?? proved
}
