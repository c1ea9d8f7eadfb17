import { bagOf, elementsOf } from './lists.ts'
import type { Pool, ValueId } from './pool.ts'

/** A cell with more different values than this is not followed; with more than that, it may hold anything. */
const MOST_VALUES = 12
const TOO_MANY = 40

/**
 * What each piece of shared memory may hold at any time. It only grows; threads are read again until nothing is new.
 */
export class Memory {
  readonly #cells = new Map<string, Set<ValueId>>()
  readonly #pool: Pool
  changed = false
  /** Counts what is new, by cell. */
  readonly #news = new Map<string, number>()
  /** The cells that were looked at since this was cleared, with their count of news at the first look. */
  readonly seen = new Map<string, number>()
  /** What an unknown content can be taken for, of cells whose content something depends on. */
  readonly #shapes = new Map<string, readonly ValueId[]>()

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** Notes that a cell may hold a value; gives the value as which it is kept. */
  note(address: string, value: ValueId): ValueId {
    const cell = this.#cellOf(address)
    const kept = this.#widened(cell, value)
    if (cell.has(kept)) return kept
    cell.add(kept)
    this.#note(address)
    return kept
  }

  #cellOf(address: string): Set<ValueId> {
    const known = this.#cells.get(address)
    if (known !== undefined) return known
    const fresh = new Set<ValueId>()
    this.#cells.set(address, fresh)
    this.#note(address)
    return fresh
  }

  #note(address: string): void {
    this.changed = true
    this.#news.set(address, (this.#news.get(address) ?? 0) + 1)
  }

  #look(address: string): void {
    if (!this.seen.has(address)) this.seen.set(address, this.#news.get(address) ?? 0)
  }

  /** Whether there is nothing new in cells that were looked at. */
  isKnown(seen: ReadonlyMap<string, number>): boolean {
    return [...seen].every(([address, news]) => (this.#news.get(address) ?? 0) === news)
  }

  /**
   * Something depends on what a cell holds: from now on, an unknown value that is put there is taken for each of `shapes`
   * in turn, which together stand for all values.
   */
  follow(address: string, shapes: readonly ValueId[]): void {
    const known = this.#shapes.get(address) ?? []
    const fresh = shapes.filter((shape) => !known.includes(shape))
    if (address === '' || fresh.length === 0) return
    this.#shapes.set(address, [...known, ...fresh])
    const cell = this.#cellOf(address)
    for (const value of cell) if (this.#pool.isUnknown(value)) cell.delete(value)
    this.#note(address)
  }

  /** What an unknown content can be taken for, of a cell that is followed. */
  shapes(address: string): readonly ValueId[] | undefined {
    this.#look(address)
    return this.#shapes.get(address)
  }

  /** Lists of one cell, when they differ, have one set of elements: only their lengths are told apart. */
  #widened(cell: Set<ValueId>, id: ValueId): ValueId {
    if (cell.size > TOO_MANY) return this.#pool.any
    const list = elementsOf(this.#pool, id)
    if (list === undefined || list.items.length === 0 || cell.has(id)) return id
    const others = [...cell].flatMap((other) => {
      const known = elementsOf(this.#pool, other)
      return known === undefined || known.items.length === 0 ? [] : [{ other, ...known }]
    })
    if (others.length === 0) return id
    const items = [...list.items, ...others.flatMap((one) => one.items)]
    for (const known of others) {
      cell.delete(known.other)
      cell.add(bagOf(this.#pool, items, known))
    }
    return bagOf(this.#pool, items, list)
  }

  values(address: string): readonly ValueId[] {
    this.#look(address)
    return [...(this.#cells.get(address) ?? [])].sort((a, b) => a - b)
  }

  /** Whether its content is followed exactly, write by write: several values, each of them known. */
  isFollowed(address: string): boolean {
    this.#look(address)
    const values = this.#cells.get(address)
    if (values === undefined || values.size < 2 || values.size > MOST_VALUES) return false
    return ![...values].some((value) => this.#pool.isUnknown(value))
  }
}
