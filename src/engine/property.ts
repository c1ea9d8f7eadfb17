import type { Fairness } from './fairness.ts'
import { ENVIRONMENT } from './faults.ts'
import type { ActorLogic } from './machine.ts'
import type { SystemState } from './state.ts'

/** A statement about one state. It must be a pure function of what it reads. */
export type Predicate = (state: SystemState) => boolean

/** What a system is checked for; made by the functions of this file. */
export type Property =
  | { readonly kind: 'deadlock-free'; readonly name: string; readonly masked?: 'violation' }
  | {
      readonly kind: 'always'
      readonly name: string
      readonly predicate: Predicate
      readonly when: Predicate | undefined
    }
  | { readonly kind: 'sometimes'; readonly name: string; readonly predicate: Predicate }
  | { readonly kind: 'at-most-one'; readonly name: string; readonly tag: string }
  | { readonly kind: 'no-unhandled-events'; readonly name: string }
  | LivenessProperty
  | ResponseProperty

/** What must happen in the course of every schedule that is fair; its counterexamples are lassos. */
export type LivenessProperty = { readonly name: string; readonly fairness: Fairness } & (
  | { readonly kind: 'eventually' | 'always-eventually'; readonly predicate: Predicate }
  | { readonly kind: 'leads-to'; readonly premise: Predicate; readonly predicate: Predicate }
  | { readonly kind: 'converges'; readonly predicate: Predicate; readonly within: number }
  | { readonly kind: 'progress'; readonly tag: string; readonly events: readonly string[] }
  | { readonly kind: 'observer'; readonly machine: ActorLogic; readonly states: Readonly<Record<string, Predicate>> }
)

/** An answer that must come within a time. */
export interface ResponseProperty {
  readonly kind: 'responds-within'
  readonly name: string
  readonly request: Predicate
  readonly predicate: Predicate
  /** Virtual milliseconds. */
  readonly within: number
}

/** Whether a property says what must happen in the end, which no run that was cut off can decide. */
export function isLiveness(property: Property): property is LivenessProperty {
  return ['eventually', 'always-eventually', 'leads-to', 'converges', 'progress', 'observer'].includes(property.kind)
}

/** The address under which an observer stands in the state vector: no actor has an empty name. */
export function observerSlot(name: string): string {
  return `/${name}`
}

/** A slot's address as a reader is told it. */
export function slotName(address: string): string {
  return address.startsWith('/') ? `observer ${address.slice(1)}` : address
}

/** Which schedules count; see `Fairness`. Default `'none'`: all of them. */
export interface FairnessOptions {
  readonly fairness?: Fairness
}

/**
 * No actor is ever stuck: in every reachable state, every actor that is neither finished nor tagged `idle` will move on
 * some continuation. Covers global deadlock (nothing is enabled) and partial deadlock (others go on).
 *
 * A wait-for cycle that only timers break is no deadlock, but costs the time until they fire: a check notes it
 * (`CheckResult.masked`). With `masked: 'violation'` it is a violation.
 */
export function deadlockFree(options: { readonly masked?: 'violation' } = {}): Property {
  return { kind: 'deadlock-free', name: 'deadlock-free', ...options }
}

/**
 * The predicate holds in every reachable state. With `when`, it is asked only where that premise holds, and the check
 * fails as vacuous when the premise never does.
 */
export function always(name: string, predicate: Predicate, options: { readonly when?: Predicate } = {}): Property {
  return { kind: 'always', name, predicate, when: options.when }
}

/** The predicate holds in some reachable state: a witness that the interesting thing does happen. */
export function sometimes(name: string, predicate: Predicate): Property {
  return { kind: 'sometimes', name, predicate }
}

/** At most one actor is in a state with this tag at a time: mutual exclusion. */
export function atMostOne(tag: string): Property {
  return { kind: 'at-most-one', name: `at most one ${tag}`, tag }
}

/**
 * No event reaches an actor that cannot take it and therefore drops it (actors with `unhandled: 'drop'`, XState's
 * default). XState's own `xstate.done.actor.*` notices and messages to finished actors do not count.
 */
export function noUnhandledEvents(): Property {
  return { kind: 'no-unhandled-events', name: 'no unhandled events' }
}

/**
 * On every fair schedule the predicate holds at some time. A schedule that ends (nothing is enabled any more) stays in
 * its last state for ever.
 */
export function eventually(name: string, predicate: Predicate, options: FairnessOptions = {}): Property {
  return { kind: 'eventually', name, predicate, fairness: options.fairness ?? 'none' }
}

/** On every fair schedule the predicate holds again and again, without end. */
export function alwaysEventually(name: string, predicate: Predicate, options: FairnessOptions = {}): Property {
  return { kind: 'always-eventually', name, predicate, fairness: options.fairness ?? 'none' }
}

/**
 * On every fair schedule, whenever the premise holds, the predicate holds then or later. Fails as vacuous when the premise
 * never holds.
 */
export function leadsTo(
  name: string,
  premise: Predicate,
  predicate: Predicate,
  options: FairnessOptions = {},
): Property {
  return { kind: 'leads-to', name, premise, predicate, fairness: options.fairness ?? 'none' }
}

/** Steps of a run within which a system comes to rest after faults have stopped, when nobody says. */
const CONVERGES = 500

/**
 * Safety, then liveness (as the simulator of TigerBeetle tests it): once faults have stopped, which a system promises by
 * `faults: { heal }`, on every fair schedule the predicate comes to hold, and again whenever it no longer does. By default
 * it says that all actors that are healed are at rest: finished, or idle. A check decides it; a simulated run fails when it
 * ends without it, or goes on for `within` steps.
 */
export function converges(
  name: string,
  options: FairnessOptions & { readonly predicate?: Predicate; readonly within?: number } = {},
): Property {
  const { predicate = atRest, within = CONVERGES, fairness = 'weak' } = options
  return { kind: 'converges', name, predicate, within, fairness }
}

/** Whether faults have stopped. */
export const healed: Predicate = (state) => state.actor(ENVIRONMENT).context.healed

/** All actors that are healed are at rest. */
const atRest: Predicate = (state) =>
  (state.actor(ENVIRONMENT).context.heal as readonly string[]).every((name) => {
    const actor = state.actor(name)
    return actor.hasTag('idle') || !['active', 'crashed'].includes(actor.status)
  })

/**
 * No fair schedule goes round for ever without progress (SPIN's non-progress cycles). A step makes progress when it
 * leaves the actor that moves in a state with the tag (default `progress`), or when its event has one of these types.
 * A schedule that ends is not a cycle: whether it may end is `deadlockFree`'s question.
 */
export function progress(
  name: string,
  options: FairnessOptions & { readonly tag?: string; readonly events?: readonly string[] } = {},
): Property {
  const { tag = 'progress', events = [], fairness = 'none' } = options
  return { kind: 'progress', name, tag, events, fairness }
}

/**
 * From every state in which the request holds, the response comes within so many virtual milliseconds, on every schedule.
 * Time is the system's clock: under `urgent` it passes only while nothing else is enabled; under `free` messages may be
 * arbitrarily slow while timers fire. A pass says the longest time that there is (`CheckResult.responses`). Fails as vacuous
 * when there is no request.
 */
export function respondsWithin(name: string, request: Predicate, response: Predicate, ms: number): Property {
  return { kind: 'responds-within', name, request, predicate: response, within: ms }
}

/**
 * A machine that watches: it hears of each step and of what happens on it (`deliver.<type>`, `sent.<type>`, …; see `eventOf`), and `states` gives it further events, each after
 * a step to a state in which its predicate holds. It must not act: no sends, no children, no delays. Its tags judge:
 *
 * - `violation`: no schedule may get it here.
 * - `hot`: no fair schedule may end here, or stay for ever in states so tagged.
 * - `accepting`: with such states, every fair schedule must come through one again and again (or end in one).
 */
export function observer(
  name: string,
  machine: ActorLogic,
  options: FairnessOptions & { readonly states?: Readonly<Record<string, Predicate>> } = {},
): Property {
  const { states = {}, fairness = 'none' } = options
  return { kind: 'observer', name, machine, states, fairness }
}
