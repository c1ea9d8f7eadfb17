import { InterlockError } from './error.ts'
import { rootOf } from './roster.ts'
import type { Step } from './step.ts'
import { isHarm } from './step.ts'

/** A choice of steps: those of an actor (a name, or an address of a child), of a kind, or both. */
export type Party = string | { readonly actor?: string; readonly kind?: Step['kind'] }

/**
 * What the schedules that count do not do for ever.
 *
 * - `weak` (justice): pass over what is enabled all the time from some point on.
 * - `strong` (compassion): pass over what is enabled again and again.
 *
 * Nobody is passed over who is chosen: neither an actor, nor any source of its steps: each channel to it (so that no message
 * waits for ever that could be taken), its timers, its outcomes. `'weak'` and `'strong'` choose all steps. Under `'none'`
 * every schedule counts that goes on as long as anything is enabled. Harm is nobody's due: passing over it is fair.
 */
export type Fairness =
  | 'none'
  | 'weak'
  | 'strong'
  | { readonly weak?: readonly Party[]; readonly strong?: readonly Party[] }

/** Somebody who must not be passed over. */
export interface Demand {
  /** An actor or a source, with the strength; the same for the same one. */
  readonly id: string
  readonly strength: 'weak' | 'strong'
}

/** Who moves by a step: its actor, and the channel, timers or outcomes that it comes from. */
function moversOf(step: Step): readonly string[] {
  return [step.actor, `${step.actor} ${step.kind} ${step.kind === 'deliver' ? step.from : ''}`]
}

function chooses(party: Party, step: Step): boolean {
  const { actor, kind } = typeof party === 'string' ? { actor: party, kind: undefined } : party
  return (actor === undefined || actor === step.actor) && (kind === undefined || kind === step.kind)
}

/** By step, the demands that it meets when it is taken, and that are there while it is enabled. */
export function demandsOf(fairness: Fairness): (step: Step) => readonly Demand[] {
  if (fairness === 'none') return () => []
  const declared = typeof fairness === 'string' ? { [fairness]: [{}] } : fairness
  const entries = (['weak', 'strong'] as const).flatMap((strength) =>
    (declared[strength] ?? []).map((party) => ({ strength, party })),
  )
  const known = new WeakMap<Step, readonly Demand[]>()
  return (step) => {
    if (isHarm(step)) return []
    let demands = known.get(step)
    if (demands === undefined) {
      const strengths = new Set(entries.flatMap(({ strength, party }) => (chooses(party, step) ? [strength] : [])))
      demands = [...strengths].flatMap((strength) =>
        moversOf(step).map((mover) => ({ id: `${strength} ${mover}`, strength })),
      )
      known.set(step, demands)
    }
    return demands
  }
}

const KINDS: readonly string[] = ['deliver', 'timeout', 'choose', 'fault'] satisfies readonly Step['kind'][]

/** What is wrong with one party of a declaration. */
function oddity(party: Party, actors: readonly string[]): string | undefined {
  const { actor, kind } = typeof party === 'string' ? { actor: party, kind: undefined } : (party ?? {})
  if (actor === undefined && kind === undefined) return 'a party names neither actor nor kind'
  if (kind !== undefined && !KINDS.includes(kind)) return `'${kind}' is no kind of step (${KINDS.join(', ')})`
  if (actor === undefined || actors.includes(rootOf(String(actor)))) return undefined
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
