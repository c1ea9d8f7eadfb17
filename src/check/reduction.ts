import type { Families, Independence } from '../engine/independence.ts'
import type { Space, StateVector } from '../engine/space.ts'
import { components } from './scc.ts'
import type { Graph } from './search.ts'
import { enabledFamilies, stubbornGroups } from './stubborn.ts'
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
  /** States of which all steps are taken, so that none is put off for ever. */
  readonly #whole = new Set<string>()

  constructor(space: Space, independence: Independence, visibility: Visibility) {
    this.#space = space
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
    const look = (next: StateVector): void => {
      silent &&= !this.#visibility.sees(state, next)
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
   */
  mend(graph: Graph): void {
    const { of, count } = components(graph)
    const isBottom = new Uint8Array(count).fill(1)
    const first = new Int32Array(count).fill(-1)
    const waiting = Array.from({ length: count }, (): Families | undefined => undefined)
    for (let index = 0; index < graph.states; index++) {
      graph.successors(index, (target) => {
        if (of[target] !== of[index]) isBottom[of[index]] = 0
      })
      if (first[of[index]] < 0) first[of[index]] = index
    }
    const turns = new Map<number, Families>()
    for (let index = 0; index < graph.states; index++) {
      if (isBottom[of[index]] === 0) continue
      const state = graph.state(index).slice()
      const enabled = enabledFamilies(this.#space, this.#independence, state)
      waiting[of[index]] = union(waiting[of[index]], enabled)
      const chosen = this.choose(state) ?? enabled
      turns.set(of[index], union(turns.get(of[index]), chosen))
    }
    for (const [component, had] of turns) {
      if (waiting[component]?.some((waits, family) => waits === 1 && had[family] === 0)) {
        this.#whole.add(nameOf(graph.state(first[component])))
      }
    }
  }
}

function union(some: Families | undefined, others: Families): Families {
  return others.map((member, family) => member | (some?.[family] ?? 0))
}

/** A state as a text; slots that appear later do not change it. */
function nameOf(state: StateVector): string {
  return state.join().replace(/(,0)+$/, '')
}
