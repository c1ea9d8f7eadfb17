import type { Families, Independence } from '../engine/independence.ts'
import type { Space, StateVector, Visit } from '../engine/space.ts'
import type { Symmetry } from '../engine/symmetry.ts'
import type { Graph } from './graph.ts'
import { breakCycles } from './proviso.ts'
import { components } from './scc.ts'
import { enabledFamilies, stubbornGroups } from './stubborn.ts'
import { bottoms } from './stuck.ts'
import type { Visibility } from './visibility.ts'

/**
 * Partial-order reduction: in each state a search takes the steps of one group of families instead of all. The group is
 * closed (a stubborn set), no property can see its steps, and (see `isWhole`) no step is put off for ever: what a search
 * finds in the reduced graph holds of the full one. The argument is in docs/reduction.md.
 */
export class Reduction {
  readonly #space: Space
  readonly #independence: Independence
  readonly #visibility: Visibility
  readonly #symmetry: Symmetry | undefined
  /** States of which all steps are taken, so that none is put off for ever. */
  readonly #whole = new Set<string>()

  constructor(space: Space, independence: Independence, visibility: Visibility, symmetry?: Symmetry) {
    this.#space = space
    this.#symmetry = symmetry
    this.#independence = independence
    this.#visibility = visibility
  }

  /** What the choices rest on. When it has grown during a search, that search may have left out too much. */
  get known(): number {
    return this.#independence.known + this.#visibility.known + this.#whole.size
  }

  /** The families whose steps are enough, fewest steps first; `undefined` when all steps are to be taken. */
  choose(state: StateVector): Families | undefined {
    if (this.#whole.size > 0 && this.#whole.has(nameOf(state))) return undefined
    const groups = stubbornGroups(this.#space, this.#independence, state)
    return groups.find(({ families }) => this.#isSilent(state, families))?.families
  }

  /** Whether no property sees a step of these families, and none of the steps sets a timer that a clock runs down. */
  #isSilent(state: StateVector, families: Families): boolean {
    let silent = true
    const look: Visit = (next, mover, _, position) => {
      silent &&= !this.#visibility.sees(state, next, mover, position)
      silent &&= this.#independence.urgent || !this.#hasTimer(next, families)
    }
    this.#space.expand(state, look, families)
    return silent
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
    const relevant = new Set(this.#visibility.watched.map((slot) => this.#independence.familyOf(slot)))
    for (const family of relevant) for (const sender of this.#independence.senders(family)) relevant.add(sender)
    return [...relevant]
  }

  /** The families that symmetry lets change places. */
  #exchanged(): ReadonlySet<number> {
    const slots = [...this.#space.slots.keys()].filter((slot) => (this.#symmetry?.orbit(slot)?.length ?? 1) > 1)
    return new Set(slots.map((slot) => this.#independence.familyOf(slot)))
  }
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
