import type { Families, Independence } from '../engine/independence.ts'
import type { Reads } from '../engine/monitor.ts'
import type { Space, StateVector, Visit } from '../engine/space.ts'
import type { Symmetry } from '../engine/symmetry.ts'
import type { Graph } from './graph.ts'
import { breakCycles } from './proviso.ts'
import { components } from './scc.ts'
import type { Group, Groups } from './stubborn.ts'
import { enabledFamilies, stubbornGroups } from './stubborn.ts'
import { bottoms } from './stuck.ts'
import type { Visibility } from './visibility.ts'

/**
 * Partial-order reduction: in each state a search takes the steps of one group of families instead of all. The group is
 * closed (a stubborn set); a property that can see its steps has nothing to note before one of them is taken; and (see `mend`,
 * `mendCycles`) no step is put off for ever: what a search finds in the reduced graph holds of the full one. The argument is in
 * docs/reduction.md.
 */
export class Reduction {
  readonly #space: Space
  readonly #independence: Independence
  readonly #sights: readonly Sight[]
  readonly #symmetry: Symmetry | undefined
  /** States of which all steps are taken, so that none is put off for ever. */
  readonly #whole = new Set<string>()

  constructor(space: Space, independence: Independence, sights: readonly Sight[], symmetry?: Symmetry) {
    this.#space = space
    this.#symmetry = symmetry
    this.#independence = independence
    this.#sights = sights
  }

  /** What the choices rest on. When it has grown during a search, that search may have left out too much. */
  get known(): number {
    return this.#sights.reduce(
      (sum, { visibility }) => sum + visibility.known,
      this.#independence.known + this.#whole.size,
    )
  }

  /** The families whose steps are enough, fewest steps first; `undefined` when all steps are to be taken. */
  choose(state: StateVector): Families | undefined {
    if (this.#whole.size > 0 && this.#whole.has(nameOf(state))) return undefined
    const { groups, grow } = stubbornGroups(this.#space, this.#independence, state)
    const seen = new Map<Group, readonly Sight[]>()
    for (const group of groups) {
      if (this.#setsTimer(state, group.families)) continue
      const seers = this.#seers(state, group.families)
      if (seers.length === 0) return group.families
      seen.set(group, seers)
    }
    const grown = [...seen].map(([group, seers]) => this.#grown(state, group, seers, grow))
    return least(grown.filter((group) => group !== undefined))?.families
  }

  /** The properties that see a step of these families. */
  #seers(state: StateVector, families: Families): readonly Sight[] {
    const seers = new Set<Sight>()
    this.#space.expand(
      state,
      (next, mover, _, position) => {
        for (const sight of this.#sights) {
          if (!seers.has(sight) && sight.visibility.sees(state, next, mover, position)) seers.add(sight)
        }
      },
      families,
    )
    return [...seers]
  }

  /**
   * The group with all that must come first before those that see its steps have anything to note: an execution to where they
   * have takes one of its steps, so that none of these is lost by taking them first (the up-sets of Schmidt 1999, and
   * Kristensen and Valmari 2000).
   */
  #grown(state: StateVector, group: Group, seers: readonly Sight[], grow: Groups['grow']): Group | undefined {
    const first = seers.map((sight) => this.#before(state, sight))
    if (!first.every((families) => families !== undefined)) return undefined
    const more = first.flat().filter((family) => group.families[family] === 0)
    if (more.length === 0) return group
    const next = grow(group, more)
    if (next === undefined || this.#setsTimer(state, next.families)) return undefined
    return this.#grown(state, next, this.#seers(state, next.families), grow)
  }

  /** The families of which one must step before a property has anything to note; `undefined` where that is not known. */
  #before(state: StateVector, { rests }: Sight): readonly number[] | undefined {
    if (this.#symmetry !== undefined) return undefined
    return rests(state)?.flatMap(({ slot, mailbox }) => [
      this.#independence.familyOf(slot),
      ...(mailbox ? this.#independence.senders(slot) : []),
    ])
  }

  /** Whether a step of these families sets a timer that a clock runs down. */
  #setsTimer(state: StateVector, families: Families): boolean {
    if (this.#independence.urgent) return false
    let sets = false
    const look: Visit = (next) => {
      sets ||= this.#hasTimer(next, families)
    }
    this.#space.expand(state, look, families)
    return sets
  }

  #hasTimer(next: StateVector, families: Families): boolean {
    const has = (config: number, slot: number): boolean =>
      config !== 0 && families[this.#independence.familyOf(slot)] === 1 && this.#space.timed(slot, config)
    return next.some(has)
  }

  /**
   * Looks for steps that the search put off for ever: where it went round in a bottom component, a family with enabled
   * steps never had its turn (the ignoring problem; Valmari 1990, section 5: only these components need a look, for a step
   * that is put off stays enabled). One state of each such component will be expanded in full by the next search, and
   * `known` grows.
   *
   * Where a state of the component is expanded in full, every step has its turn. With symmetry that is the only thing that
   * counts for families which change places: one that has its turn here may be another one's image.
   */
  mend(graph: Graph): void {
    const scc = components(graph)
    const bottom = bottoms(graph, scc)
    const { of } = scc
    const round = new Map<number, Round>()
    for (let index = 0; index < graph.states; index++) {
      if (bottom[of[index]] === 0) continue
      const state = graph.state(index)
      const enabled = enabledFamilies(this.#space, this.#independence, state)
      const chosen = this.choose(state)
      const { first, waiting, had, whole } = round.get(of[index]) ?? {
        first: state,
        waiting: [],
        had: [],
        whole: false,
      }
      round.set(of[index], {
        first,
        waiting: union(waiting, enabled),
        had: union(had, chosen ?? enabled),
        whole: whole || chosen === undefined,
      })
    }
    const moves = this.#exchanged()
    for (const { first, waiting, had, whole } of round.values()) {
      const isPutOff = (waits: number, family: number): boolean =>
        waits === 1 && (had[family] === 0 || moves.has(family))
      if (!whole && waiting.some(isPutOff)) this.#whole.add(nameOf(first))
    }
  }

  /**
   * The same for what a property over time asks: who has a hand in its answers must not be put off on any cycle, not only in
   * bottom components, for an execution may go round anywhere (the cycle proviso, C3 of Peled 1994, for the families that matter
   * alone, as in condition L of Valmari 1992). States that break these cycles will be expanded in full by the next search.
   */
  mendCycles(graph: Graph): void {
    const relevant = this.#relevant()
    if (relevant.length === 0) return
    const width = this.#independence.families
    const waits = new Uint8Array(graph.states * width)
    for (let index = 0; index < graph.states; index++) {
      const state = graph.state(index)
      const chosen = this.choose(state)
      if (chosen === undefined) continue
      enabledFamilies(this.#space, this.#independence, state).forEach((enabled, family) => {
        waits[index * width + family] = enabled & ~chosen[family]
      })
    }
    const isPutOff = (who: number, index: number): boolean => waits[index * width + relevant[who]] === 1
    for (const index of breakCycles(graph, relevant.length, isPutOff)) this.#whole.add(nameOf(graph.state(index)))
  }

  /** The families that properties over time look at, who sends to them, who sends to those, and so on. */
  #relevant(): readonly number[] {
    const slots = [...this.#space.slots.keys()]
    const watched = this.#sights.flatMap(({ visibility }) => visibility.watched)
    const relevant = new Set(watched.map((slot) => this.#independence.familyOf(slot)))
    for (const family of relevant) {
      const own = slots.filter((slot) => this.#independence.familyOf(slot) === family)
      for (const slot of own) for (const sender of this.#independence.senders(slot)) relevant.add(sender)
    }
    return [...relevant]
  }

  /** The families that symmetry lets change places. */
  #exchanged(): ReadonlySet<number> {
    const slots = [...this.#space.slots.keys()].filter((slot) => (this.#symmetry?.orbit(slot)?.length ?? 1) > 1)
    return new Set(slots.map((slot) => this.#independence.familyOf(slot)))
  }
}

/** How a property sees a system: which steps, and on what it rests that there is nothing to note (see `Monitor`), where that is said. */
export interface Sight {
  readonly visibility: Visibility
  readonly rests: (state: StateVector) => Reads | undefined
}

function least(groups: readonly Group[]): Group | undefined {
  return groups.reduce<Group | undefined>(
    (best, group) => (best && best.steps <= group.steps ? best : group),
    undefined,
  )
}

/** What a bottom component goes round in: its first state, the families that wait and those that had their turn. */
interface Round {
  readonly first: StateVector
  readonly waiting: readonly number[]
  readonly had: readonly number[]
  /** Whether one of its states is expanded in full. */
  readonly whole: boolean
}

function union(some: readonly number[], others: Families): readonly number[] {
  return Array.from(others, (member, family) => member | (some[family] ?? 0))
}

/** A state as a text; slots that appear later do not change it. */
function nameOf(state: StateVector): string {
  return state.join().replace(/(,0)+$/, '')
}
