import type { Changes } from '../engine/changes.ts'
import type { StateVector } from '../engine/space.ts'

/** No slot gets fewer bits: a slot that outgrows its bits costs packing all states again. */
const LEAST = 4

const MOST = 31

/** Where a slot's configuration is in a packed state. */
interface Place {
  readonly word: number
  readonly shift: number
  readonly bits: number
}

/** Puts each slot into the first word that has room for its bits. */
function placed(sizes: readonly number[]): readonly Place[] {
  const used: number[] = []
  return sizes.map((bits) => {
    const room = used.findIndex((taken) => taken + bits <= 32)
    const word = room < 0 ? used.length : room
    const shift = used[word] ?? 0
    used[word] = shift + bits
    return { word, shift, bits }
  })
}

/** The bits that a configuration needs, within what slots may have. */
function bitsOf(config: number): number {
  return Math.min(MOST, Math.max(LEAST, Math.ceil(Math.log2(config + 1))))
}

function wordsOf(places: readonly Place[]): number {
  return places.reduce((most, { word }) => Math.max(most, word + 1), 1)
}

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

  private constructor(places: readonly Place[]) {
    this.slots = places.length
    this.word = Int32Array.from(places, ({ word }) => word)
    this.shift = Int32Array.from(places, ({ shift }) => shift)
    this.limit = Int32Array.from(places, ({ bits }) => 2 ** bits - 1)
    this.words = wordsOf(places)
  }

  /** A layout in which every slot's greatest configuration fits, and more where that takes no further word. */
  static of(greatest: ArrayLike<number>): Layout {
    let places = placed(Array.from(greatest, bitsOf))
    for (;;) {
      const wider = placed(places.map(({ bits }) => bits + 1))
      if (wordsOf(wider) > wordsOf(places) || places.some(({ bits }) => bits >= MOST)) return new Layout(places)
      places = wider
    }
  }

  /** Whether a state fits. */
  fits(state: StateVector): boolean {
    for (let slot = 0; slot < state.length; slot++) {
      if (state[slot] > (slot < this.slots ? this.limit[slot] : 0)) return false
    }
    return true
  }

  /** Whether all successors fit. */
  holds({ size, slots, afters }: Changes): boolean {
    for (let at = 0; at < size; at++) if (slots[at] >= this.slots || afters[at] > this.limit[slots[at]]) return false
    return true
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
