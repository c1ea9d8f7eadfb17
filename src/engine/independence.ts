import type { Clock } from './clock.ts'
import { isNotice } from './events.ts'
import type { Local } from './local.ts'
import { rootOf } from './roster.ts'
import type { Moves, Slot } from './slot.ts'
import type { System } from './system.ts'

/** A set of families: 1 at the number of each member. */
export type Families = Uint8Array

/**
 * Which steps of a network may depend on each other, as far as its tables know. A family is a declared actor with all of
 * its children: the unit of dependence, since a parent starts and stops its children. Steps of different families commute
 * and never disable each other, but for what `joins` says and for timers (see `check/stubborn.ts`).
 */
export interface Independence {
  /**
   * What is known of who sends what to whom: grows when a step sends something that was never sent before, and then what
   * `joins` said earlier may have been too little.
   */
  readonly known: number
  /** Whether time passes only where nothing else is enabled (see `Clock`). */
  readonly urgent: boolean
  readonly families: number
  familyOf(slot: number): number
  /** How many steps, timeouts aside, are enabled in an actor's configuration. */
  prompt(slot: number, config: number): number
  /**
   * The other families whose steps may enable or change the steps of this actor in this configuration, without a step of
   * its own family coming first.
   */
  joins(slot: number, config: number): readonly number[]
  /** The families that are known to have sent anything to this actor. */
  senders(slot: number): readonly number[]
}

interface Known {
  readonly at: number
  readonly families: readonly number[]
}

/** Reads the dependence of steps off the slots' tables. */
export class Kinship implements Independence {
  readonly urgent: boolean
  readonly #local: Local
  readonly #fifo: boolean
  readonly #roots: readonly string[]
  readonly #families: number[] = []
  readonly #joins: (Known | undefined)[][] = []

  constructor(local: Local, system: System, clock: Clock) {
    this.#local = local
    this.#roots = [...system.actors.keys()]
    this.#fifo = system.delivery === 'async'
    this.urgent = clock === 'urgent'
  }

  get known(): number {
    return this.#local.roster.slots.reduce((sum, slot) => sum + 1 + slot.letters.length, 0)
  }

  get families(): number {
    return this.#roots.length
  }

  familyOf(slot: number): number {
    this.#families[slot] ??= this.#roots.indexOf(rootOf(this.#local.roster.slots[slot].address))
    return this.#families[slot]
  }

  prompt(slot: number, config: number): number {
    return config === 0 ? 0 : this.#moves(this.#local.roster.slots[slot], config).prompt.length
  }

  joins(slot: number, config: number): readonly number[] {
    if (config === 0) return []
    const actor = this.#local.roster.slots[slot]
    const at = this.#lettersNear(actor)
    this.#joins[slot] ??= []
    const row = this.#joins[slot]
    const kept = row[config]
    if (kept?.at === at) return kept.families
    const own = this.familyOf(slot)
    const families = new Set([...this.#enablers(actor, config), ...this.#touched(actor, config)])
    families.delete(own)
    const joined = [...families].sort((a, b) => a - b)
    row[config] = { at, families: joined }
    return joined
  }

  senders(slot: number): readonly number[] {
    return [...new Set(this.#local.roster.slots[slot].letters.map(({ from }) => this.familyOf(from)))]
  }

  /** The letters that `joins` reads: the actor's own and its family's. */
  #lettersNear(actor: Slot): number {
    return actor.children.reduce((sum, child) => sum + 1 + this.#lettersNear(child), actor.letters.length)
  }

  /** Families that may send it something now which it can take (or lose) at once. */
  #enablers(actor: Slot, config: number): readonly number[] {
    const { mailbox } = actor.configs[config]
    return actor.letters.flatMap(({ from, event }) => {
      if (this.#fifo && mailbox.some((channel) => channel.from === from)) return []
      return this.#mayMove(actor, config, event) ? [this.familyOf(from)] : []
    })
  }

  /** Whether an event in the mailbox is an enabled step: it is taken, or lost. */
  #mayMove(actor: Slot, config: number, event: number): boolean {
    const body = actor.body(config)
    if (body?.snapshot.status !== 'active') return false
    const lost = actor.unhandled !== 'defer' || isNotice(this.#local.roster.events[event])
    return lost || this.#local.takes(body, event)
  }

  /**
   * Who is at a child when it starts: what was sent to it before is lost, what is sent afterwards is not. So a step that
   * starts a child depends on those that send to it, and the other way round.
   */
  #touched(actor: Slot, config: number): readonly number[] {
    const { slots } = this.#local.roster
    return this.#moves(actor, config).prompt.flatMap(({ operations }) =>
      operations.flatMap((operation) => {
        const target = slots[operation.slot]
        if (operation.kind === 'start') return target.letters.map(({ from }) => this.familyOf(from))
        return target.parent === undefined ? [] : [this.familyOf(target.index)]
      }),
    )
  }

  #moves(actor: Slot, config: number): Moves {
    if (actor.moves[config] === undefined) this.#local.moves(actor, config)
    return actor.moves[config] as Moves
  }
}
