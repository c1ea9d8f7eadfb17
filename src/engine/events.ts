import type { ActorSnapshot, Event } from './machine.ts'
import type { Outcome } from './system.ts'

function idOf(address: string): string {
  return address.slice(address.lastIndexOf('/') + 1)
}

/** The event by which a child that finished tells its parent (XState's `xstate.done.actor.<id>`). */
export function doneEvent(address: string, snapshot: ActorSnapshot): Event {
  const id = idOf(address)
  return { type: `xstate.done.actor.${id}`, output: snapshot.output, actorId: id } as Event
}

/** The event by which a child that failed tells its parent (XState's `xstate.error.actor.<id>`). */
export function errorEvent(address: string, error: unknown): Event {
  const id = idOf(address)
  return { type: `xstate.error.actor.${id}`, error, actorId: id } as Event
}

/** The event by which an observed child shows its parent a new snapshot (XState's `xstate.snapshot.<id>`). */
export function snapshotEvent(address: string, snapshot: ActorSnapshot): Event {
  return { type: `xstate.snapshot.${idOf(address)}`, snapshot } as Event
}

/** The event that settles a promise actor. */
export function settleEvent(outcome: Outcome): Event {
  return 'resolve' in outcome
    ? ({ type: 'xstate.promise.resolve', data: outcome.resolve } as Event)
    : ({ type: 'xstate.promise.reject', data: outcome.reject } as Event)
}

/** By these XState tells a parent about its child: they are no messages, and nobody loses anything when they are ignored. */
export function isNotice(event: Event): boolean {
  return /^xstate\.(done\.actor|error\.actor|snapshot)\./.test(event.type)
}
