import type { StateVector } from '../engine/space.ts'

/** No slot gets fewer bits: a slot that outgrows its bits costs packing all states again. */
const LEAST = 4

/** How states are packed: each slot has as many bits of one 32-bit word as its configurations need. */
export class Layout {
  /** How many slots there are; those beyond are 0 in all states. */
  readonly slots: number
  /** How many words a state takes. */
  readonly words: number
  /** By slot: its word, the place of its lowest bit there, and the greatest configuration that fits. */
  readonly word: Int32Array
  readonly shift: Int32Array
  readonly limit: Int32Array

  private constructor(bits: readonly number[]) {
    this.slots = bits.length
    this.word = new Int32Array(bits.length)
    this.shift = new Int32Array(bits.length)
    this.limit = new Int32Array(bits.length)
    const used: number[] = []
    bits.forEach((size, slot) => {
      const room = used.findIndex((taken) => taken + size <= 32)
      const word = room < 0 ? used.length : room
      this.word[slot] = word
      this.shift[slot] = used[word] ?? 0
      this.limit[slot] = 2 ** size - 1
      used[word] = this.shift[slot] + size
    })
    this.words = Math.max(1, used.length)
  }

  /** A layout in which every slot's greatest configuration fits. */
  static of(greatest: ArrayLike<number>): Layout {
    return new Layout(Array.from(greatest, (config) => Math.min(31, Math.max(LEAST, 32 - Math.clz32(config)))))
  }

  /** Whether a state fits. */
  fits(state: StateVector): boolean {
    for (let slot = 0; slot < state.length; slot++) {
      if (state[slot] > (slot < this.slots ? this.limit[slot] : 0)) return false
    }
    return true
  }

  /**
   * A layout for states up to the greatest configurations seen: a slot that has outgrown its bits, or soon will, gets one
   * more than it needs.
   */
  widened(greatest: StateVector): Layout {
    const limits = Array.from({ length: Math.max(this.slots, greatest.length) }, (_, slot) => {
      const limit = this.limit[slot] ?? 0
      const config = greatest[slot] ?? 0
      return 2 * config > limit ? 2 * config : limit
    })
    return Layout.of(limits)
  }

  /** Packs a state into words from `at` on. */
  pack(state: StateVector, words: Int32Array, at: number): void {
    words.fill(0, at, at + this.words)
    for (let slot = 0; slot < state.length; slot++) {
      if (state[slot] !== 0) words[at + this.word[slot]] |= state[slot] << this.shift[slot]
    }
  }

  /** Unpacks the words from `at` on into a state. */
  unpack(words: Int32Array, at: number, state: StateVector): void {
    const { word, shift, limit } = this
    for (let slot = 0; slot < word.length; slot++) {
      state[slot] = (words[at + word[slot]] >>> shift[slot]) & limit[slot]
    }
  }
}

/** The mixer of MurmurHash3 (Appleby, public domain), folded over the words of a packed state. */
export function hashOf(words: Int32Array, at: number, count: number): number {
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
