import { InterlockError } from './error.ts'
import type { Predicate, Property } from './property.ts'
import { observerSlot } from './property.ts'
import type { Ask, Space, StateVector } from './space.ts'
import type { SystemState } from './state.ts'
import type { Violation } from './verdict.ts'

/** After so many questions put to a predicate, it is seen whether remembering its answers pays. */
const TRIAL = 10_000

type Node = boolean | Fork

/** Where a predicate looks at a slot, and goes on by what it sees there. */
interface Fork {
  readonly slot: number
  /** Whether it sees no more of the slot than the snapshot. */
  readonly only: boolean
  readonly branches: Map<number, Node>
  /** The configuration that was met here last, and where it led: most slots are as they were in the state before. */
  config: number
  next: Node | undefined
}

/**
 * A predicate memoised on the configurations that it reads, or their snapshots alone where it looks at no mailbox: a
 * decision tree whose inner nodes are the slots in the order in which the predicate looks at them. Pure predicates read
 * the same slot next as long as what they read before is the same.
 */
class Memo {
  readonly #predicate: Predicate
  readonly #name: string
  readonly #space: Space
  readonly #overhear: Ask | undefined
  #root: Node | undefined
  #calls = 0
  #asked = 0
  #slots = 0

  constructor(space: Space, name: string, predicate: Predicate, overhear?: Ask) {
    this.#space = space
    this.#name = name
    this.#predicate = predicate
    this.#overhear = overhear
  }

  holds(state: StateVector): boolean {
    // A new actor may be one that the predicate would have looked at.
    if (this.#space.slots.length !== this.#slots) {
      this.#slots = this.#space.slots.length
      this.#root = undefined
    }
    this.#calls++
    let node = this.#root
    while (typeof node === 'object') {
      const config = state[node.slot] ?? 0
      if (config !== node.config || node.next === undefined) {
        node.next = node.branches.get(this.#seen(node, config))
        node.config = config
      }
      node = node.next
    }
    return node ?? this.#ask(state)
  }

  #seen({ slot, only }: Fork, config: number): number {
    return only ? (this.#space.snapshot?.(slot, config) ?? config) : config
  }

  /** What the answer in this state rests on: the same whenever it is asked, whether answers are remembered or not. */
  reads(state: StateVector): Reads {
    this.holds(state)
    const path = new Set<number>()
    let node = this.#root
    while (typeof node === 'object') {
      path.add(2 * node.slot + (node.only ? 1 : 0))
      node = node.branches.get(this.#seen(node, state[node.slot] ?? 0))
    }
    if (node === undefined) {
      path.clear()
      this.#answer(this.#space.view(state, (slot, only) => path.add(2 * slot + (only ? 1 : 0))))
    }
    return [...path].map((read) => ({ slot: read >> 1, mailbox: (read & 1) === 0 }))
  }

  #ask(state: StateVector): boolean {
    this.#asked++
    if (this.#asked >= TRIAL && this.#asked * 2 > this.#calls) {
      // It reads so many actors that nearly every state is a new one to it.
      this.#root = undefined
      return this.#answer(this.#space.view(state, undefined, this.#overhear))
    }
    const reads = new Set<number>()
    const read = (slot: number, only?: boolean): unknown => reads.add(2 * slot + (only ? 1 : 0))
    const result = this.#answer(this.#space.view(state, read, this.#overhear))
    this.#keep(state, [...reads], result)
    return result
  }

  #answer(view: SystemState): boolean {
    try {
      return Boolean(this.#predicate(view))
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      throw new InterlockError('system', `property '${this.#name}' threw: ${message}`)
    }
  }

  #keep(state: StateVector, reads: readonly number[], result: boolean): void {
    let put = (node: Node): void => {
      this.#root = node
    }
    let node = this.#root
    for (const read of reads) {
      const [slot, only] = [read >> 1, (read & 1) === 1]
      if (node === undefined) {
        node = { slot, only, branches: new Map(), config: -1, next: undefined }
        put(node)
      }
      if (typeof node === 'boolean' || node.slot !== slot || node.only !== only) throw this.#impure()
      const { branches } = node
      const seen = this.#seen(node, state[slot] ?? 0)
      put = (next) => branches.set(seen, next)
      node = branches.get(seen)
    }
    if (node !== undefined) throw this.#impure()
    put(result)
  }

  #impure(): InterlockError {
    return new InterlockError(
      'system',
      `property '${this.#name}' gave different answers about the same actors; a predicate may depend on the state only`,
    )
  }
}

/** A predicate as a question about states, memoised on the configurations that it reads. */
export function asked(space: Space, name: string, predicate: Predicate): (state: StateVector) => boolean {
  const memo = new Memo(space, name, predicate)
  return (state) => memo.holds(state)
}

/** The actors that an answer rests on, and whether it looked at their mailboxes: it stays the same until one of these changes. */
export type Reads = readonly { readonly slot: number; readonly mailbox: boolean }[]

/** Watches one property of states along a search or a run. */
export interface Monitor {
  readonly property: Property
  /** What is wrong with this state, if anything; also notes witnesses and premises. */
  violation(state: StateVector): Violation | undefined
  /** Whether what the property needs to see (its witness, its premise) was seen. */
  seen(): boolean
  /**
   * On what it rests that there is nothing to note in this state: before one of these changes there will be nothing. Empty where there
   * is something.
   */
  rests?(state: StateVector): Reads
}

function watchAlways(space: Space, property: Property & { kind: 'always' }, overhear?: Ask): Monitor {
  const predicate = new Memo(space, property.name, property.predicate, overhear)
  const premise = property.when && new Memo(space, `${property.name} (when)`, property.when, overhear)
  let seen = premise === undefined
  return {
    property,
    seen: () => seen,
    rests: (state) => {
      if (premise?.holds(state) === false) return premise.reads(state)
      return predicate.holds(state) ? predicate.reads(state) : []
    },
    violation: (state) => {
      if (premise !== undefined && !premise.holds(state)) return undefined
      seen = true
      return predicate.holds(state) ? undefined : { kind: 'always' }
    },
  }
}

function watchSometimes(space: Space, property: Property & { kind: 'sometimes' }, overhear?: Ask): Monitor {
  const predicate = new Memo(space, property.name, property.predicate, overhear)
  let seen = false
  return {
    property,
    seen: () => seen,
    rests: (state) => (predicate.holds(state) ? [] : predicate.reads(state)),
    violation: (state) => {
      seen ||= predicate.holds(state)
      return undefined
    },
  }
}

function watchAtMostOne(space: Space, property: Property & { kind: 'at-most-one' }): Monitor {
  const { tag } = property
  const known: number[][] = []
  const tagged = (slot: number, config: number): number => {
    known[slot] ??= []
    known[slot][config] ??= space.tagged(slot, config, tag) ? 1 : 0
    return known[slot][config]
  }
  return {
    property,
    seen: () => true,
    violation: (state) => {
      let count = 0
      for (let slot = 0; slot < state.length; slot++) count += tagged(slot, state[slot])
      if (count <= 1) return undefined
      const actors = space.slots.filter((_, slot) => tagged(slot, state[slot] ?? 0) === 1)
      return { kind: 'at-most-one', tag, actors }
    },
  }
}

function watchObserver(space: Space, property: Property & { kind: 'observer' }): Monitor {
  const slot = space.slots.indexOf(observerSlot(property.name))
  return {
    property,
    seen: () => true,
    violation: (state) => {
      if (!space.tagged(slot, state[slot], 'violation')) return undefined
      return { kind: 'observed', state: space.view(state).actor(observerSlot(property.name)).value }
    },
  }
}

/** Asks what a property over time asks, of each state, so that its questions are overheard. What comes of it is no state's. */
function listen(space: Space, property: Property, predicates: readonly Predicate[], overhear: Ask): Monitor {
  const memos = predicates.map((predicate) => new Memo(space, property.name, predicate, overhear))
  return {
    property,
    seen: () => true,
    violation: (state) => {
      for (const memo of memos) memo.holds(state)
      return undefined
    },
  }
}

/**
 * The monitors of those properties that speak about single states, in their order; `overhear` gives who hears of every question
 * that a property's predicates put to an actor.
 */
export function monitors(
  space: Space,
  properties: readonly Property[],
  overhear?: (property: Property) => Ask | undefined,
): readonly Monitor[] {
  return properties
    .map((property) => monitor(space, property, overhear?.(property)))
    .filter((watched) => watched !== undefined)
}

function monitor(space: Space, property: Property, overhear: Ask | undefined): Monitor | undefined {
  switch (property.kind) {
    case 'always':
      return watchAlways(space, property, overhear)
    case 'sometimes':
      return watchSometimes(space, property, overhear)
    case 'at-most-one':
      return watchAtMostOne(space, property)
    case 'observer':
      return watchObserver(space, property)
    case 'eventually':
    case 'always-eventually':
      return overhear && listen(space, property, [property.predicate], overhear)
    case 'leads-to':
      return overhear && listen(space, property, [property.premise, property.predicate], overhear)
    case 'deadlock-free':
    case 'no-unhandled-events':
    case 'converges':
    case 'progress':
    case 'responds-within':
      return undefined
  }
}
