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

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** Notes that a cell may hold a value; gives the value as which it is kept. */
  note(address: string, value: ValueId): ValueId {
    let cell = this.#cells.get(address)
    if (cell === undefined) {
      cell = new Set()
      this.#cells.set(address, cell)
      this.#note(address)
    }
    const kept = this.#widened(cell, value)
    if (cell.has(kept)) return kept
    cell.add(kept)
    this.#note(address)
    return kept
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

  /** Lists of different lengths are one, the empty one apart: what is in one of them may be in any. */
  #widened(cell: Set<ValueId>, id: ValueId): ValueId {
    const value = this.#pool.value(id)
    if (cell.size > TOO_MANY) return this.#pool.any
    if (value.kind !== 'bag' || value.items.length === 0) return id
    for (const other of cell) {
      const known = this.#pool.value(other)
      if (known.kind !== 'bag' || known.items.length === 0) continue
      const union = this.#pool.bag([...known.items, ...value.items])
      if (union !== other) cell.delete(other)
      return union
    }
    return id
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
    return !values.has(this.#pool.any)
  }
}
