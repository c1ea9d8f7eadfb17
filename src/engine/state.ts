import type { ActorSnapshot, Event } from './machine.ts'
import { isMachineSnapshot } from './machine.ts'
import type { Readiness } from './space.ts'

/** The snapshot of an actor that has crashed, and of one that has left: nothing is left of it. */
export const CRASHED: ActorSnapshot = { status: 'stopped', output: undefined, error: undefined }
export const LEFT: ActorSnapshot = { ...CRASHED }

/** An actor in one state of the system: its decoded XState snapshot, under its name. */
export interface ActorState {
  /** The actor's address: its name, or `parent/id` for a child. */
  readonly name: string
  /** XState's status; `absent` for a child that does not exist in this state; what a fault made of it. */
  readonly status: ActorSnapshot['status'] | 'absent' | 'crashed' | 'left'
  /** The state value of a machine; `undefined` for other logic. */
  readonly value: unknown
  // biome-ignore lint/suspicious/noExplicitAny: the context's type is the user's
  readonly context: any
  readonly output: unknown
  readonly error: unknown
  readonly tags: readonly string[]
  /** Whether the state value matches, as XState's `snapshot.matches`. */
  // biome-ignore lint/suspicious/noExplicitAny: the state value's type is the user's
  matches(value: any): boolean
  hasTag(tag: string): boolean
}

/** A message that waits in a mailbox. */
export interface PendingMessage {
  readonly from: string
  readonly event: Event
}

/** One state of the whole system, as predicates see it. */
export interface SystemState {
  /**
   * The actor with this name (`phil#0`, `parent/child`).
   * @throws Error when the name is neither declared nor the address of a possible child.
   */
  actor(name: string | ActorState): ActorState
  /** All actors that exist in this state: declared ones in their order, each followed by its children. */
  actors(): readonly ActorState[]
  /**
   * What waits in an actor's mailbox: channel by channel, oldest first. With `types`, only such events: a predicate that names them
   * lets a reduced search pass over the rest.
   */
  mailbox(name: string | ActorState, ...types: readonly string[]): readonly PendingMessage[]
}

/** Whether an actor may rest where it is. */
export function readinessOf(snapshot: ActorSnapshot | undefined): Readiness {
  if (snapshot === undefined) return 'absent'
  if (snapshot.status !== 'active') return 'finished'
  if (isMachineSnapshot(snapshot)) return snapshot.hasTag('idle') ? 'idle' : 'running'
  return 'context' in snapshot ? 'idle' : 'running'
}

/** Whether any transition of the active states is for events of this type, guards aside. */
export function mayTake(snapshot: ActorSnapshot, type: string): boolean {
  if (!isMachineSnapshot(snapshot)) return true
  return snapshot._nodes.some(({ ownEvents }) => ownEvents.some((own) => own === type || own.endsWith('*')))
}

/** Decodes an XState snapshot for predicates. */
export function decode(name: string, snapshot: ActorSnapshot | undefined): ActorState {
  const machine = snapshot !== undefined && isMachineSnapshot(snapshot) ? snapshot : undefined
  const tags = machine === undefined ? [] : [...machine.tags].sort()
  return {
    name,
    status: statusOf(snapshot),
    value: machine?.value,
    context: (snapshot as { context?: unknown } | undefined)?.context,
    output: snapshot?.output,
    error: snapshot?.error,
    tags,
    matches: (value) => machine?.matches(value) ?? false,
    hasTag: (tag) => tags.includes(tag),
  }
}

function statusOf(snapshot: ActorSnapshot | undefined): ActorState['status'] {
  if (snapshot === CRASHED) return 'crashed'
  return snapshot === LEFT ? 'left' : (snapshot?.status ?? 'absent')
}
