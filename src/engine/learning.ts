import { advance } from './clock.ts'
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
    this.learnt.push([TABLE.moves, index, config, 0])
    return this.#local.moves(this.#slots[index], config)
  }

  /** The configuration after receipt. */
  receipt(index: number, config: number, letter: number): number {
    this.learnt.push([TABLE.receipt, index, config, letter])
    return this.#local.receive(this.#slots[index], config, letter)
  }

  /** The configuration after virtual milliseconds. */
  advance(index: number, config: number, elapsed: number): number {
    this.learnt.push([TABLE.advance, index, config, elapsed])
    const slot = this.#slots[index]
    const before = slot.configs[config]
    const after = slot.intern({ ...before, timers: advance(before.timers, elapsed) })
    slot.advanced[config] ??= new Map()
    slot.advanced[config].set(elapsed, after)
    return after
  }

  /** The slot of a name that a predicate asks for, which may be new. */
  slot(name: string): Slot {
    const known = this.#slots.length
    const slot = this.#local.roster.knownSlot(name)
    if (this.#slots.length > known) this.learnt.push([name])
    return slot
  }

  /** Learns again what another process has learnt. */
  again(learnt: Learnt): void {
    for (const entry of learnt) {
      if (entry.length === 1) this.slot(entry[0])
      else this.#again(...entry)
    }
  }

  #again(table: number, slot: number, config: number, value: number): void {
    if (table === TABLE.moves) this.moves(slot, config)
    else if (table === TABLE.receipt) this.receipt(slot, config, value)
    else this.advance(slot, config, value)
  }

  get #slots(): readonly Slot[] {
    return this.#local.roster.slots
  }
}
