import type { Changes } from '../engine/changes.ts'
import { doubled } from '../engine/changes.ts'
import { hashOf } from './layout.ts'
import type { StateStore } from './store.ts'

/** Successors that are looked up together. */
const SIZE = 512

/**
 * Successors of some states, packed, which wait to be looked up together: the look-ups of many are faster than as many
 * look-ups, since they spend most of their time waiting for memory.
 */
export class Batch {
  /** How many states have their successors here, and how many successors these are. */
  states = 0
  size = 0
  /** By state, the end of its successors. */
  ends = new Int32Array(SIZE)
  /** By successor. */
  hashes = new Int32Array(SIZE)
  flags = new Int32Array(SIZE)
  words = new Int32Array(SIZE)

  get isFull(): boolean {
    return this.size >= SIZE || this.states === this.ends.length
  }

  clear(): void {
    this.states = 0
    this.size = 0
  }

  /** Adds the successors of a stored state; they must fit the store's layout. */
  add(store: StateStore, index: number, { count, ends, flags, slots, befores, afters }: Changes): void {
    const { words: width, word, shift } = store.layout
    const size = this.size + count
    while (size > this.hashes.length) this.#grow()
    while (size * width > this.words.length) this.words = doubled(this.words)
    const { words } = this
    if (count > 0) store.readPacked(index, words, this.size * width)
    const first = this.size * width
    for (let successor = 1; successor < count; successor++) {
      for (let at = 0; at < width; at++) words[first + successor * width + at] = words[first + at]
    }
    for (let successor = 0, at = 0; successor < count; successor++) {
      const base = first + successor * width
      for (; at < ends[successor]; at++) {
        const slot = slots[at]
        words[base + word[slot]] ^= (befores[at] ^ afters[at]) << shift[slot]
      }
      this.hashes[this.size] = hashOf(words, base, width)
      this.flags[this.size++] = flags[successor]
    }
    this.ends[this.states++] = this.size
  }

  #grow(): void {
    this.hashes = doubled(this.hashes)
    this.flags = doubled(this.flags)
  }
}
