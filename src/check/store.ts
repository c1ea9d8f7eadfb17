import type { StateVector } from '../engine/space.ts'

/** States in one chunk: growth adds chunks and never copies the states already stored. */
const CHUNK = 1 << 14

/**
 * A word for one (slot, config) pair; a state's hash is the XOR of its words, so that slots at 0, which a shorter vector
 * lacks, leave it unchanged. The mixer is the 32-bit finaliser of MurmurHash3 (Appleby, public domain).
 */
function word(slot: number, config: number): number {
  let x = Math.imul(config, 0x9e3779b1) ^ Math.imul(slot + 1, 0x85ebca77)
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}

/**
 * The set of states a search has seen: open addressing over typed arrays, full vectors kept, so no state is ever lost
 * to a hash collision. States are numbered from 0 in the order in which they were added.
 */
export class StateStore {
  #width: number
  #count = 0
  #chunks: Int32Array[] = []
  #table = new Int32Array(1 << 12)

  constructor(width: number) {
    this.#width = width
  }

  /** The number of states. */
  get count(): number {
    return this.#count
  }

  /** The bytes that states and table take. */
  get bytes(): number {
    return this.#chunks.length * CHUNK * this.#width * 4 + this.#table.byteLength
  }

  /** Adds a state unless it is known: its number when it is new, the complement (`~number`) when it is not. */
  add(state: StateVector): number {
    if (state.length > this.#width) this.#widen(state.length)
    const at = this.#place(state)
    if (this.#table[at] !== 0) return ~(this.#table[at] - 1)
    const index = this.#count++
    if (index % CHUNK === 0) this.#chunks.push(new Int32Array(CHUNK * this.#width))
    this.#chunks[Math.floor(index / CHUNK)].set(state, (index % CHUNK) * this.#width)
    this.#table[at] = index + 1
    if (this.#count * 2 > this.#table.length) this.#rehash()
    return index
  }

  /** The complement of a known state's number, as `add` gives it; `undefined` for a state that is not known. */
  find(state: StateVector): number | undefined {
    if (state.length > this.#width) this.#widen(state.length)
    const entry = this.#table[this.#place(state)]
    return entry === 0 ? undefined : ~(entry - 1)
  }

  /** The place in the table that holds a state, or the empty one where it belongs. */
  #place(state: StateVector): number {
    const mask = this.#table.length - 1
    let at = this.#hash(state) & mask
    while (this.#table[at] !== 0 && !this.#equals(this.#table[at] - 1, state)) at = (at + 1) & mask
    return at
  }

  /** A view of a state, valid until the next `add`. */
  get(index: number): StateVector {
    const start = (index % CHUNK) * this.#width
    return this.#chunks[Math.floor(index / CHUNK)].subarray(start, start + this.#width)
  }

  #hash(state: StateVector): number {
    let hash = 0
    for (let slot = 0; slot < state.length; slot++) {
      const config = state[slot]
      if (config !== 0) hash ^= word(slot, config)
    }
    return hash
  }

  #equals(index: number, state: StateVector): boolean {
    const chunk = this.#chunks[Math.floor(index / CHUNK)]
    const start = (index % CHUNK) * this.#width
    for (let slot = 0; slot < this.#width; slot++) {
      if (chunk[start + slot] !== (slot < state.length ? state[slot] : 0)) return false
    }
    return true
  }

  #rehash(): void {
    this.#table = new Int32Array(this.#table.length * 2)
    const mask = this.#table.length - 1
    for (let index = 0; index < this.#count; index++) {
      let at = this.#hash(this.get(index)) & mask
      while (this.#table[at] !== 0) at = (at + 1) & mask
      this.#table[at] = index + 1
    }
  }

  /** Actors were spawned: every vector grows by zeros. */
  #widen(width: number): void {
    const narrow = this.#width
    this.#chunks = this.#chunks.map((chunk) => {
      const wide = new Int32Array(CHUNK * width)
      for (let at = 0; at < CHUNK; at++) wide.set(chunk.subarray(at * narrow, (at + 1) * narrow), at * width)
      return wide
    })
    this.#width = width
  }
}
