import { InterlockError } from './error.ts'
import { rootOf } from './roster.ts'
import type { Step } from './step.ts'

/**
 * Steps that fairness speaks about: those of an actor (by its address), those of a kind (each actor's are a party of
 * their own), or those of one kind of one actor. A name alone stands for all steps of that actor.
 */
export type Party = string | { readonly actor?: string; readonly kind?: Step['kind'] }

/**
 * What the schedules that count do not do for ever.
 *
 * - `weak` (justice): pass over a party that is enabled all the time from some point on.
 * - `strong` (compassion): pass over a party that is enabled again and again.
 *
 * `'weak'` and `'strong'` stand for every actor. Under `'none'` every schedule counts that goes on as long as anything is
 * enabled.
 */
export type Fairness =
  | 'none'
  | 'weak'
  | 'strong'
  | { readonly weak?: readonly Party[]; readonly strong?: readonly Party[] }

/** A party as a test of steps, under one kind of fairness. */
export interface Constraint {
  readonly strength: 'weak' | 'strong'
  readonly includes: (step: Step) => boolean
}

const KINDS: readonly string[] = ['deliver', 'timeout', 'choose'] satisfies readonly Step['kind'][]

function partiesOf(party: Party, actors: readonly string[]): readonly ((step: Step) => boolean)[] {
  const { actor, kind } = typeof party === 'string' ? { actor: party, kind: undefined } : party
  const ofKind = (step: Step): boolean => kind === undefined || step.kind === kind
  const whose = actor === undefined ? actors : [actor]
  return whose.map((name) => (step) => step.actor === name && ofKind(step))
}

/** The constraints that a declaration stands for, in a system of these actors. */
export function constraintsOf(fairness: Fairness, actors: readonly string[]): readonly Constraint[] {
  if (fairness === 'none') return []
  const declared = typeof fairness === 'string' ? { [fairness]: actors } : fairness
  return (['weak', 'strong'] as const).flatMap((strength) =>
    (declared[strength] ?? []).flatMap((party) => partiesOf(party, actors).map((includes) => ({ strength, includes }))),
  )
}

/** What is wrong with one party of a declaration. */
function oddity(party: Party, actors: readonly string[]): string | undefined {
  const { actor, kind } = typeof party === 'string' ? { actor: party, kind: undefined } : (party ?? {})
  if (actor === undefined && kind === undefined) return 'a party names neither actor nor kind'
  if (kind !== undefined && !KINDS.includes(kind)) return `'${kind}' is no kind of step (${KINDS.join(', ')})`
  if (actor === undefined || actors.includes(rootOf(actor))) return undefined
  return `fairness names '${actor}', but declared are ${actors.join(', ')}`
}

function odditiesOf(fairness: unknown, actors: readonly string[]): readonly (string | undefined)[] {
  if (typeof fairness !== 'object' || fairness === null) return [`fairness is ${JSON.stringify(fairness)}`]
  return Object.entries(fairness).flatMap(([strength, parties]) => {
    if (!['weak', 'strong'].includes(strength)) return [`fairness has the unknown field '${strength}'`]
    if (!Array.isArray(parties)) return [`${strength} fairness is no list`]
    return (parties as readonly Party[]).map((party) => oddity(party, actors))
  })
}

/** @throws InterlockError `system` when a declaration names an actor that is not declared, or makes no sense. */
export function checkFairness(where: string, fairness: unknown, actors: readonly string[]): void {
  if (['none', 'weak', 'strong'].includes(fairness as string)) return
  const odd = odditiesOf(fairness, actors).find((oddity) => oddity !== undefined)
  if (odd === undefined) return
  throw new InterlockError(
    'system',
    `${where}: ${odd}; give 'none', 'weak', 'strong', or { weak: ['actor', { kind: 'timeout' }], strong: […] }`,
  )
}
