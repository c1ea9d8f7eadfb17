import type { PendingTimer, Read, Readiness, Space, StateVector, Taken, Visit } from '../engine/space.ts'
import type { SystemState } from '../engine/state.ts'
import type { Step } from '../engine/step.ts'
import type { WaitEdge } from '../engine/wait.ts'

/** A state that was come to, and what is known of it. */
interface Known {
  readonly state: StateVector
  enabled: readonly Step[] | undefined
  /** By position, what the step there came to. */
  readonly taken: (Taken | undefined)[]
  /** By virtual milliseconds in which nobody moved, the state after them. */
  readonly elapsed: Map<number, StateVector>
}

/** So many states are remembered; then all are forgotten, and it begins anew. */
const MOST = 50_000
/** What a state that is remembered takes, with its steps: measured, and rounded up. */
const BYTES = 1_000

/**
 * A space that remembers the states that runs come to, and their steps: where runs meet again, taking a step is one
 * look-up. Each state is then the same object every time, so that what is known of it can be kept beside it
 * (`judge.ts`, `oracle.ts`).
 */
export class Remembered implements Space {
  readonly name: string
  readonly #inner: Space
  readonly #most: number
  readonly #known = new Map<StateVector, Known>()
  readonly #byHash = new Map<number, Known[]>()
  #start: Taken | undefined

  constructor(inner: Space, most = MOST) {
    this.name = inner.name
    this.#inner = inner
    this.#most = most
  }

  get slots(): readonly string[] {
    return this.#inner.slots
  }

  get bytes(): number {
    return this.#inner.bytes + this.#known.size * BYTES
  }

  get harmed(): boolean {
    return this.#inner.harmed === true
  }

  get clocked(): boolean {
    return this.#inner.clocked
  }

  initial(): Taken {
    this.#start ??= this.#inner.initial()
    return this.#once(this.#start)
  }

  enabled(state: StateVector): readonly Step[] {
    const known = this.#of(state)
    known.enabled ??= this.#inner.enabled(state)
    return known.enabled
  }

  take(state: StateVector, position: number): Taken {
    const { taken } = this.#of(state)
    const before = taken[position]
    if (before !== undefined) return before
    const made = this.#once(this.#inner.take(state, position))
    taken[position] = made
    return made
  }

  elapse(state: StateVector, milliseconds: number): StateVector {
    const { elapsed } = this.#of(state)
    const before = elapsed.get(milliseconds)
    if (before !== undefined) return before
    const after = this.#of(this.#inner.elapse(state, milliseconds)).state
    elapsed.set(milliseconds, after)
    return after
  }

  #once(taken: Taken): Taken {
    return { ...taken, state: this.#of(taken.state).state }
  }

  #of(state: StateVector): Known {
    const known = this.#known.get(state)
    if (known !== undefined) return known
    if (this.#known.size >= this.#most) this.#forget()
    const hash = hashOf(state)
    const alike = this.#byHash.get(hash)
    const same = alike?.find((other) => isSame(other.state, state))
    if (same !== undefined) return same
    const made: Known = { state, enabled: undefined, taken: [], elapsed: new Map() }
    this.#known.set(state, made)
    if (alike === undefined) this.#byHash.set(hash, [made])
    else alike.push(made)
    return made
  }

  #forget(): void {
    this.#known.clear()
    this.#byHash.clear()
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

  view(state: StateVector, read?: Read): SystemState {
    return this.#inner.view(state, read)
  }
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
