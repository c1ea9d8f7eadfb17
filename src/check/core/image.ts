import type { Tables } from '../../engine/tables.ts'
import type { Core } from './core.ts'
import { CELLS, CODE, LETTERS, MOVED, RANKED, RANKS, RECEIPTS, STARTS, STARTS_ROOM } from './header.ts'

/** A list in the core's memory that moves to a larger place when it outgrows its own. */
class List {
  readonly #core: Core
  /** What stands where nothing was written. */
  readonly #blank: number
  at = 0
  size = 0

  constructor(core: Core, blank: number) {
    this.#core = core
    this.#blank = blank
  }

  /** Makes room for so many integers; true when the list moved. */
  grow(size: number): boolean {
    if (size <= this.size) return false
    const { at: before, size: length } = this
    this.size = Math.max(size, 2 * length)
    this.at = this.#core.allocate(this.size)
    const { words } = this.#core
    words.copyWithin(this.at, before, before + length)
    words.fill(this.#blank, this.at + length, this.at + this.size)
    this.#core.release(before, length)
    return true
  }

  clear(): void {
    this.#core.words.fill(this.#blank, this.at, this.at + this.size)
  }
}

/** By configuration and letter, the configuration after receipt, as the core reads it. */
class Receipts {
  readonly cells: List
  letters = 4
  #seen = 0

  constructor(core: Core) {
    this.cells = new List(core, -1)
  }

  /** Takes over what is new in the space's own table; true when the list moved or is laid out anew. */
  follow(core: Core, table: Tables['receipts'][number]): boolean {
    const { known } = table
    let moved = false
    for (; this.#seen < known.length; this.#seen += 2) {
      const config = known[this.#seen]
      const letter = known[this.#seen + 1]
      if (letter >= this.letters) {
        this.letters = 2 * letter
        this.cells.clear()
        this.#seen = -2
        moved = true
        continue
      }
      if (this.cells.grow((config + 1) * this.letters)) moved = true
      core.words[this.cells.at + config * this.letters + letter] = table.get(config, letter)
    }
    return moved
  }
}

/** What a space's tables say, in the core's memory: follows them as they grow. */
export class Image {
  readonly #core: Core
  readonly #tables: () => Tables
  #known: Tables
  #slots = 0
  readonly #code: List
  readonly #starts: List[] = []
  readonly #receipts: Receipts[] = []
  /** How much of the code, and of what is known of moves, was taken over. */
  #written = 0
  #seen = 0
  /** The places of the lists that the header names, each as long as there are slots. */
  #lists = new Map<number, number>()

  constructor(core: Core, tables: () => Tables) {
    this.#core = core
    this.#tables = tables
    this.#known = tables()
    this.#code = new List(core, 0)
  }

  /** Takes over what was learnt since, of so many slots. */
  follow(slots: number): void {
    if (slots !== this.#slots) this.#list(slots)
    this.#followMoves()
    for (const [slot, receipts] of this.#receipts.entries()) {
      if (receipts.follow(this.#core, this.#known.receipts[slot])) this.#nameReceipts(slot)
    }
  }

  /** The slots that some step has moved. */
  *movers(): Generator<number> {
    const moved = this.#lists.get(MOVED) ?? 0
    for (let slot = 0; slot < this.#slots; slot++) if (this.#core.words[moved + slot] === 1) yield slot
  }

  /** Makes room for more slots. */
  #list(slots: number): void {
    const core = this.#core
    for (const at of this.#lists.values()) core.release(at, this.#slots)
    this.#known = this.#tables()
    this.#slots = slots
    for (const field of [STARTS, STARTS_ROOM, RECEIPTS, LETTERS, CELLS, MOVED, RANKED]) {
      const at = core.put(new Int32Array(slots))
      this.#lists.set(field, at)
      core.words[field] = at << 2
    }
    while (this.#starts.length < slots) this.#starts.push(new List(core, 0))
    while (this.#receipts.length < slots) this.#receipts.push(new Receipts(core))
    for (let slot = 0; slot < slots; slot++) {
      this.#nameStarts(slot)
      this.#nameReceipts(slot)
    }
    const ranked = [...this.#known.ranked].filter((slot) => slot < slots)
    core.words.set(ranked, this.#lists.get(RANKED))
    core.words[RANKS] = ranked.length
    // What was passed over for lack of its slot.
    this.#seen = 0
  }

  #followMoves(): void {
    const core = this.#core
    const { moves } = this.#known
    if (moves.length === this.#written && this.#seen === moves.known.length) return
    if (this.#code.grow(moves.length)) core.words[CODE] = this.#code.at << 2
    core.words.set(moves.code.subarray(this.#written, moves.length), this.#code.at + this.#written)
    this.#written = moves.length
    for (; this.#seen < moves.known.length; this.#seen += 2) {
      const slot = moves.known[this.#seen]
      const config = moves.known[this.#seen + 1]
      if (slot >= this.#slots) continue
      if (this.#starts[slot].grow(config + 1)) this.#nameStarts(slot)
      core.words[this.#starts[slot].at + config] = moves.start(slot, config)
    }
  }

  #name(field: number, slot: number, value: number): void {
    this.#core.words[(this.#lists.get(field) ?? 0) + slot] = value
  }

  #nameStarts(slot: number): void {
    this.#name(STARTS, slot, this.#starts[slot].at << 2)
    this.#name(STARTS_ROOM, slot, this.#starts[slot].size)
  }

  #nameReceipts(slot: number): void {
    const { cells, letters } = this.#receipts[slot]
    this.#name(RECEIPTS, slot, cells.at << 2)
    this.#name(LETTERS, slot, letters)
    this.#name(CELLS, slot, cells.size)
  }
}
