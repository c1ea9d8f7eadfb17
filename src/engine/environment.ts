import { NO_TIMERS } from './clock.ts'
import type { Faults, Harm } from './faults.ts'
import { HARMS } from './faults.ts'
import type { ActorLogic } from './machine.ts'
import { EMPTY } from './mailbox.ts'
import type { Slot } from './slot.ts'

/** A message that is held back: the slot that it is for, and its number there. */
export interface Held {
  readonly to: number
  readonly letter: number
}

/** What one configuration of the environment stands for. */
interface Standing {
  /** By kind, in the defined order, how often it may still strike. */
  readonly left: readonly number[]
  readonly held: readonly Held[]
  readonly healed: boolean
}

/** What happens to the environment as numbers: strikes from 0 on, the others below. */
const HEAL = -1
const ARRIVAL = -2
/** Slots stay far below. */
const MOST_SLOTS = 2 ** 20

/** The environment is no actor: nothing ever asks it for a step. */
const STILL = { transition: (snapshot: unknown) => snapshot } as unknown as ActorLogic

/**
 * The place of the environment in the state vector: what is left of the budgets, what is held back, and whether faults have
 * stopped. Part of the state, so that a search over bounded faults has an end.
 */
export class Environment {
  readonly slot: Slot
  /** The configuration at the start. */
  readonly initial: number
  readonly #heal: readonly string[]
  readonly #standings: Standing[] = []
  /** By configuration and what happens there, the configuration after it. */
  readonly #known: Map<number, number>[] = []

  constructor(slot: Slot, { most, heal = [] }: Faults) {
    this.slot = slot
    this.#heal = heal
    this.initial = this.#intern({ left: HARMS.map((kind) => most[kind]), held: [], healed: false })
  }

  /** How often a kind of harm may still strike. */
  left(config: number, kind: Harm): number {
    return this.#standings[config].left[HARMS.indexOf(kind)]
  }

  healed(config: number): boolean {
    return this.#standings[config].healed
  }

  held(config: number): readonly Held[] {
    return this.#standings[config].held
  }

  /** After one strike; `held` is what it holds back. */
  strike(config: number, kind: Harm, held?: Held): number {
    const message = held === undefined ? 0 : 1 + held.letter * MOST_SLOTS + held.to
    return this.#after(config, HARMS.indexOf(kind) + HARMS.length * message, (standing) => ({
      ...standing,
      left: standing.left.map((times, at) => (HARMS[at] === kind ? times - 1 : times)),
      held: held === undefined ? standing.held : [...standing.held, held],
    }))
  }

  /** After what is held back at this place has arrived. */
  arrive(config: number, at: number): number {
    return this.#after(config, ARRIVAL - at, (standing) => ({ ...standing, held: standing.held.toSpliced(at, 1) }))
  }

  /** After faults have stopped. */
  heal(config: number): number {
    return this.#after(config, HEAL, ({ held }) => ({ left: HARMS.map(() => 0), held, healed: true }))
  }

  #after(config: number, what: number, change: (standing: Standing) => Standing): number {
    this.#known[config] ??= new Map()
    const known = this.#known[config].get(what)
    if (known !== undefined) return known
    const after = this.#intern(change(this.#standings[config]))
    this.#known[config].set(what, after)
    return after
  }

  /** The order in which messages are held back makes no difference. */
  #intern({ left, held, healed }: Standing): number {
    const standing = { left, held: held.toSorted((a, b) => a.to - b.to || a.letter - b.letter), healed }
    const context = {
      left: Object.fromEntries(HARMS.map((kind, at) => [kind, left[at]])),
      held: held.length,
      healed,
      heal: this.#heal,
    }
    const snapshot = { status: 'done', context, output: undefined, error: undefined } as const
    const body = this.slot.internBody(JSON.stringify(standing), {
      logic: STILL,
      observed: false,
      outcomes: undefined,
      snapshot,
    })
    const config = this.slot.intern({ body, mailbox: EMPTY, timers: NO_TIMERS })
    this.#standings[config] = standing
    return config
  }
}
