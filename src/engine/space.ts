import type { Changes } from './changes.ts'
import type { Growth } from './growth.ts'
import type { Families, Independence } from './independence.ts'
import type { Event } from './machine.ts'
import type { Answer } from './question.ts'
import type { SystemState } from './state.ts'
import type { Occurrence, Step, StepFlaw } from './step.ts'
import type { Symmetry } from './symmetry.ts'
import type { Tables } from './tables.ts'
import type { WaitEdge } from './wait.ts'

/**
 * A state: one small integer per slot, the id of the configuration that the slot's actor is in; 0 where the actor does
 * not exist (yet). Slots that a shorter vector lacks are 0.
 */
export type StateVector = Int32Array

/** Whether an actor may rest where it is: `finished` and `idle` ones may, a `running` one that never moves is stuck. */
export type Readiness = 'absent' | 'running' | 'idle' | 'finished'

/** What a step came to. */
export interface Taken {
  readonly state: StateVector
  /** Virtual milliseconds that passed. */
  readonly elapsed: number
  readonly occurrences: readonly Occurrence[]
  readonly flaw: StepFlaw | undefined
}

/** By flaw, the flag that `expand` gives with a successor; 0 for a step without. */
export const FLAG: Readonly<Record<StepFlaw['kind'], number>> = { error: 1, reported: 2, dropped: 4 }

/** In place of the slot that moved: the step is harm (see `isHarm`). */
export const HARM = -2

/**
 * Receives one successor: the state (valid only during the call), the slot that moved (-1 when the step merely loses
 * an event that its receiver cannot take, `HARM` when it is harm), the flags above, and the step's position among all that are enabled.
 */
export type Visit = (next: StateVector, mover: number, flags: number, position: number) => void

/** Hears of each question that a predicate puts to the actor of a slot. */
export type Ask = (slot: number, question: string, answer: Answer) => void

/**
 * What was learnt about a system, in order: each entry is an address that was asked for, or a table's number, a slot, a
 * configuration and what else was looked up, and what was found (of moves, a checksum). It is all that another process needs to
 * number configurations alike, and to notice a system that moves otherwise.
 */
export type Learnt = readonly (readonly [string] | readonly [number, number, number, number, number])[]

/** A timer that is armed: what it sends, and in how many virtual milliseconds. */
export interface PendingTimer {
  readonly event: Event
  readonly remaining: number
}

/** How many configurations of a slot are known. */
export interface Crowd {
  readonly actor: string
  readonly configs: number
}

/** Hears of each slot that a predicate looks at, and whether it sees no more of it than the snapshot. */
export type Read = (slot: number, snapshotOnly?: boolean) => void

/**
 * The narrow waist between what runs and who explores it. Searches and strategies see a system only through this
 * interface, so that they work on toy graphs as on XState machines (after LTSmin's PINS, Blom, van de Pol, Weber 2010,
 * and stateright's `Model`).
 */
export interface Space {
  readonly name: string
  /** The address of every slot known so far. Grows when actors are spawned; an index never changes its meaning. */
  readonly slots: readonly string[]
  /** Roughly the bytes of the heap that the space's own tables take. */
  readonly bytes: number
  /** The initial state, and what happened on the way to it. */
  initial(): Taken
  /**
   * Visits the successor by each enabled step, in the defined order: slot, then channel, then outcome, then timer; faults last. With
   * `among`, only by steps of actors of these families (see `independence`).
   */
  expand(state: StateVector, visit: Visit, among?: Families): void
  /**
   * The same successors as differences, which is how a search goes through millions of them. A space without it is
   * searched by `expand`.
   */
  changes?(state: StateVector, out: Changes): void
  /** The tables that these differences are looked up in, where a space has them. */
  tables?(): Tables
  /** By slot, how many configurations are known. */
  crowds?(): readonly Crowd[]
  /** By slot, what keeps growing there. */
  growth?(): readonly Growth[]
  /** What was learnt so far; spaces that number configurations independently of the exploration have nothing to learn. */
  learnt?(): Learnt
  /** Learns in a new space, after `initial`, what was learnt in another one of the same system; false when it comes out different. */
  learn?(learnt: Learnt): boolean
  /** The enabled steps, in the same order. */
  enabled(state: StateVector): readonly Step[]
  /** Takes the enabled step at this position. */
  take(state: StateVector, position: number): Taken
  /** The state after virtual milliseconds in which nobody moved. */
  elapse(state: StateVector, milliseconds: number): StateVector
  readiness(slot: number, config: number): Readiness
  /** Whether the actor has a timer, so that time alone may move it. */
  timed(slot: number, config: number): boolean
  /** The pending timers of an actor, in the order in which they were armed. */
  timers?(slot: number, config: number): readonly PendingTimer[]
  /** Whether any actor is known to have a timer at any time. */
  readonly clocked: boolean
  tagged(slot: number, config: number, tag: string): boolean
  /** The edges of the wait-for graph in this state, as the actors' states declare them. */
  waits(state: StateVector): readonly WaitEdge[]
  /** Those of one actor, where they depend on its configuration alone. */
  waitsOf?(slot: number, config: number): readonly WaitEdge[] | undefined
  /** The number of the snapshot in a configuration: many configurations of an actor share one. */
  snapshot?(slot: number, config: number): number
  /** The state as predicates see it; `read` hears of what they look at, `ask` of what they look at there. */
  view(state: StateVector, read?: Read, ask?: Ask): SystemState
  /** Whether steps may be harm; these come last among the enabled ones. */
  readonly harmed?: boolean
  /** Which steps may depend on each other; `undefined` where nothing is known of that, as of toy graphs. */
  readonly independence?: Independence
  /** The symmetry that the system declares; made anew each time. */
  readonly symmetry?: Symmetry | undefined
}
