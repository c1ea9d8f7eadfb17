import type { Space, StateVector } from '../engine/space.ts'
import type { Step } from '../engine/step.ts'

const NOBODY: readonly number[] = []

/** Says by numbers alone that no wait-for cycle is closed among actors that cannot move: so it is in most states of a run. */
export class Circles {
  readonly #space: Space
  /** By slot and configuration, whom an actor waits for that is neither done nor has a timer. */
  readonly #awaited: (readonly number[])[][] = []
  readonly #numbers = new Map<string, number>()
  /** The slots of those who wait, so many; and by slot whether it is among them. */
  #waiting = new Int32Array(0)
  #count = 0
  #isWaiting = new Uint8Array(0)

  constructor(space: Space) {
    this.#space = space
  }

  /** Whether a cycle may be closed in a state with these enabled steps. */
  mayClose(state: StateVector, enabled: readonly Step[]): boolean {
    if (this.#space.waitsOf?.(0, 0) === undefined) return true
    if (this.#isWaiting.length < this.#space.slots.length) this.#room()
    this.#count = 0
    for (let slot = 0; slot < state.length; slot++) {
      const waits = this.#of(slot, state[slot]).length > 0
      this.#isWaiting[slot] = waits ? 1 : 0
      if (waits) this.#waiting[this.#count++] = slot
    }
    if (!this.#remain(state)) return false
    // Names are asked for only now, since they take longer.
    for (const { actor, moves } of enabled) if (moves) this.#isWaiting[this.#numbers.get(actor) as number] = 0
    return this.#remain(state)
  }

  /** Takes out those who wait for nobody that is left, again and again, and says whether anybody remains. */
  #remain(state: StateVector): boolean {
    for (let before = -1; this.#count > 0 && this.#count !== before; ) {
      before = this.#count
      this.#count = 0
      for (let at = 0; at < before; at++) {
        const slot = this.#waiting[at]
        if (this.#isWaiting[slot] === 1 && this.#meets(this.#awaited[slot][state[slot]])) {
          this.#waiting[this.#count++] = slot
        } else this.#isWaiting[slot] = 0
      }
    }
    return this.#count > 0
  }

  #meets(awaited: readonly number[]): boolean {
    for (let at = 0; at < awaited.length; at++) if (this.#isWaiting[awaited[at]] === 1) return true
    return false
  }

  #of(slot: number, config: number): readonly number[] {
    this.#awaited[slot] ??= []
    this.#awaited[slot][config] ??= this.#ask(slot, config)
    return this.#awaited[slot][config]
  }

  #ask(slot: number, config: number): readonly number[] {
    if (this.#space.readiness(slot, config) !== 'running' || this.#space.timed(slot, config)) return NOBODY
    return (this.#space.waitsOf?.(slot, config) ?? []).map(({ to }) => this.#numbers.get(to) ?? -1)
  }

  /** What actors that are new wait for, and who waits for them, is asked anew. */
  #room(): void {
    const { slots } = this.#space
    for (const [slot, name] of slots.entries()) this.#numbers.set(name, slot)
    this.#waiting = new Int32Array(slots.length)
    this.#isWaiting = new Uint8Array(slots.length)
    this.#awaited.length = 0
  }
}
