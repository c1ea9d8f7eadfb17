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

  /** Adds the successors of a stored state; false, and nothing is added, when one does not fit the store's layout. */
  add(store: StateStore, index: number, { count, size, ends, flags, slots, befores, afters }: Changes): boolean {
    const { words: width, word, shift, limit } = store.layout
    let room = 0
    for (let at = 0; at < size; at++) room |= limit[slots[at]] - afters[at]
    if (room < 0) return false
    while (this.size + count > this.hashes.length) this.#grow()
    while ((this.size + count) * width > this.words.length) this.words = doubled(this.words)
    const { words, hashes } = this
    const first = this.size * width
    if (count > 0) store.readPacked(index, words, first)
    for (let base = first + width; base < first + count * width; base++) words[base] = words[base - width]
    for (let successor = 0, at = 0, base = first; successor < count; successor++, base += width) {
      for (const end = ends[successor]; at < end; at++) {
        const slot = slots[at]
        words[base + word[slot]] ^= (befores[at] ^ afters[at]) << shift[slot]
      }
      hashes[this.size] = hashOf(words, base, width)
      this.flags[this.size++] = flags[successor]
    }
    this.ends[this.states++] = this.size
    return true
  }

  #grow(): void {
    this.hashes = doubled(this.hashes)
    this.flags = doubled(this.flags)
  }
}
