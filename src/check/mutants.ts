import { Examiner } from '../engine/answers.ts'
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

/** A state of a machine, and the event that matters there; without one, being there is enough. */
interface Place {
  readonly machine: string
  readonly state: readonly string[]
  readonly event: string | undefined
}

/** A system edited in one place. */
export interface Mutant {
  readonly id: string
  /** The edit is looked at only when a machine enters this state and has such an event at hand; absent: at any time. */
  readonly place?: Place | undefined
  /** Makes the same edit in any system that has what is edited. */
  readonly edit: (system: System) => System
}

/** What is known of a sound design, and what is to be found out about its mutants. */
export interface Population<M extends Mutant = Mutant> {
  readonly design: string
  readonly mutants: readonly M[]
  /** The systems in which they are to be noticed, the smallest first. */
  readonly grounds: readonly System[]
  /** The same system, which tells after it was explored what states its machines have entered. */
  readonly watch: (system: System) => { readonly system: System; readonly enters: Ground['enters'] }
  /** Why mutants may live although nothing tells that they are equivalent, by their ids. */
  readonly reasons: ReadonlyMap<string, string>
}

/** A mutant, what became of it, and why it may live if it does. */
export interface Judged<M extends Mutant = Mutant> {
  readonly mutant: M
  readonly fate: Fate
  readonly reason: string | undefined
}

/** A system whose mutants are to be killed. */
export interface Ground {
  readonly system: System
  /** Explored once; what XState answered there is known to all mutants. */
  readonly space: Network
  readonly examiner: Examiner
  /** How many states the system has. */
  readonly states: number
  /** The events that come to an actor in a state, whether they are taken there or not (`placed`). */
  readonly asked: ReadonlySet<string>
  /** Whether a machine ever enters a state. */
  readonly enters: (machine: string, state: readonly string[]) => boolean
}

/**
 * Why an edit makes no difference: no schedule leads into the edited state, or brings the event to it; the edited machine
 * answers all that it is ever asked as the original does; every schedule and message is as in the original. From the
 * strongest to the weakest.
 */
const proofs = ['never entered', 'never asked', 'same answers', 'same steps'] as const

type Proof = (typeof proofs)[number]

/** What became of a mutant; `inconclusive` and `survived` ones live. */
export type Fate =
  | {
      readonly kind: 'killed'
      /** Where, by which property, how (`signatureOf`), and after how many steps. */
      readonly system: string
      readonly property: string
      readonly signature: string
      readonly steps: number
    }
  /** Proved on every ground: the weakest of the proofs that it takes. */
  | { readonly kind: 'equivalent'; readonly proof: Proof }
  | { readonly kind: 'inconclusive'; readonly hit: BoundHit }
  | { readonly kind: 'survived' }

/** No state has this path. */
const ANYWHERE: readonly string[] = ['*']

/**
 * States of a mutant's search: most mistakes show among the first; else so many times as many as the original has. A
 * mistake may make many more (a thread that is called up for nothing at any time), or no end of them.
 */
const BOUND = { first: 1_000, factor: 12 } as const

const placed = (machine: string, state: readonly string[], event: string): string =>
  JSON.stringify([machine, state.join('.'), event])

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
export function groundOf(system: System, watch: Population['watch']): Ground {
  const watched = watch(system)
  const { complete, findings, states } = check(watched.system)
  if (!complete || findings.length > 0) {
    const found = findings.map(({ property }) => `'${property}' is violated`)
    throw new InterlockError(
      'system',
      `${system.name} is not sound: ${found.join(', ') || 'its search is not complete'}`,
    )
  }
  const space = new Network(system, system.clock ?? 'free')
  return {
    system,
    space,
    examiner: new Examiner(space.local),
    states,
    asked: askedIn(space, system),
    enters: watched.enters,
  }
}

/** What is ever at hand for which machine, and where: the messages in a mailbox, and anywhere what timers bring. */
function askedIn(space: Space, { actors }: System): Ground['asked'] {
  const asked = new Set<string>()
  const seen = new Set<string>()
  const look = (state: StateVector, config: number, slot: number): void => {
    const name = space.slots[slot]
    const id = (actors.get(name)?.machine as { readonly id?: string } | undefined)?.id ?? ''
    if (space.timed(slot, config))
      for (const type of timersOf(space, state, slot)) asked.add(placed(id, ANYWHERE, type))
    if (seen.has(`${slot} ${config}`)) return
    seen.add(`${slot} ${config}`)
    const view = space.view(state)
    const paths = activePaths(view.actor(name).value)
    for (const { event } of view.mailbox(name)) for (const path of paths) asked.add(placed(id, path, event.type))
  }
  const exploring = search(
    space,
    space.initial().state,
    {},
    {
      state: (_, state) => state.forEach((config, slot) => void (config > 0 && look(state, config, slot))),
      flagged: () => {},
    },
  )
  for (let next = exploring.next(); !next.done; next = exploring.next(undefined));
  return asked
}

function timersOf(space: Space, state: StateVector, slot: number): readonly string[] {
  const name = space.slots[slot]
  return space.enabled(state).flatMap((step) => (step.kind === 'timeout' && step.to === name ? [step.event.type] : []))
}

/** The actors that an edit changed. */
function edited(original: System, mutant: System): readonly string[] {
  return [...original.actors].flatMap(([name, { machine, input }]) => {
    const other = mutant.actors.get(name)
    return other?.machine === machine && other.input === input ? [] : [name]
  })
}

/** Proof that the edited place is never looked at. */
function idle({ place }: Mutant, { enters, asked }: Ground): Proof | undefined {
  if (place === undefined) return undefined
  const { machine, state, event } = place
  if (!enters(machine, state)) return 'never entered'
  if (event === undefined) return undefined
  return [state, ANYWHERE].some((where) => asked.has(placed(machine, where, event))) ? undefined : 'never asked'
}

/** Proof that the edited actors do as before, whatever they are asked on this ground. */
function agree({ examiner, system }: Ground, mutant: System): boolean {
  return edited(system, mutant).every((name) => {
    const [before, after] = [system.actors.get(name), mutant.actors.get(name)]
    return after !== undefined && before?.input === after.input && examiner.agrees(name, after.machine)
  })
}

/** Checks a system by its space, whose tables are then filled for a second search and for the walk beside the original. */
function checked(space: Space, { properties }: Pick<System, 'properties'>, bounds: readonly number[]): CheckResult {
  const [states, ...more] = bounds
  const run = checkingSpace(space, properties, { states })
  for (;;) {
    const { done, value } = run.next(undefined)
    if (done !== true) continue
    const undecided = value.findings.length === 0 && value.hit !== undefined
    return undecided && more.length > 0 ? checked(space, { properties }, more) : value
  }
}

/** Tries a mutant on one ground. */
function tried(ground: Ground, system: System): Fate {
  if (agree(ground, system)) return { kind: 'equivalent', proof: 'same answers' }
  const most = BOUND.first + BOUND.factor * ground.states
  const space = new Network(system, system.clock ?? 'free')
  const { findings, hit } = checked(space, system, [BOUND.first, most])
  if (findings.length > 0) {
    const [{ property, violation, steps }] = findings
    const signature = signatureOf(violation)
    return { kind: 'killed', system: ground.system.name, property, signature, steps: steps.length }
  }
  if (hit !== undefined) return { kind: 'inconclusive', hit }
  return alike(ground.space, space, most) ? { kind: 'equivalent', proof: 'same steps' } : { kind: 'survived' }
}

/** What a mutant throws where it is looked at (its declared waits, a property that reads it) ends it too. */
function daring(mutant: Mutant, ground: Ground): Fate {
  const proof = idle(mutant, ground)
  if (proof !== undefined) return { kind: 'equivalent', proof }
  try {
    return tried(ground, mutant.edit(ground.system))
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
  const alive = (kind: Fate['kind']): Fate | undefined => fates.find((fate) => fate.kind === kind)
  const taken = fates.map((fate) => (fate.kind === 'equivalent' ? proofs.indexOf(fate.proof) : 0))
  return alive('inconclusive') ?? alive('survived') ?? { kind: 'equivalent', proof: proofs[Math.max(...taken)] }
}

/** Whether nothing noticed a mutant, and nothing proved that there is nothing to notice. */
export function lives({ kind }: Fate): boolean {
  return kind === 'survived' || kind === 'inconclusive'
}

/**
 * Tries all mutants of a design, one after another.
 *
 * @throws InterlockError when a ground is not sound.
 */
export function* judgeMutants<M extends Mutant>(population: Population<M>): Generator<Judged<M>, void, undefined> {
  const grounds = population.grounds.map((system) => groundOf(system, population.watch))
  for (const mutant of population.mutants) {
    const fate = fateOf(mutant, grounds)
    yield { mutant, fate, reason: lives(fate) ? population.reasons.get(mutant.id) : undefined }
  }
}

/** The mutants that a reason is given for although they do not live: killed, proved equivalent, or not there at all. */
export function staleReasons({ reasons }: Population, judged: readonly Judged[]): readonly string[] {
  const living = new Set(judged.filter(({ fate }) => lives(fate)).map(({ mutant }) => mutant.id))
  return [...reasons.keys()].filter((id) => !living.has(id))
}
