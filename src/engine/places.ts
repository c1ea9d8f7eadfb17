import type { Roster } from './roster.ts'
import type { Move, Moves, Slot } from './slot.ts'
import type { StateVector } from './space.ts'
import type { Step } from './step.ts'
import type { MoveTable } from './tables.ts'

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

/** Moves that are enabled, in their order, as lists that follow one another. */
export type EnabledMoves = readonly (readonly Placed[])[]

/** The steps of enabled moves. */
export function stepsOf(enabled: EnabledMoves): readonly Step[] {
  const steps: Step[] = []
  for (const part of enabled) for (let at = 0; at < part.length; at++) steps.push(part[at].move.step)
  return steps
}

/** The enabled move at a position. */
export function moveAt(enabled: EnabledMoves, position: number): Placed {
  let left = position
  for (const part of enabled) {
    if (left < part.length) return part[left]
    left -= part.length
  }
  throw new RangeError(`no step ${position} is enabled`)
}

/** Finds the moves of configurations in the table of moves, each configuration once. */
export class Places {
  readonly #roster: Roster
  readonly #table: MoveTable
  /** By slot and configuration. */
  readonly #known: (PlacedMoves | undefined)[][] = []
  readonly #enabled: (readonly Placed[])[] = []

  constructor(roster: Roster, table: MoveTable) {
    this.#roster = roster
    this.#table = table
  }

  /**
   * The enabled moves of a state in the defined order, given where the moves of each slot's configuration begin in the table, and
   * when the timers that fire are due, if any do. Valid until the next call.
   */
  enabled(state: StateVector, begins: Int32Array, due: number | undefined): EnabledMoves {
    const { ranked, slots } = this.#roster
    const parts = this.#enabled
    parts.length = 0
    for (let rank = 0; rank < ranked.length; rank++) {
      const index = ranked[rank]
      const start = begins[index]
      if (start === 0) continue
      const { prompt, timeouts } = this.#of(slots[index], state[index], start)
      if (prompt.length > 0) parts.push(prompt)
      if (due !== undefined && timeouts.length > 0 && this.#table.due(start) === due) parts.push(timeouts)
    }
    return parts
  }

  #of(slot: Slot, config: number, start: number): PlacedMoves {
    const { code } = this.#table
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
