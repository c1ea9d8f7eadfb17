import type { Sight } from '../engine/blindness.ts'
import type { Network } from '../engine/network.ts'
import { FIXED } from '../engine/projection.ts'
import type { StateVector } from '../engine/space.ts'
import type { Step } from '../engine/step.ts'
import type { Excerpt } from './excerpting.ts'
import { Excerpting, GUEST, ONE } from './excerpting.ts'
import { Obstructed } from './obstacle.ts'
import { StateStore } from './store.ts'

/** What the kinds of steps end in that take a copy out of uncounted fields. */
export const DRAWN = ' (drawn)'

/** A step from one excerpt to another one of the same copy. */
export interface ExcerptStep {
  readonly from: number
  readonly to: number
  /** What happens, whichever copies have part in it. */
  readonly kind: string
  /** Whether it is the copy's: its move, of a message from it, or about it in particular; or no copy's at all. */
  readonly own: boolean
}

/** An excerpt that others may join. */
interface Host {
  readonly at: number
  readonly excerpt: Excerpt
  /** The copy that is only in this one. */
  readonly one: number
  /** The labels of its steps that involve somebody who is left out. */
  readonly touching: ReadonlySet<string>
}

/** An excerpt, turned so that its copy has the number of a guest. */
interface Guest {
  readonly excerpt: Excerpt
  /** Whether somebody else may take something that the copy has sent. */
  readonly speaks: boolean
}

/** What an exploration finds on its way. */
export interface ExcerptWatcher {
  excerpt(at: number, state: StateVector): void
  /** The first two copies may be in a state together like this. */
  pair(at: number, state: StateVector): void
  flagged(at: number, state: StateVector, position: number): void
}

/**
 * All excerpts of the reachable states of a system with any number of copies. (View abstraction with views of one process:
 * Abdulla, Haziza, Holík, "All for the price of few", VMCAI 2013; what is different here is in docs/every-n.md.)
 */
export class Excerpts {
  readonly #space: Network
  readonly #watcher: ExcerptWatcher
  readonly #cut: Excerpting
  readonly #store: StateStore
  /** By what they have besides their copy. */
  readonly #hosts = new Map<string, Host[]>()
  readonly #guests = new Map<string, Map<string, Guest>>()
  /** By excerpt, which came before, and the label of the step. */
  readonly #cameBy: { readonly from: number; readonly label: string }[] = []
  readonly steps: ExcerptStep[] = []

  /** @param kept how many copies an excerpt can have, or two that are joined. */
  constructor(space: Network, kept: number, watcher: ExcerptWatcher) {
    this.#space = space
    this.#watcher = watcher
    this.#cut = new Excerpting(space, kept)
    this.#store = new StateStore(this.#cut.width)
  }

  get count(): number {
    return this.#store.count
  }

  /** An excerpt, by its number, as a state without the copies that are left out. */
  state(at: number): StateVector {
    return this.#cut.base(this.#store.get(at))
  }

  /** Such a state as predicates see it. */
  shown(state: StateVector): StateVector {
    return this.#cut.shown(state)
  }

  /** The labels of the steps to an excerpt, which are of different copies. */
  path(at: number): readonly string[] {
    const labels: string[] = []
    for (let { from, label } = this.#cameBy[at]; from >= 0; { from, label } = this.#cameBy[from]) labels.push(label)
    return labels.reverse()
  }

  /**
   * Explores until nothing is new.
   * @throws Obstructed when that is not possible, or there are more than so many.
   */
  explore(most: number): void {
    const { state } = this.#space.initial()
    this.#refuseChildren(state)
    this.#cut.crowding.symmetry.checkStart(state)
    this.#add(this.#cut.first(state), { from: -1, label: '' })
    for (let at = 0; at < this.#store.count; at++) {
      if (this.#store.count > most) throw new Obstructed({ kind: 'bound', hit: { bound: 'states', limit: most } })
      const excerpt = this.#store.get(at)
      this.#meet(at, excerpt, this.#expand(at, excerpt))
    }
  }

  /**
   * Whether an excerpt is such that, and may be part of a whole that is such that: if it keeps names of copies that are left
   * out, then also together with one of these.
   */
  isPossibly(at: number, holds: (state: StateVector) => boolean): boolean {
    const excerpt = this.#store.get(at)
    if (!holds(this.#cut.base(excerpt))) return false
    const { projection } = this.#cut.crowding
    const keeping = this.#cut.crowds.flatMap((slot) =>
      projection
        .members(slot, excerpt[slot])
        .flatMap(({ field, copies }) => (copies.has(projection.others) ? [{ slot, field }] : [])),
    )
    if (keeping.length === 0) return true
    const [{ slot, field }] = keeping
    const isKept = (guest: Guest): boolean =>
      projection.members(slot, guest.excerpt[slot]).some((each) => each.field === field && each.copies.has(GUEST))
    const { core, one } = this.#cut.core(excerpt)
    const guests = [...(this.#guests.get(core.join())?.values() ?? [])].filter(isKept)
    return guests.some((guest) =>
      this.#cut.joined(excerpt, one, guest.excerpt).some((both) => holds(this.#cut.base(both))),
    )
  }

  /** Whether those who are in a state can make an actor move, whoever is left out; looked for among so many states. */
  canMove(state: StateVector, actor: string, most: number): boolean {
    const seen = new Map([[state.join(), state]])
    for (const here of seen.values()) {
      const steps = this.#space.enabled(here)
      if (steps.some((step) => step.actor === actor && step.moves)) return true
      this.#space.expand(here, (next, _, __, position) => {
        if (seen.size < most && this.#sight(here, steps[position]) === 'blind') seen.set(next.join(), next.slice())
      })
    }
    return false
  }

  /** Takes the steps of an excerpt; returns the labels of those that involve somebody who is left out. */
  #expand(at: number, excerpt: Excerpt): ReadonlySet<string> {
    const touching = new Set<string>()
    this.#steps(excerpt, (step, next, position) => {
      if (this.#touches(excerpt, step)) touching.add(step.label)
      else this.#follow(at, excerpt, step, next, position)
    })
    return touching
  }

  /** Visits the steps of a state; `position` is that of a faulty one, else -1. */
  #steps(excerpt: Excerpt, visit: (step: Step, next: StateVector, position: number) => void): void {
    this.#refuseCounting(excerpt)
    const state = this.#cut.base(excerpt)
    const steps = this.#space.enabled(state)
    this.#space.expand(state, (next, _, flags, position) => visit(steps[position], next, flags === 0 ? -1 : position))
  }

  /** Joins an excerpt with all others that have the same besides their copies. */
  #meet(at: number, excerpt: Excerpt, touching: ReadonlySet<string>): void {
    const { core, one } = this.#cut.core(excerpt)
    const host: Host = { at, excerpt, one, touching }
    const hosts = entry(this.#hosts, core.join(), () => [])
    hosts.push(host)
    for (const guest of this.#guests.get(core.join())?.values() ?? []) this.#join(host, guest)
    if (one !== ONE) return
    const speaks = this.#speaks(excerpt)
    for (const turned of this.#cut.guests(excerpt)) {
      const place = this.#cut.without(turned, [GUEST]).join()
      const guests = entry(this.#guests, place, () => new Map<string, Guest>())
      const name = turned.join()
      if (guests.has(name)) continue
      const guest: Guest = { excerpt: turned, speaks }
      guests.set(name, guest)
      for (const other of this.#hosts.get(place) ?? []) this.#join(other, guest)
    }
  }

  /** Whether somebody else may take something that the copy has sent. */
  #speaks(excerpt: Excerpt): boolean {
    const { projection } = this.#cut.crowding
    return this.#space
      .enabled(this.#cut.base(excerpt))
      .some((step) => 'from' in step && projection.ownerOf(step.from) === ONE && projection.ownerOf(step.actor) !== ONE)
  }

  /** Takes those steps of two joined excerpts that are not possible in the first one alone. */
  #join(host: Host, guest: Guest): void {
    for (const both of this.#cut.joined(host.excerpt, host.one, guest.excerpt)) {
      this.#watcher.pair(host.at, this.#cut.shown(both))
      if (!guest.speaks && host.touching.size === 0) continue
      this.#steps(both, (step, next, position) => {
        const isHeard = this.#isHeard(step)
        if (!isHeard && !host.touching.has(step.label)) return
        const touches = this.#touches(both, step)
        if (touches && isHeard) throw new Obstructed({ kind: 'counts', actor: step.actor, event: step.event.type })
        if (!touches) this.#follow(host.at, both, step, next, position)
      })
    }
  }

  /** Whether somebody else takes something that the guest has sent. */
  #isHeard(step: Step): boolean {
    const { projection } = this.#cut.crowding
    return 'from' in step && projection.ownerOf(step.from) === GUEST && projection.ownerOf(step.actor) !== GUEST
  }

  #follow(at: number, excerpt: Excerpt, step: Step, next: StateVector, position: number): void {
    if (position >= 0) this.#watcher.flagged(at, this.#cut.base(excerpt), position)
    this.#refuseChildren(next)
    const { projection } = this.#cut.crowding
    const actor = projection.ownerOf(step.actor)
    const from = 'from' in step ? projection.ownerOf(step.from) : FIXED
    const to = this.#add(this.#cut.of(this.#cut.noting(excerpt, next, step)), { from: at, label: step.label })
    const drawn = this.#cut.drawn(excerpt, step)
    const isOwn = actor === ONE || from === ONE || (actor === FIXED && from === FIXED)
    const [kind, own] = drawn.length === 0 ? [kindOf(step), isOwn] : [kindOf(step) + DRAWN, drawn.includes(ONE)]
    this.steps.push({ from: at, to, kind, own })
  }

  #refuseChildren(state: StateVector): void {
    const child = state.findIndex((config, slot) => config !== 0 && this.#space.slots[slot].includes('/'))
    if (child >= 0) throw new Obstructed({ kind: 'child', actor: this.#space.slots[child] })
  }

  #add(excerpt: Excerpt, cameBy: { readonly from: number; readonly label: string }): number {
    const index = this.#store.add(excerpt)
    if (index < 0) return ~index
    this.#cameBy.push(cameBy)
    this.#refuseStrange(excerpt)
    this.#watcher.excerpt(index, this.#cut.shown(excerpt))
    const others = this.#cut.copies(excerpt).filter((copy) => copy !== ONE)
    for (const copy of others) {
      const rest = others.filter((other) => other !== copy)
      this.#watcher.pair(index, this.#cut.shown(this.#cut.turned(excerpt, [ONE, copy, ...rest])))
    }
    return index
  }

  #sight(state: StateVector, step: Step): Sight {
    const slot = this.#space.slots.indexOf(step.actor)
    return this.#cut.crowding.blindness.sight(slot, state[slot], this.#space.local.event(step.event))
  }

  /** Whether a step involves somebody who is left out. */
  #touches(state: StateVector, step: Step): boolean {
    return this.#sight(state, step) === 'touches'
  }

  #refuseCounting(excerpt: Excerpt): void {
    const { blindness, heads } = this.#cut.crowding
    for (const slot of this.#cut.crowds) {
      for (const event of heads(slot, excerpt[slot])) {
        if (blindness.sight(slot, excerpt[slot], event) !== 'counts') continue
        const { type } = this.#space.local.roster.events[event]
        throw new Obstructed({ kind: 'counts', actor: this.#space.slots[slot], event: type })
      }
    }
  }

  /** Refuses what the argument does not cover. */
  #refuseStrange(excerpt: Excerpt): void {
    const { projection } = this.#cut.crowding
    const known = this.#cut.known(excerpt)
    const isStrange = (copy: number): boolean => copy >= this.#cut.kept || (copy !== ONE && !known.has(copy))
    for (const [slot, config] of this.#cut.base(excerpt).entries()) {
      if (config === 0) continue
      const actor = this.#space.slots[slot]
      if (this.#space.timed(slot, config)) throw new Obstructed({ kind: 'timer', actor })
      const knowsStrangers = projection.mentions(slot, config).some(([, of]) => isStrange(of))
      if (knowsStrangers || projection.isTangled(slot, config) || this.#talks(slot, config)) {
        throw new Obstructed({ kind: 'acquainted', actor })
      }
    }
  }

  /** Whether an actor of a copy may send to another copy's. */
  #talks(slot: number, config: number): boolean {
    const { owners } = this.#cut
    if (owners[slot] === FIXED) return false
    const { local } = this.#space
    const { moves } = local.roster.slots[slot]
    if (moves[config] === undefined) local.moves(local.roster.slots[slot], config)
    const operations = moves[config]?.prompt.flatMap((move) => move.operations) ?? []
    return operations.some((operation) => ![owners[slot], FIXED].includes(owners[operation.slot] ?? FIXED))
  }
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** Whether a kind of steps is this one, whether or not a copy is drawn. */
export function isKind(kind: string, one: string): boolean {
  return kind === one || kind === one + DRAWN
}

/** What a step is, whichever copies have part in it. */
export function kindOf(step: Step): string {
  const role = (address: string): string => address.replace(/#.*/, '#')
  return [step.kind, role(step.actor), step.event.type, 'from' in step ? role(step.from) : ''].join(' ')
}
