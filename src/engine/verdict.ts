import type { Fairness } from './fairness.ts'
import type { Event } from './machine.ts'
import type { LivenessProperty, Property } from './property.ts'
import type { Occurrence, StepFlaw } from './step.ts'
import type { Guarantee } from './strategy.ts'
import type { WaitEdge } from './wait.ts'

/**
 * Why actors are stuck. Two kinds of actors: the core is what must change for any of them to go on; the victims merely
 * wait behind it.
 */
export interface Explanation {
  /** The wait-for cycle that is the core, each edge's `to` being the next one's `from`; empty when there is none. */
  readonly cycle: readonly WaitEdge[]
  /** Without a cycle: the longest chain of waits, from an actor that is stuck to what nobody will provide. */
  readonly chain: readonly WaitEdge[]
  readonly core: readonly string[]
  readonly victims: readonly string[]
  /** All declared waits of stuck actors. */
  readonly waits: readonly WaitEdge[]
}

/** What went wrong, as data; `report` puts it into words. */
export type Violation =
  | {
      readonly kind: 'deadlock'
      /** `global`: no step is enabled. `partial`: others go on, but these actors never move again. */
      readonly extent: 'global' | 'partial'
      readonly explanation: Explanation
    }
  | { readonly kind: 'always' }
  | { readonly kind: 'at-most-one'; readonly tag: string; readonly actors: readonly string[] }
  | { readonly kind: 'never' }
  | { readonly kind: 'vacuous' }
  | { readonly kind: 'unhandled'; readonly actor: string; readonly from: string; readonly event: Event }
  | { readonly kind: 'error'; readonly actor: string; readonly message: string }
  | {
      /** What must happen does not: the execution goes round for ever, or ends, without it. */
      readonly kind: 'unfulfilled'
      readonly asks: LivenessProperty['kind']
      /** How the execution goes on: round the loop; not at all; or, of a run, for as long as it was given. */
      readonly extent: 'cycle' | 'end' | 'bound'
      readonly fairness: Fairness
    }
  | {
      readonly kind: 'too-late'
      readonly within: number
      readonly worst: Delay
    }
  /** An observer's state tagged `violation`. */
  | { readonly kind: 'observed'; readonly state: unknown }
  | {
      /** A wait-for cycle that only timers break. */
      readonly kind: 'timeout-masked'
      /** The fewest virtual milliseconds from here to a step of one of its members. */
      readonly cost: number
      readonly explanation: Explanation
    }

/** Virtual milliseconds; or `unbounded`: as many as you like; or `never`: the schedule ends, or is shut out for good. */
export type Delay = number | 'unbounded' | 'never'

/** One step of a counterexample, with all that a reader or a replay needs to know about it. */
export interface ExecutionStep {
  /** The position of the step among the enabled ones. */
  readonly choice: number
  readonly label: string
  readonly actor: string
  /** Whether the step is harm (`isHarm`). */
  readonly harm?: true
  /** Virtual milliseconds that passed before the step while nobody moved; 0 in a search. */
  readonly waited: number
  /** The labels of all steps that were enabled, in their order. */
  readonly enabled: readonly string[]
  /** Virtual time after the step, in milliseconds since the start. */
  readonly time: number
  readonly occurrences: readonly Occurrence[]
}

/** An execution that violates a property. `never` and `vacuous` have none: the whole search is their evidence. */
export interface Counterexample {
  readonly property: string
  readonly violation: Violation
  readonly steps: readonly ExecutionStep[]
  /**
   * Of a lasso: where the loop begins. The steps from there on repeat for ever; when there are none, the execution ends and
   * stays in its last state.
   */
  readonly loop?: number
}

/** An execution that violates nothing where it ends, and is kept all the same. */
export interface Unviolated {
  readonly property?: undefined
  readonly violation?: undefined
  readonly steps: readonly ExecutionStep[]
  readonly loop?: undefined
}

/** A bound that ended a search or a run before its answer was complete. */
export interface BoundHit {
  readonly bound: 'states' | 'depth' | 'memory' | 'seconds' | 'steps' | 'interrupted' | 'bitstate'
  readonly limit: number
  /** Of `memory`: what took all that it can ever have, whatever bound is asked for: the system's own tables, or the states. */
  readonly fixed?: 'system' | 'states'
  /** Of `bitstate`: the chance that a state met at the end of the search was taken for known although it was new. */
  readonly omission?: number
}

/** The answer, which says how strong it is. */
export type Verdict =
  | { readonly kind: 'verified' }
  | { readonly kind: 'counterexample'; readonly counterexample: Counterexample }
  | { readonly kind: 'inconclusive'; readonly hit: BoundHit }
  | {
      readonly kind: 'sampled'
      /** What the strategy promises of each run, if it promises anything. */
      readonly guarantees: readonly Guarantee[]
      readonly runs: number
      readonly strategy: string
      /** Runs that reached their bound on steps before they came to an end. */
      readonly truncated: number
      /** The properties that no run can decide. */
      readonly unjudged: readonly string[]
    }

/** The name under which a verdict reports what user code threw. */
export const NO_ERRORS = 'no errors'
/** The name under which a verdict reports events that an actor with `unhandled: 'report'` could not take. */
export const NO_REPORTED_EVENTS = 'no reported events'

/** The property that a flawed step violates; `undefined` when the system does not ask for it. */
export function violatedBy(flaw: StepFlaw, properties: readonly Property[]): string | undefined {
  switch (flaw.kind) {
    case 'error':
      return NO_ERRORS
    case 'reported':
      return NO_REPORTED_EVENTS
    case 'dropped':
      return properties.find(({ kind }) => kind === 'no-unhandled-events')?.name
  }
}

/** A flawed step as a violation. */
export function violationOf(flaw: StepFlaw): Violation {
  if (flaw.kind !== 'error') return { kind: 'unhandled', actor: flaw.actor, from: flaw.from, event: flaw.event }
  const { actor, error } = flaw
  return { kind: 'error', actor, message: error instanceof Error ? error.message : String(error) }
}

/** Instances of one role count as one in a signature: `conn#2` becomes `conn#`. */
function role(address: string): string {
  return address.replace(/#[^/]*/g, '#')
}

function path(edges: readonly WaitEdge[]): string {
  return edges.map(({ from, kind }) => `${role(from)} ${kind}`).join(' ')
}

/**
 * What tells one failure from another of the same property: for a deadlock its wait-for cycle (rotated to begin with
 * the alphabetically first edge) or its chain, without instance numbers; for the others what they name.
 */
export function signatureOf(violation: Violation): string {
  switch (violation.kind) {
    case 'deadlock':
    case 'timeout-masked': {
      const { cycle, chain } = violation.explanation
      if (cycle.length > 0) {
        const rotations = cycle.map((_, at) => path([...cycle.slice(at), ...cycle.slice(0, at)]))
        return `cycle: ${rotations.sort()[0]}`
      }
      const last = chain.at(-1)
      return last === undefined
        ? `stuck: ${[...new Set(violation.explanation.core.map(role))].join(', ')}`
        : `chain: ${path(chain)} ${role(last.to)}${last.down === undefined ? '' : ` (${last.down})`}`
    }
    case 'at-most-one':
      return `${violation.tag}: ${violation.actors.map(role).join(', ')}`
    case 'unhandled':
      return `${role(violation.actor)}: ${violation.event.type}`
    case 'error':
      return `${role(violation.actor)}: ${violation.message}`
    case 'unfulfilled':
      return `${violation.asks}: ${violation.extent}`
    case 'too-late':
      return `too late: ${violation.worst}`
    case 'observed':
      return `observed: ${JSON.stringify(violation.state)}`
    case 'always':
    case 'never':
    case 'vacuous':
      return violation.kind
  }
}
