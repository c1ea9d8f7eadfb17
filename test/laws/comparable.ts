import type { AnyActorRef, AnyMachineSnapshot } from 'xstate'
import { keyOf } from '../../src/engine/key.ts'
import type { Step } from '../../src/engine/step.ts'

/** What is compared of an actor; XState's snapshots and interlock's `ActorState` both have it. */
export interface Comparable {
  readonly status: string
  readonly value?: unknown
  readonly context?: unknown
  readonly output?: unknown
  readonly error?: unknown
  readonly tags?: Iterable<string>
}

/** The path of an actor below the root, for references of XState's runtime as of the engine. */
export function addressOf(value: object): string | undefined {
  if (!('sessionId' in value && 'send' in value)) return undefined
  const ref = value as AnyActorRef
  const parent = ref._parent === undefined ? undefined : addressOf(ref._parent)
  if (ref._parent === undefined) return isRoot(ref) ? '' : ref.id
  return parent === '' ? ref.id : `${parent}/${ref.id}`
}

function isRoot(ref: AnyActorRef): boolean {
  return 'logic' in ref && (ref as unknown as { logic: { id?: string } }).logic.id === 'root'
}

/** A value as text, wherever it comes from; snapshots in events are reduced to what is compared. */
export function keyFor(value: unknown): string {
  return keyOf(value, (part) => addressOf(part) ?? ('_nodes' in part ? carriedKey(part as never) : undefined))
}

/** A snapshot that an event carries: with the parts that predicates do not see. */
function carriedKey(snapshot: AnyMachineSnapshot): string {
  const history = Object.entries(snapshot.historyValue as Record<string, { id: string }[]>)
  const nodes = history.map(([id, past]) => [id, past.map((node) => node.id)])
  return `${snapshotKey(snapshot)} ${keyFor([nodes.sort(), Object.keys(snapshot.children).sort()])}`
}

/** An event as text. */
export function eventKey(event: { type: string }): string {
  return keyFor(event)
}

/** An actor's state as text. Of an actor that failed, XState keeps different remains on different paths. */
export function snapshotKey({ status, value, context, output, error, tags }: Comparable): string {
  if (status === 'error') return keyFor({ status, error })
  return keyFor({ status, value, context, output, tags: [...(tags ?? [])].sort() })
}

/** A step of the engine under the name that `Live` gives it. */
export function labelOf(step: Step): string {
  switch (step.kind) {
    case 'deliver':
      return `${step.actor} ? ${eventKey(step.event)} from ${step.from}`
    case 'choose':
      return `${step.actor} ! ${eventKey(step.event)}`
    case 'timeout':
      return `${step.actor} ! timeout ${eventKey(step.event)} to ${step.to}`
    case 'fault':
      throw new Error(`XState knows no ${step.label}`)
  }
}
