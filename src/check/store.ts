import type { StateVector } from '../engine/space.ts'
import { hashOf, Layout } from './layout.ts'

/** States in one chunk (a power of two): growth adds chunks and never copies the states already stored. */
const CHUNK_BITS = 15
export const CHUNK = 1 << CHUNK_BITS
/** From this table size on, its entries are mostly not in the processor's cache. */
const COLD = 1 << 16
/** Up to this size it grows fourfold: to enter all states again is much of the work of a search. */
const LARGE = 1 << 23

/**
 * The set of states a search has seen: open addressing over typed arrays, full states kept (packed), so that none is ever
 * lost to a hash collision. States are numbered from 0 in the order in which they were added.
 *
 * An entry of the table is a state's number plus one, in as many bits as index the table, under the rest of its hash: an
 * entry of another state is nearly always told apart without a look at that state.
 */
export class StateStore {
  #layout: Layout
  #count = 0
  #chunks: Int32Array[] = []
  #table = new Int32Array(1 << 10)
  #packed: Int32Array
  #unpacked: Int32Array
  #entries = new Int32Array(1)

  constructor(width: number) {
    this.#layout = Layout.of(new Int32Array(width))
    this.#packed = new Int32Array(this.#layout.words)
    this.#unpacked = new Int32Array(width)
  }

  /** A store of states that are packed already, in chunks as `chunks` has them. */
  static of(layout: Layout, chunks: readonly Int32Array[], count: number): StateStore {
    const store = new StateStore(layout.slots)
    store.#layout = layout
    store.#packed = new Int32Array(layout.words)
    store.#chunks = [...chunks]
    store.#count = count
    let size = store.#table.length
    while (count * 4 > size * 3) size *= 2
    store.#rehash(size)
    return store
  }

  /** The packed states. */
  get chunks(): readonly Int32Array[] {
    return this.#chunks
  }

  /** The number of states. */
  get count(): number {
    return this.#count
  }

  /** How the states are packed; another one after `widen`. */
  get layout(): Layout {
    return this.#layout
  }

  /** The bytes that states and table take. */
  get bytes(): number {
    return this.#chunks.length * CHUNK * this.#layout.words * 4 + this.#table.byteLength
  }

  /** Adds a state unless it is known: its number when it is new, the complement (`~number`) when it is not. */
  add(state: StateVector): number {
    if (!this.#layout.fits(state)) this.widen(state)
    this.#layout.pack(state, this.#packed, 0)
    return this.addPacked(this.#packed, 0, hashOf(this.#packed, 0, this.#layout.words))
  }

  /** The complement of a known state's number, as `add` gives it; `undefined` for a state that is not known. */
  find(state: StateVector): number | undefined {
    if (!this.#layout.fits(state)) return undefined
    this.#layout.pack(state, this.#packed, 0)
    return this.findPacked(this.#packed, 0, hashOf(this.#packed, 0, this.#layout.words))
  }

  /** `add` for a state that is packed already, in `words` from `at` on. */
  addPacked(words: Int32Array, at: number, hash: number): number {
    const place = this.#place(words, at, hash)
    const mask = this.#table.length - 1
    const entry = this.#table[place]
    if (entry !== 0) return ~((entry & mask) - 1)
    const index = this.#count++
    const size = this.#layout.words
    if ((index & (CHUNK - 1)) === 0) this.#chunks.push(new Int32Array(CHUNK * size))
    const chunk = this.#chunks[index >>> CHUNK_BITS]
    const base = (index & (CHUNK - 1)) * size
    for (let word = 0; word < size; word++) chunk[base + word] = words[at + word]
    this.#table[place] = (hash & ~mask) | (index + 1)
    if (this.#count * 4 > this.#table.length * 3)
      this.#rehash(this.#table.length * (this.#table.length < LARGE ? 4 : 2))
    return index
  }

  /** `find` for a state that is packed already. */
  findPacked(words: Int32Array, at: number, hash: number): number | undefined {
    const entry = this.#table[this.#place(words, at, hash)]
    return entry === 0 ? undefined : ~((entry & (this.#table.length - 1)) - 1)
  }

  /** A copy of a state. */
  get(index: number): StateVector {
    const state = new Int32Array(this.#layout.slots)
    this.read(index, state)
    return state
  }

  /** Copies a state into one that is long enough. */
  read(index: number, state: StateVector): void {
    this.#layout.unpack(this.#chunks[index >>> CHUNK_BITS], (index & (CHUNK - 1)) * this.#layout.words, state)
  }

  /** Copies a packed state to `words` from `at` on. */
  readPacked(index: number, words: Int32Array, at: number): void {
    const size = this.#layout.words
    const chunk = this.#chunks[index >>> CHUNK_BITS]
    const base = (index & (CHUNK - 1)) * size
    for (let word = 0; word < size; word++) words[at + word] = chunk[base + word]
  }

  /**
   * Brings what the look-ups of these hashes will touch into the processor's cache: many loads at once, which do not wait
   * for one another as they do in look-ups one by one.
   */
  warm(hashes: Int32Array, count: number): void {
    const table = this.#table
    if (table.length < COLD) return
    const mask = table.length - 1
    const size = this.#layout.words
    if (this.#entries.length < count) this.#entries = new Int32Array(count)
    const entries = this.#entries
    for (let at = 0; at < count; at++) entries[at] = table[hashes[at] & mask]
    let seen = 0
    for (let at = 0; at < count; at++) {
      const index = (entries[at] & mask) - 1
      if (index >= 0) seen ^= this.#chunks[index >>> CHUNK_BITS][(index & (CHUNK - 1)) * size]
    }
    entries[0] = seen
  }

  /** The place in the table that holds a state, or the empty one where it belongs. */
  #place(words: Int32Array, at: number, hash: number): number {
    const table = this.#table
    const mask = table.length - 1
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const entry = table[place]
      if (entry === 0) return place
      if (((entry ^ hash) & ~mask) === 0 && this.#holds((entry & mask) - 1, words, at)) return place
    }
  }

  #holds(index: number, words: Int32Array, at: number): boolean {
    const size = this.#layout.words
    const chunk = this.#chunks[index >>> CHUNK_BITS]
    const base = (index & (CHUNK - 1)) * size
    for (let word = 0; word < size; word++) if (chunk[base + word] !== words[at + word]) return false
    return true
  }

  #rehash(size: number): void {
    const table = new Int32Array(size)
    const mask = size - 1
    const { words } = this.#layout
    for (let index = 0; index < this.#count; index++) {
      const hash = hashOf(this.#chunks[index >>> CHUNK_BITS], (index & (CHUNK - 1)) * words, words)
      let place = hash & mask
      while (table[place] !== 0) place = (place + 1) & mask
      table[place] = (hash & ~mask) | (index + 1)
    }
    this.#table = table
  }

  /** Makes room for a state: a new slot, or a slot that has outgrown its bits. Packs all states again. */
  widen(state: StateVector): void {
    const before = this.#layout
    const greatest = new Int32Array(Math.max(before.slots, state.length))
    greatest.set(state)
    for (let index = 0; index < this.#count; index++) {
      this.read(index, this.#unpacked)
      for (let slot = 0; slot < before.slots; slot++) {
        if (this.#unpacked[slot] > greatest[slot]) greatest[slot] = this.#unpacked[slot]
      }
    }
    const after = before.widened(greatest)
    this.#chunks = this.#chunks.map((narrow, chunk) => {
      const wide = new Int32Array(CHUNK * after.words)
      const count = Math.min(CHUNK, this.#count - chunk * CHUNK)
      for (let at = 0; at < count; at++) {
        before.unpack(narrow, at * before.words, this.#unpacked)
        after.pack(this.#unpacked, wide, at * after.words)
      }
      return wide
    })
    this.#layout = after
    this.#packed = new Int32Array(after.words)
    this.#unpacked = new Int32Array(after.slots)
    this.#rehash(this.#table.length)
  }
}
