import type { StateVector } from '../engine/space.ts'
import { Core, NoRoom } from './core/core.ts'
import { CHUNK_BITS, CHUNKS, COUNT, LIMIT, MASK, SHIFT, SLOTS, TABLE, WORD, WORDS } from './core/header.ts'
import { Layout } from './layout.ts'

/** States in one chunk: growth adds chunks and never copies the states already stored. */
export const CHUNK = 1 << CHUNK_BITS
/** Up to this size the table grows fourfold: to enter all states again is much of the work of a search. */
const LARGE = 1 << 23

/**
 * The set of states a search has seen: open addressing, full states kept (packed), so that none is ever lost to a hash
 * collision. States are numbered from 0 in the order in which they were added. All of it is in the core's memory, where
 * the core looks states up.
 *
 * An entry of the table is a state's number plus one, in as many bits as index the table, under the rest of its hash: an
 * entry of another state is nearly always told apart without a look at that state.
 */
export class StateStore {
  readonly core: Core
  #layout: Layout
  /** The places of the chunks, of the list of their addresses, and how many that has room for. */
  #chunks: number[] = []
  #chunkList: number
  #chunkRoom = 16
  /** The places of what the header says of the layout. */
  #fields: number[] = []
  /** The place of a packed state that is looked for. */
  #packed: number
  #table: number
  #size = 1 << 10

  constructor(width: number, core = new Core()) {
    this.core = core
    this.#layout = Layout.of(new Int32Array(width))
    this.#chunkList = core.allocate(this.#chunkRoom)
    core.words[CHUNKS] = this.#chunkList << 2
    this.#packed = core.allocate(this.#layout.words)
    this.#table = core.allocate(this.#size)
    this.#fillTable()
    this.#announce()
  }

  /** A store of states that are packed already, in chunks as `chunks` has them. */
  static of(layout: Layout, chunks: readonly Int32Array[], count: number): StateStore {
    const store = new StateStore(layout.slots)
    store.#lay(layout)
    for (const chunk of chunks) {
      const at = store.#addChunk()
      store.core.words.set(chunk, at)
    }
    store.core.words[COUNT] = count
    let size = store.#size
    while (count * 4 > size * 3) size *= 2
    store.#rehash(size)
    return store
  }

  /** The packed states, valid until more are added. */
  get chunks(): readonly Int32Array[] {
    const size = CHUNK * this.#layout.words
    const used = this.#chunks.slice(0, Math.ceil(this.count / CHUNK))
    return used.map((at) => this.core.words.subarray(at, at + size))
  }

  /** The number of states. */
  get count(): number {
    return this.core.words[COUNT]
  }

  /** How the states are packed; another one after `widen`. */
  get layout(): Layout {
    return this.#layout
  }

  /** The bytes that states and table take. */
  get bytes(): number {
    return (this.#chunks.length * CHUNK * this.#layout.words + this.#size) * 4
  }

  /** Whether there may be no room for so many more states, of the 4 GiB that there are. */
  isFull(more: number): boolean {
    const size = this.#sizeFor(this.count + more)
    const chunks = Math.ceil((this.count + more) / CHUNK) - this.#chunks.length
    const needed = (size > this.#size ? size : 0) + Math.max(0, chunks) * CHUNK * this.#layout.words
    return needed > 0 && !this.core.has(needed)
  }

  /**
   * Makes room for so many more states.
   * @param enter enters so many chunks of states into the table
   * @throws NoRoom when there is none.
   */
  reserve(more: number, enter = this.#enter): void {
    const count = this.count + more
    while (this.#chunks.length * CHUNK < count) this.#addChunk()
    const size = this.#sizeFor(count)
    if (size > this.#size) this.#rehash(size, enter)
  }

  /**
   * Adds a state unless it is known: its number when it is new, the complement (`~number`) when it is not.
   * @throws NoRoom when there is none for it.
   */
  add(state: StateVector): number {
    if (!this.#layout.fits(state)) this.widen(state)
    this.reserve(1)
    this.#layout.pack(state, this.core.words, this.#packed)
    return this.core.run.add(this.#packed << 2)
  }

  /** The complement of a known state's number, as `add` gives it; `undefined` for a state that is not known. */
  find(state: StateVector): number | undefined {
    if (!this.#layout.fits(state)) return undefined
    this.#layout.pack(state, this.core.words, this.#packed)
    const index = this.core.run.find(this.#packed << 2)
    return index < 0 ? undefined : ~index
  }

  /** A copy of a state. */
  get(index: number): StateVector {
    const state = new Int32Array(this.#layout.slots)
    this.read(index, state)
    return state
  }

  /** Copies a state into one that is long enough. */
  read(index: number, state: StateVector): void {
    this.#layout.unpack(this.core.words, this.placeOf(index), state)
  }

  /** Where a packed state stands in the core's memory. */
  placeOf(index: number): number {
    return this.#chunks[index >>> CHUNK_BITS] + (index & (CHUNK - 1)) * this.#layout.words
  }

  #sizeFor(count: number): number {
    let size = this.#size
    while (count * 4 > size * 3) size *= size < LARGE ? 4 : 2
    return size
  }

  /** Enters all states into the table, and nothing else. */
  #fillTable(enter = this.#enter): void {
    this.core.words.fill(0, this.#table, this.#table + this.#size)
    this.core.words[TABLE] = this.#table << 2
    this.core.words[MASK] = this.#size - 1
    enter(Math.ceil(this.count / CHUNK))
  }

  readonly #enter = (chunks: number): void => {
    for (let chunk = 0; chunk < chunks; chunk++) this.core.run.enter(chunk)
  }

  #rehash(size: number, enter = this.#enter): void {
    const table = this.core.allocate(size)
    this.core.release(this.#table, this.#size)
    this.#table = table
    this.#size = size
    this.#fillTable(enter)
  }

  #addChunk(): number {
    const at = this.core.allocate(CHUNK * this.#layout.words)
    if (this.#chunks.length === this.#chunkRoom) this.#lengthen()
    this.core.words[this.#chunkList + this.#chunks.length] = at << 2
    this.#chunks.push(at)
    return at
  }

  /** Doubles the list of the chunks' addresses. */
  #lengthen(): void {
    const at = this.core.allocate(2 * this.#chunkRoom)
    this.core.words.copyWithin(at, this.#chunkList, this.#chunkList + this.#chunkRoom)
    this.core.release(this.#chunkList, this.#chunkRoom)
    this.core.words[CHUNKS] = at << 2
    this.#chunkList = at
    this.#chunkRoom *= 2
  }

  /** Packs as this layout has it from now on. */
  #lay(layout: Layout): void {
    this.core.release(this.#packed, this.#layout.words)
    this.#layout = layout
    this.#packed = this.core.allocate(layout.words)
    this.#announce()
  }

  /** Tells the core of the layout. */
  #announce(): void {
    const { core } = this
    const { slots, words, word, shift, limit } = this.#layout
    this.#fields = [word, shift, limit].map((list) => core.put(list))
    core.words[SLOTS] = slots
    core.words[WORDS] = words
    for (const [which, field] of [WORD, SHIFT, LIMIT].entries()) core.words[field] = this.#fields[which] << 2
  }

  /** Whether a state can be packed, if need be by `widen`, whose taking and giving back this tries in the same order. */
  canPack(state: StateVector): boolean {
    const before = this.#layout
    if (before.fits(state)) return true
    const { slots, words } = this.#wider(state)
    const trial = this.core.trial()
    const replace = (chunk: number): boolean => {
      if (trial.take(CHUNK * words) === undefined) return false
      trial.release(chunk, CHUNK * before.words)
      return true
    }
    trial.release(this.#packed, before.words)
    const hasFields = [words, slots, slots, slots].every((size) => trial.take(size) !== undefined)
    return hasFields && this.#chunks.every(replace)
  }

  /**
   * Makes room for a state: a new slot, or a slot that has outgrown its bits; also for slots that soon will. Packs all
   * states again.
   * @throws NoRoom when there is none; then they stay as they are.
   */
  widen(state: StateVector): void {
    if (!this.canPack(state)) throw new NoRoom()
    const before = this.#layout
    const fields = this.#fields
    this.#lay(this.#wider(state))
    const { core } = this
    const size = CHUNK * this.#layout.words
    for (const [chunk, narrow] of this.#chunks.entries()) {
      const wide = core.allocate(size)
      core.words.fill(0, wide, wide + size)
      const count = Math.max(0, Math.min(CHUNK, this.count - chunk * CHUNK))
      const [word, shift, limit] = fields.map((at) => at << 2)
      core.run.repack(narrow << 2, wide << 2, count, before.slots, before.words, word, shift, limit)
      core.release(narrow, CHUNK * before.words)
      core.words[this.#chunkList + chunk] = wide << 2
      this.#chunks[chunk] = wide
    }
    for (const at of fields) core.release(at, Math.max(1, before.slots))
    this.#fillTable()
  }

  #wider(state: StateVector): Layout {
    const { slots, limit: limits } = this.#layout
    const most = Array.from({ length: Math.max(slots, state.length) }, (_, slot) => {
      const limit = limits[slot] ?? 0
      const config = state[slot] ?? 0
      return config > limit ? 2 * config : 4 * config > limit ? 2 * limit : limit
    })
    return Layout.of(most)
  }
}
