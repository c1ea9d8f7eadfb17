import type { Pool, ValueId } from './pool.ts'

/** A cell with more different values than this is not followed; with more than that, it may hold anything. */
const MOST_VALUES = 12
const TOO_MANY = 40

interface Cell {
  readonly values: Set<ValueId>
  /** A reader wants to tell its values apart. */
  readonly name: string
}

/**
 * What each piece of shared memory may hold at any time. It only grows; threads are read again until nothing is new.
 */
export class Memory {
  readonly #cells = new Map<string, Cell>()
  readonly #pool: Pool
  changed = false

  constructor(pool: Pool) {
    this.#pool = pool
  }

  /** Notes that a cell may hold a value; gives the value as which it is kept. */
  note(address: string, value: ValueId, name: string): ValueId {
    let cell = this.#cells.get(address)
    if (cell === undefined) {
      cell = { values: new Set(), name }
      this.#cells.set(address, cell)
      this.changed = true
    }
    const kept = this.#widened(cell, value)
    if (cell.values.has(kept)) return kept
    cell.values.add(kept)
    this.changed = true
    return kept
  }

  /** Lists of different lengths are one, the empty one apart: what is in one of them may be in any. */
  #widened(cell: Cell, id: ValueId): ValueId {
    const value = this.#pool.value(id)
    if (cell.values.size > TOO_MANY) return this.#pool.any
    if (value.kind !== 'bag' || value.items.length === 0) return id
    for (const other of cell.values) {
      const known = this.#pool.value(other)
      if (known.kind !== 'bag' || known.items.length === 0) continue
      const union = this.#pool.bag([...known.items, ...value.items])
      if (union !== other) cell.values.delete(other)
      return union
    }
    return id
  }

  values(address: string): readonly ValueId[] {
    return [...(this.#cells.get(address)?.values ?? [])].sort((a, b) => a - b)
  }

  nameOf(address: string): string {
    return this.#cells.get(address)?.name ?? address
  }

  /** Whether its content is followed exactly, write by write: several values, each of them known. */
  isFollowed(address: string): boolean {
    const values = this.#cells.get(address)?.values
    if (values === undefined || values.size < 2 || values.size > MOST_VALUES) return false
    return !values.has(this.#pool.any)
  }
}
