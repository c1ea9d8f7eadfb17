import type { Space, StateVector } from './space.ts'

/** Room for so many successors and differences before the first growth. */
const ROOM = 256

/**
 * The successors of one state as differences from it, in flat arrays that are written again for the next state. A
 * successor differs by the entries between the end of the one before and its own end, to be applied in their order: a
 * slot may change twice.
 */
export class Changes {
  /** How many successors there are. */
  count = 0
  /** By successor, the slot that moved (-1 when an event was merely lost) and the flags of `space.ts`. */
  movers = new Int32Array(ROOM)
  flags = new Int32Array(ROOM)
  /** By successor, the end of its differences. */
  ends = new Int32Array(ROOM)
  /** How many differences there are, and by difference: the slot, its configuration before and after. */
  size = 0
  slots = new Int32Array(ROOM)
  befores = new Int32Array(ROOM)
  afters = new Int32Array(ROOM)

  clear(): void {
    this.count = 0
    this.size = 0
  }

  /** Adds a difference to the successor being described. */
  add(slot: number, before: number, after: number): void {
    if (this.size === this.slots.length) this.#growDifferences()
    const at = this.size++
    this.slots[at] = slot
    this.befores[at] = before
    this.afters[at] = after
  }

  /** Ends the successor being described. */
  end(mover: number, flags: number): void {
    if (this.count === this.ends.length) this.#growSuccessors()
    const at = this.count++
    this.movers[at] = mover
    this.flags[at] = flags
    this.ends[at] = this.size
  }

  /** Makes room for so many differences to be written at `size`. */
  reserve(count: number): void {
    while (this.size + count > this.slots.length) this.#growDifferences()
  }

  #growDifferences(): void {
    this.slots = doubled(this.slots)
    this.befores = doubled(this.befores)
    this.afters = doubled(this.afters)
  }

  #growSuccessors(): void {
    this.movers = doubled(this.movers)
    this.flags = doubled(this.flags)
    this.ends = doubled(this.ends)
  }
}

/** The same integers with as much room again. */
export function doubled(list: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(2 * list.length)
  grown.set(list)
  return grown
}

/** The successor that differences describe, as a state of its own. */
export function successorOf(state: StateVector, changes: Changes, successor: number): StateVector {
  const first = successor === 0 ? 0 : changes.ends[successor - 1]
  const end = changes.ends[successor]
  let length = state.length
  for (let at = first; at < end; at++) length = Math.max(length, changes.slots[at] + 1)
  const next = new Int32Array(length)
  next.set(state)
  for (let at = first; at < end; at++) next[changes.slots[at]] = changes.afters[at]
  return next
}

/** The differences by which a space tells successors, found by comparison where it does not tell them itself. */
export function changesOf(space: Space): (state: StateVector, out: Changes) => void {
  if (space.changes !== undefined) return (state, out) => space.changes?.(state, out)
  return (state, out) => {
    out.clear()
    space.expand(state, (next, mover, flags) => {
      for (let slot = 0; slot < next.length; slot++) {
        const before = slot < state.length ? state[slot] : 0
        if (next[slot] !== before) out.add(slot, before, next[slot])
      }
      out.end(mover, flags)
    })
  }
}
