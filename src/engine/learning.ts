import { advance } from './clock.ts'
import { summed } from './fingerprint.ts'
import type { Local } from './local.ts'
import type { Slot } from './slot.ts'
import type { Learnt } from './space.ts'

/** The tables that are learnt, as `Learnt` names them. */
const TABLE = { moves: 0, receipt: 1, advance: 2 } as const

/**
 * Fills the tables of a system, and keeps in which order that was asked for: configurations are numbered as they are met,
 * so the same questions in the same order give the same numbers in another process.
 */
export class Learning {
  readonly learnt: Learnt[number][] = []
  readonly #local: Local

  constructor(local: Local) {
    this.#local = local
  }

  /** Where the moves of a configuration begin in the table of moves. */
  moves(index: number, config: number): number {
    const { table } = this.#local
    const start = this.#local.moves(this.#slots[index], config)
    const found = summed(table.code.subarray(start, table.length), Math.min(table.due(start), 2 ** 31 - 1))
    this.learnt.push([TABLE.moves, index, config, 0, found])
    return start
  }

  /** The configuration after receipt. */
  receipt(index: number, config: number, letter: number): number {
    const after = this.#local.receive(this.#slots[index], config, letter)
    this.learnt.push([TABLE.receipt, index, config, letter, after])
    return after
  }

  /** The configuration after virtual milliseconds. */
  advance(index: number, config: number, elapsed: number): number {
    const slot = this.#slots[index]
    const before = slot.configs[config]
    const after = slot.intern({ ...before, timers: advance(before.timers, elapsed) })
    slot.advanced[config] ??= new Map()
    slot.advanced[config].set(elapsed, after)
    this.learnt.push([TABLE.advance, index, config, elapsed, after])
    return after
  }

  /** The slot of a name that a predicate asks for, which may be new. */
  slot(name: string): Slot {
    const known = this.#slots.length
    const slot = this.#local.roster.knownSlot(name)
    if (this.#slots.length > known) this.learnt.push([name])
    return slot
  }

  /** Learns again what another process has learnt; false as soon as something comes out different. */
  again(learnt: Learnt): boolean {
    for (const entry of learnt) {
      if (entry.length === 1) this.slot(entry[0])
      else if (!this.#isAgain(...entry)) return false
    }
    return true
  }

  #isAgain(table: number, index: number, config: number, value: number, found: number): boolean {
    const slot = this.#slots[index]
    if (slot?.configs[config] === undefined) return false
    if (table === TABLE.moves) this.moves(index, config)
    else if (table === TABLE.receipt) this.receipt(index, config, value)
    else this.advance(index, config, value)
    return this.learnt[this.learnt.length - 1][4] === found
  }

  get #slots(): readonly Slot[] {
    return this.#local.roster.slots
  }
}
