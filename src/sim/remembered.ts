import type { PendingTimer, Read, Readiness, Space, StateVector, Taken, Visit } from '../engine/space.ts'
import type { SystemState } from '../engine/state.ts'
import type { Step } from '../engine/step.ts'
import type { WaitEdge } from '../engine/wait.ts'

/** What those who watch runs know of a state, kept beside it. */
export interface Notes {
  /** The monitors that see nothing in it. */
  quiet?: object
  /** What it shows of those who are blocked. */
  shown?: unknown
}

/** A state that was come to, and what is known of it. */
interface Known {
  readonly state: StateVector
  enabled: readonly Step[] | undefined
  /** By position, what the step there came to. */
  readonly taken: ({ readonly taken: Taken; readonly known: Known } | undefined)[]
  /** By virtual milliseconds in which nobody moved, the state after them. */
  readonly elapsed: (Known | undefined)[]
  readonly notes: Notes
}

/** Longer waits are rare, and not remembered. */
const LONGEST = 64
/** So many states are remembered; then all are forgotten, and it begins anew. */
const MOST = 100_000
/** What a state that is remembered takes, with its steps: measured, and rounded up. */
const BYTES = 1_000

/**
 * A space that remembers the states that runs come to, and their steps: where runs meet again, taking a step is one
 * look-up, and what is known of a state is kept beside it (`judge.ts`, `oracle.ts`). Where they hardly ever do, it stops.
 */
export class Remembered implements Space {
  readonly name: string
  readonly #inner: Space
  readonly #most: number
  readonly #byHash = new Map<number, Known[]>()
  #start: Taken | undefined
  #size = 0
  /** The state that a run is in: most questions are about it. */
  #at: Known | undefined
  /** Steps since it last began anew that were known. */
  #met = 0
  #remembers = true

  constructor(inner: Space, most = MOST) {
    this.name = inner.name
    this.#inner = inner
    this.#most = most
  }

  get slots(): readonly string[] {
    return this.#inner.slots
  }

  get bytes(): number {
    return this.#inner.bytes + this.#size * BYTES
  }

  get harmed(): boolean {
    return this.#inner.harmed === true
  }

  get clocked(): boolean {
    return this.#inner.clocked
  }

  initial(): Taken {
    this.#start ??= this.#inner.initial()
    return this.#remembers ? this.#once(this.#start).taken : this.#start
  }

  enabled(state: StateVector): readonly Step[] {
    if (!this.#remembers) return this.#inner.enabled(state)
    const known = this.#of(state)
    known.enabled ??= this.#inner.enabled(state)
    return known.enabled
  }

  take(state: StateVector, position: number): Taken {
    if (!this.#remembers) return this.#inner.take(state, position)
    const { taken } = this.#of(state)
    const before = taken[position]
    if (before !== undefined) this.#met++
    const next = before ?? this.#once(this.#inner.take(state, position))
    taken[position] = next
    this.#at = next.known
    return next.taken
  }

  elapse(state: StateVector, milliseconds: number): StateVector {
    if (!this.#remembers || milliseconds > LONGEST) return this.#inner.elapse(state, milliseconds)
    const { elapsed } = this.#of(state)
    const after = elapsed[milliseconds] ?? this.#of(this.#inner.elapse(state, milliseconds))
    elapsed[milliseconds] = after
    this.#at = after
    return after.state
  }

  /** What is known of a state; `undefined` when it is not remembered. */
  notes(state: StateVector): Notes | undefined {
    return this.#remembers ? this.#of(state).notes : undefined
  }

  #once(taken: Taken): { readonly taken: Taken; readonly known: Known } {
    const known = this.#of(taken.state)
    return { taken: { ...taken, state: known.state }, known }
  }

  #of(state: StateVector): Known {
    if (this.#at?.state === state) return this.#at
    if (this.#size >= this.#most) this.#forget()
    const hash = hashOf(state)
    const alike = this.#byHash.get(hash)
    const same = alike?.find((other) => isSame(other.state, state))
    this.#at = same ?? { state, enabled: undefined, taken: [], elapsed: [], notes: {} }
    if (same !== undefined) return same
    this.#size++
    if (alike === undefined) this.#byHash.set(hash, [this.#at])
    else alike.push(this.#at)
    return this.#at
  }

  #forget(): void {
    this.#remembers = this.#met >= this.#size
    this.#byHash.clear()
    this.#size = 0
    this.#met = 0
  }

  expand(state: StateVector, visit: Visit): void {
    this.#inner.expand(state, visit)
  }

  readiness(slot: number, config: number): Readiness {
    return this.#inner.readiness(slot, config)
  }

  timed(slot: number, config: number): boolean {
    return this.#inner.timed(slot, config)
  }

  timers(slot: number, config: number): readonly PendingTimer[] {
    return this.#inner.timers?.(slot, config) ?? []
  }

  tagged(slot: number, config: number, tag: string): boolean {
    return this.#inner.tagged(slot, config, tag)
  }

  snapshot(slot: number, config: number): number {
    return this.#inner.snapshot?.(slot, config) ?? config
  }

  waits(state: StateVector): readonly WaitEdge[] {
    return this.#inner.waits(state)
  }

  waitsOf(slot: number, config: number): readonly WaitEdge[] | undefined {
    return this.#inner.waitsOf?.(slot, config)
  }

  view(state: StateVector, read?: Read): SystemState {
    return this.#inner.view(state, read)
  }
}

/** What is known of a state of a space that remembers it. */
export function notesOn(space: Space, state: StateVector): Notes | undefined {
  return space instanceof Remembered ? space.notes(state) : undefined
}

/** FNV-1a over the configurations. */
function hashOf(state: StateVector): number {
  let hash = 0x811c9dc5
  for (let slot = 0; slot < state.length; slot++) hash = Math.imul(hash ^ state[slot], 0x01000193)
  return hash
}

function isSame(one: StateVector, other: StateVector): boolean {
  if (one.length !== other.length) return false
  for (let slot = 0; slot < one.length; slot++) if (one[slot] !== other[slot]) return false
  return true
}
