import type { Harm, Recovery } from './faults.ts'
import { HARMS } from './faults.ts'
import type { Event } from './machine.ts'

/**
 * One atomic move of a system, as a name: what a schedule records and a replay looks for. The same step has the same
 * `label` in every run, whatever else is enabled.
 */
export type Step = StepBase &
  (
    | { readonly kind: 'deliver'; readonly from: string; readonly event: Event }
    | { readonly kind: 'timeout'; readonly event: Event; readonly to: string }
    | { readonly kind: 'choose'; readonly event: Event; readonly outcome: 'resolve' | 'reject' }
    | {
        /** The environment acts on the actor, or on a message to it. */
        readonly kind: 'fault'
        readonly fault: Harm | Recovery
        /** The message and its sender; for a fault without a message, an event that has its name. */
        readonly event: Event
        readonly from?: string
      }
  )

interface StepBase {
  /** The actor that moves. */
  readonly actor: string
  /** Whether the actor does anything: false when it merely loses an event that it cannot take. */
  readonly moves: boolean
  readonly label: string
}

/** Whether a step is harm: the environment may take it, and nobody may count on that. */
export function isHarm(step: Step): boolean {
  return step.kind === 'fault' && (HARMS as readonly string[]).includes(step.fault)
}

/** Who sent the message that a step is about; the actor itself where there is none. */
export function senderOf(step: Step): string {
  return step.kind === 'deliver' || step.kind === 'fault' ? (step.from ?? step.actor) : step.actor
}

/** The steps without harm, which comes last among those that are enabled. */
export function calmSteps(enabled: readonly Step[]): readonly Step[] {
  if (enabled.length === 0 || !isHarm(enabled[enabled.length - 1])) return enabled
  const harm = enabled.findIndex(isHarm)
  return harm < 0 ? enabled : enabled.slice(0, harm)
}

/** What happened on a step besides the change of state; recorded for the reader, in order. */
export type Occurrence =
  | { readonly kind: 'sent'; readonly from: string; readonly to: string; readonly event: Event }
  | { readonly kind: 'emitted'; readonly actor: string; readonly event: Event }
  | { readonly kind: 'logged'; readonly actor: string; readonly label: string | undefined; readonly value: unknown }
  | { readonly kind: 'acted'; readonly actor: string; readonly action: string }
  | { readonly kind: 'armed'; readonly actor: string; readonly delay: number; readonly event: Event }
  | { readonly kind: 'spawned'; readonly actor: string }
  | { readonly kind: 'stopped'; readonly actor: string }
  | {
      readonly kind: 'dropped'
      readonly to: string
      readonly event: Event
      readonly why: 'unhandled' | 'finished' | 'fault'
    }

/**
 * What is wrong with a step itself: user code threw, or the receiver could not take the event and reports it
 * (`unhandled: 'report'`) or drops it (`'drop'`, a violation only where `noUnhandledEvents()` is asked for).
 */
export type StepFlaw =
  | { readonly kind: 'error'; readonly actor: string; readonly error: unknown }
  | { readonly kind: 'reported' | 'dropped'; readonly actor: string; readonly from: string; readonly event: Event }
