import type { Crowding } from '../engine/crowding.ts'
import { crowdingOf } from '../engine/crowding.ts'
import type { Network } from '../engine/network.ts'
import { FIXED } from '../engine/projection.ts'
import type { StateVector } from '../engine/space.ts'
import type { Step } from '../engine/step.ts'
import { Obstructed } from './obstacle.ts'

/** The copy that an excerpt is of. */
export const ONE = 0
/** The number of the copy that comes to it, which the others leave free. */
export const GUEST = 1
/** No copy. */
const NOBODY = -2

/**
 * A part of a state: the actors that are no copies, the copies that those know, and one copy. First a state of the system
 * in which the other copies do not exist; then, for each actor that is no copy, whom it turned to: a copy and 1, or 0.
 */
export type Excerpt = StateVector

/** Cuts excerpts out of states, and puts two together. */
export class Excerpting {
  readonly crowding: Crowding
  /** How many copies there can be in an excerpt, and in two that were joined. */
  readonly kept: number
  readonly #space: Network
  readonly #slots: number
  /** The slots of actors that are no copies. */
  readonly #fixed: readonly number[]
  /** By slot, the copy that it belongs to. */
  readonly owners: readonly number[]
  /** By copy, the first of its slots. */
  readonly #firsts: readonly number[]
  /** The slots of actors that have uncounted fields. */
  readonly crowds: readonly number[]
  readonly #turns = new Map<string, number>()
  readonly #joined: Excerpt

  constructor(space: Network, kept: number) {
    this.#space = space
    this.kept = kept
    this.crowding = crowdingOf(space.system, kept, space.local)
    const { projection, symmetry } = this.crowding
    this.#slots = space.slots.length
    this.owners = space.slots.map((_, slot) => projection.owner(slot))
    this.#fixed = [...space.slots.keys()].filter((slot) => this.owners[slot] === FIXED)
    this.#firsts = Array.from({ length: Math.max(...this.owners) + 1 }, (_, copy) => this.owners.indexOf(copy))
    this.#joined = new Int32Array(this.width)
    this.crowds = [...space.slots.keys()].filter((slot) => projection.fields(space.slots[slot]).length > 0)
    for (let by = 0; by < symmetry.order; by++) {
      const slots = symmetry.slots(by)
      const turn = this.#firsts.slice(0, kept).map((slot) => this.owners[slots[slot]])
      this.#turns.set(turn.join(), by)
    }
  }

  get width(): number {
    return this.#slots + this.#fixed.length
  }

  /** The excerpt of a state as the state that it is. */
  base(excerpt: Excerpt): StateVector {
    return excerpt.subarray(0, this.#slots)
  }

  /** An excerpt as predicates see it: every place that stands for others is a copy's of its own. */
  shown(excerpt: Excerpt): StateVector {
    const { projection } = this.crowding
    const shown = this.base(excerpt)
    if (this.crowds.every((slot) => projection.spread(slot, shown[slot]) === shown[slot])) return shown
    return shown.map((config, slot) => (this.crowds.includes(slot) ? projection.spread(slot, config) : config))
  }

  /** The excerpt of the first copy of a state at the start. */
  first(state: StateVector): Excerpt {
    const start = new Int32Array(this.width)
    start.set(state)
    return this.of(start)
  }

  /** The copies that the actors which are no copies know, or turned to, and those that these know. */
  known(excerpt: Excerpt): ReadonlySet<number> {
    const { projection } = this.crowding
    const known = new Set<number>()
    for (let place = this.#slots; place < excerpt.length; place++) if (excerpt[place] > 0) known.add(excerpt[place] - 1)
    const mentions = [...this.base(excerpt)].flatMap((config, slot) =>
      config === 0 ? [] : projection.mentions(slot, config),
    )
    for (let size = -1; size < known.size; ) {
      size = known.size
      for (const [by, of] of mentions) if (by === FIXED || known.has(by)) known.add(of)
    }
    return known
  }

  /** The copies that are in an excerpt. */
  copies(excerpt: Excerpt): readonly number[] {
    return [...this.#firsts.keys()].filter((copy) => excerpt[this.#firsts[copy]] !== 0)
  }

  /** What of a state is in the excerpt of its first copy; of all numberings of the other copies in it, the least. */
  of(state: Excerpt): Excerpt {
    const known = this.known(state)
    const excerpt = this.without(
      state,
      this.copies(state).filter((copy) => copy !== ONE && !known.has(copy)),
    )
    let least: Excerpt | undefined
    for (const order of orders(this.#others(excerpt))) {
      const turned = this.turned(excerpt, [ONE, NOBODY, ...order])
      if (least === undefined || isLess(turned, least)) least = turned
    }
    return least as Excerpt
  }

  /** An excerpt without these copies. */
  without(excerpt: Excerpt, copies: readonly number[]): Excerpt {
    const { projection } = this.crowding
    const rest = excerpt.slice()
    for (const copy of copies) {
      for (let slot = 0; slot < this.#slots; slot++) rest[slot] = projection.hide(slot, rest[slot], copy)
    }
    return rest
  }

  /** What an excerpt has besides the copy that it is of, and who that is; nobody where all know it. */
  core(excerpt: Excerpt): { readonly core: Excerpt; readonly one: number } {
    if (this.known(excerpt).has(ONE)) return { core: excerpt, one: NOBODY }
    return { core: this.without(excerpt, [ONE]), one: ONE }
  }

  /** The excerpt with these copies numbered from 0 on, in this order; `NOBODY` leaves a number out. */
  turned(excerpt: Excerpt, order: readonly number[]): Excerpt {
    if (order.every((copy, number) => copy === number || copy === NOBODY)) return excerpt
    const by = this.#turn(order)
    const { symmetry } = this.crowding
    const slots = symmetry.slots(by)
    const turned = excerpt.slice()
    turned.set(symmetry.image(this.base(excerpt), by))
    for (let place = this.#slots; place < turned.length; place++) {
      if (turned[place] > 0) turned[place] = this.owners[slots[this.#firsts[turned[place] - 1]]] + 1
    }
    return turned
  }

  /** The element of the symmetry that numbers copies in this order, and the others somehow. */
  #turn(order: readonly number[]): number {
    const rest = Array.from({ length: this.kept }, (_, copy) => copy).filter((copy) => !order.includes(copy))
    const all = order.map((copy) => (copy === NOBODY ? (rest.pop() as number) : copy)).concat(rest)
    const turn = [...all.keys()].map((copy) => all.indexOf(copy))
    return this.#turns.get(turn.join()) as number
  }

  #others(excerpt: Excerpt): readonly number[] {
    const others = this.copies(excerpt).filter((copy) => copy !== ONE)
    if (others.length + 2 > this.kept) throw new Obstructed({ kind: 'crowded', kept: this.kept })
    return others
  }

  /** All ways to number the copies of an excerpt so that its own is the guest, and one of the others, or none, is the first. */
  guests(excerpt: Excerpt): readonly Excerpt[] {
    return orders(this.#others(excerpt)).flatMap((order) => [
      ...(order.length === 0 ? [] : [this.turned(excerpt, [order[0], ONE, ...order.slice(1)])]),
      this.turned(excerpt, [NOBODY, ONE, ...order]),
    ])
  }

  /**
   * The states that look like the excerpt `host`, of `one`, and like `guest`, of the copy with that number. They are valid
   * until the next call.
   */
  joined(host: Excerpt, one: number, guest: Excerpt): readonly Excerpt[] {
    const { projection } = this.crowding
    // They agree about whom actors turned to.
    this.#joined.set(host)
    let all: Excerpt[] = [this.#joined]
    for (let slot = 0; slot < this.#slots && all.length > 0; slot++) {
      if (host[slot] === guest[slot]) continue
      const merged = projection.merge(slot, host[slot], guest[slot], one, GUEST)
      if (merged.length === 1) for (const each of all) each[slot] = merged[0]
      else all = all.flatMap((each) => merged.map((config) => each.with(slot, config)))
    }
    return all
  }

  /**
   * The successor of a state by a step, with a note of whom the actor turned to: while an actor that is no copy is not at rest,
   * it stays known which copy its last step was about, if that was one and it sent to it.
   */
  noting(state: Excerpt, next: StateVector, step: Step): Excerpt {
    const noted = state.slice()
    noted.set(next.subarray(0, this.#slots))
    const slot = this.#space.slots.indexOf(step.actor)
    const place = this.#fixed.indexOf(slot)
    if (place < 0) return noted
    const about = this.#space.readiness(slot, next[slot]) === 'running' ? this.#addressed(slot, state, step) : []
    noted[this.#slots + place] = about.length === 1 ? about[0] + 1 : 0
    return noted
  }

  /** The copies that a step takes out of uncounted fields, such as the head of a queue: it would be another step without. */
  drawn(state: Excerpt, step: Step): readonly number[] {
    const slot = this.#space.slots.indexOf(step.actor)
    if (!this.crowds.includes(slot)) return []
    const { projection } = this.crowding
    const members = new Set(projection.members(slot, state[slot]).flatMap(({ copies }) => [...copies]))
    return [...members].filter((copy) => copy >= 0 && copy < this.kept && this.#draws(slot, state, step, copy))
  }

  #draws(slot: number, state: Excerpt, step: Step, copy: number): boolean {
    const { projection, blindness } = this.crowding
    const without = projection.hide(slot, state[slot], copy)
    return blindness.sight(slot, without, this.#space.local.event(step.event)) === 'touches'
  }

  /** The copies that a step of an actor is about, and that it sends to: not those it would send to whoever they are. */
  #addressed(slot: number, state: Excerpt, step: Step): readonly number[] {
    const { projection } = this.crowding
    const { local } = this.#space
    const move = local.roster.slots[slot].moves[state[slot]]?.prompt.find((each) => each.step === step)
    const receivers = new Set(move?.operations.map((operation) => this.owners[operation.slot]))
    const copies = [...receivers].filter((copy) => copy !== FIXED && copy < this.kept)
    if (copies.length === 0) return []
    const named = new Set([
      ...projection.mentions(slot, state[slot]).flatMap(([by, of]) => (by === FIXED ? [of] : [])),
      ...projection.copiesIn(step.event),
      'from' in step ? projection.ownerOf(step.from) : FIXED,
    ])
    return copies.filter((copy) => named.has(copy) || this.#draws(slot, state, step, copy))
  }
}

function orders(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length <= 1) return [items]
  return items.flatMap((item) => orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]))
}

function isLess(a: StateVector, b: StateVector): boolean {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at] < b[at]
  return false
}
