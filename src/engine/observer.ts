import { InterlockError } from './error.ts'
import type { ActorLogic, ActorSnapshot, Event } from './machine.ts'
import { Driver } from './machine.ts'
import type { Property } from './property.ts'
import type { Occurrence, Step } from './step.ts'

/** An observer as it is declared. */
export type ObserverProperty = Property & { readonly kind: 'observer' }

interface StateNode {
  readonly tags: readonly string[]
  readonly invoke: readonly unknown[]
  readonly after: readonly unknown[]
  readonly states: Readonly<Record<string, StateNode>>
}

function nodesOf(node: StateNode): readonly StateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesOf)]
}

function rootOf(machine: ActorLogic): StateNode | undefined {
  return (machine as Partial<{ root: StateNode }>).root
}

/** All tags that states of a machine carry. */
export function declaredTags(machine: ActorLogic): ReadonlySet<string> {
  const root = rootOf(machine)
  return new Set(root === undefined ? [] : nodesOf(root).flatMap(({ tags }) => tags))
}

/** @throws InterlockError `system` when an observer cannot merely watch. What it sends is noticed when it does. */
export function checkObserver(where: string, { machine, states }: ObserverProperty): void {
  const odd = Object.entries(states).find(([, predicate]) => typeof predicate !== 'function')
  if (odd !== undefined) throw new InterlockError('system', `${where}: states: '${odd[0]}' is no predicate`)
  const root = '__xstatenode' in machine ? rootOf(machine) : undefined
  if (root === undefined) throw new InterlockError('system', `${where}: an observer is a machine (createMachine)`)
  const nodes = nodesOf(root)
  const acts = nodes.some(({ invoke }) => invoke.length > 0)
    ? 'invokes a child'
    : nodes.some(({ after }) => after.length > 0)
      ? 'waits for a delay (after)'
      : undefined
  if (acts !== undefined) throw new InterlockError('system', `${where}: the observer ${acts}; it may only watch`)
}

/**
 * What an observer hears of a step: `deliver.<type>`, `timeout.<type>`, `choose.<type>` or `fault.<type>` (whose `fault` says which) with the step's actor, sender and
 * event, then of each occurrence in turn: `sent.<type>`, `dropped.<type>`, `emitted.<type>`, `armed.<type>`,
 * `acted.<action>`, `logged`, `spawned`, `stopped`, with its fields.
 */
export function eventOf(seen: Step | Occurrence): Event {
  const { kind, ...fields } = seen
  const what = 'event' in seen ? seen.event.type : 'action' in seen ? seen.action : undefined
  return { ...fields, type: what === undefined ? kind : `${kind}.${what}` } as Event
}

/** Runs one observer: its snapshots are interned, and each transition is asked of XState once. */
export class Observing {
  readonly #name: string
  readonly #machine: ActorLogic
  readonly #driver = new Driver(new Map(), () => false)
  /** By number; 0 stands for none, as in every slot. */
  readonly #snapshots: (ActorSnapshot | undefined)[] = [undefined]
  readonly #ids = new Map<string, number>()
  readonly #next: Map<unknown, number>[] = []

  constructor(name: string, machine: ActorLogic) {
    this.#name = name
    this.#machine = machine
  }

  get count(): number {
    return this.#snapshots.length
  }

  start(): number {
    const { snapshot, effects } = this.#driver.start(this.#name, this.#machine, undefined)
    return this.#intern(snapshot, effects)
  }

  snapshot(id: number): ActorSnapshot | undefined {
    return this.#snapshots[id]
  }

  /** The snapshot after an event; `key` stands for the event, the same for the same one. */
  take(id: number, key: unknown, event: () => Event): number {
    this.#next[id] ??= new Map()
    let next = this.#next[id].get(key)
    if (next === undefined) {
      next = this.#step(id, event())
      this.#next[id].set(key, next)
    }
    return next
  }

  #step(id: number, event: Event): number {
    const snapshot = this.#snapshots[id] as ActorSnapshot
    if (snapshot.status !== 'active' || !this.#driver.canTake(snapshot, event)) return id
    const taken = this.#driver.take(this.#name, this.#machine, snapshot, event)
    return this.#intern(taken.snapshot, taken.effects)
  }

  #intern(snapshot: ActorSnapshot, effects: readonly { readonly kind: string }[]): number {
    if (snapshot.status === 'error') {
      const { error } = snapshot
      const message = error instanceof Error ? error.message : String(error)
      throw new InterlockError('system', `observer '${this.#name}' threw: ${message}`)
    }
    const acts = effects.find(({ kind }) => ['send', 'arm', 'cancel', 'spawn', 'stop'].includes(kind))
    if (acts !== undefined) {
      throw new InterlockError(
        'system',
        `observer '${this.#name}' acts (${acts.kind}); it may only watch: use assign, guards and raise without delay`,
      )
    }
    const key = this.#driver.snapshotKey(snapshot)
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    this.#ids.set(key, this.#snapshots.length)
    return this.#snapshots.push(snapshot) - 1
  }
}
