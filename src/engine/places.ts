import type { Move, Moves, Slot } from './slot.ts'

/** A move that may be enabled, and its place in the table of moves. */
export interface Placed {
  readonly slot: Slot
  readonly move: Move
  readonly at: number
}

/** The moves of a configuration, by when they are enabled. */
interface PlacedMoves {
  readonly prompt: readonly Placed[]
  readonly timeouts: readonly Placed[]
}

/** Finds the moves of configurations in the table of moves, each configuration once. */
export class Places {
  /** By slot and configuration. */
  readonly #known: (PlacedMoves | undefined)[][] = []

  /** The moves of a configuration that begins at `start` in the table's code. */
  of(slot: Slot, config: number, code: Int32Array, start: number): PlacedMoves {
    this.#known[slot.index] ??= []
    const all = this.#known[slot.index]
    const known = config < all.length ? all[config] : undefined
    if (known !== undefined) return known
    const { prompt, timeouts } = slot.moves[config] as Moves
    let at = start + 2
    const placed = (move: Move): Placed => {
      const found = { slot, move, at }
      at = code[at + 2]
      return found
    }
    const moves = { prompt: prompt.map(placed), timeouts: timeouts.map(placed) }
    // Without holes, which would make looking up slow.
    while (all.length <= config) all.push(undefined)
    all[config] = moves
    return moves
  }
}
