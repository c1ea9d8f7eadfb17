import type { Pool, ValueId } from './pool.ts'

/** A cell with more different values than this is not followed. */
const MOST_VALUES = 12

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

  note(address: string, value: ValueId, name: string): void {
    let cell = this.#cells.get(address)
    if (cell === undefined) {
      cell = { values: new Set(), name }
      this.#cells.set(address, cell)
      this.changed = true
    }
    if (cell.values.has(value)) return
    cell.values.add(value)
    this.changed = true
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
