import type { StateVector } from '../engine/space.ts'

/** Bits set for each state; SPIN's default, too. */
const HASHES = 3
/** Makes the second hash another one than the first. */
const SALT = 0x9e3779b9 | 0

/**
 * The states that a search has met, each as three bits of a table of fixed size: two states may share all three, and the second one is
 * then taken for known. (Bitstate hashing or supertrace: Holzmann 1998, "An analysis of bitstate hashing"; the three bits come from
 * two hashes, as in Dillinger and Manolios 2004, "Bloom filters in probabilistic verification".)
 */
export class BitTable {
  readonly #words: Int32Array
  readonly #bits: number
  #set = 0
  #salted = new Int32Array(1)

  /** @param bytes the size of the table: a multiple of 4, at most 512 MiB. */
  constructor(bytes: number) {
    this.#words = new Int32Array(bytes / 4)
    this.#bits = bytes * 8
  }

  get bytes(): number {
    return this.#words.byteLength
  }

  /** The chance that a state which is new now would be taken for known: it was less before. */
  get omission(): number {
    return (this.#set / this.#bits) ** HASHES
  }

  /** Adds a state; whether it seems to be new. Slots at the end that are 0 make no difference. */
  add(state: StateVector): boolean {
    let length = state.length
    while (length > 0 && state[length - 1] === 0) length--
    if (this.#salted.length <= length) this.#salted = new Int32Array(2 * length + 1)
    this.#salted.set(state.subarray(0, length))
    this.#salted[length] = SALT
    const first = hashOf(state, 0, length) >>> 0
    const step = (hashOf(this.#salted, 0, length + 1) | 1) >>> 0
    let isNew = false
    for (let hash = 0; hash < HASHES; hash++) {
      const bit = (first + hash * step) % this.#bits
      const mask = 1 << (bit & 31)
      const word = Math.floor(bit / 32)
      if ((this.#words[word] & mask) !== 0) continue
      this.#words[word] |= mask
      this.#set++
      isNew = true
    }
    return isNew
  }
}

/** The mixer of MurmurHash3 (Appleby, public domain), folded over the words of a packed state. */
function hashOf(words: Int32Array, at: number, count: number): number {
  let hash = count
  for (let word = at; word < at + count; word++) {
    const mixed = Math.imul(words[word], 0xcc9e2d51)
    hash ^= Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
