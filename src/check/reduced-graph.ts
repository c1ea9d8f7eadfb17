import type { Space, StateVector } from '../engine/space.ts'
import type { Symmetry } from '../engine/symmetry.ts'
import type { BoundHit } from '../engine/verdict.ts'
import type { Graph, VisitEdge } from './graph.ts'
import type { IntList } from './int-list.ts'
import type { StateStore } from './store.ts'

/** What a reduced search keeps besides the states. */
interface Lists {
  /** By state, its first edge; one more entry closes the last. */
  readonly offsets: IntList
  /** By edge: the state that it leads to, who moved, and by which element that state was made of the successor. */
  readonly targets: IntList
  readonly movers: IntList
  readonly turns: IntList
  /** By edge: the position of its step among all that are enabled. */
  readonly positions: IntList
  /** By state, the state and the edge that it was found by; -1 for the initial one. */
  readonly parents: IntList
  readonly cameBy: IntList
}

/** The graph of a reduced search. Positions of edges count those that were taken, not all that are enabled. */
export class ReducedGraph implements Graph {
  readonly movers: ReadonlySet<number>
  readonly depth: number
  readonly hit: BoundHit | undefined
  readonly symmetry: Symmetry | undefined
  readonly #space: Space
  readonly #store: StateStore
  readonly #lists: Lists

  constructor(
    space: Space,
    store: StateStore,
    lists: Lists,
    symmetry: Symmetry | undefined,
    { depth, hit }: Pick<Graph, 'depth' | 'hit'>,
  ) {
    this.#space = space
    this.#store = store
    this.#lists = lists
    this.symmetry = symmetry
    this.depth = depth
    this.hit = hit
    const moved = new Set<number>()
    for (let edge = 0; edge < lists.movers.length; edge++) moved.add(lists.movers.get(edge))
    moved.delete(-1)
    this.movers = new Set([...moved].flatMap((slot) => symmetry?.orbit(slot) ?? [slot]))
  }

  get states(): number {
    return this.#store.count
  }

  get expanded(): number {
    return this.#lists.offsets.length - 1
  }

  get transitions(): number {
    return this.#lists.targets.length
  }

  get bytes(): number {
    return Object.values(this.#lists).reduce((sum, list: IntList) => sum + list.bytes, this.#store.bytes)
  }

  state(index: number): StateVector {
    return this.#store.get(index)
  }

  indexOf(state: StateVector): number | undefined {
    const known = this.#store.find(state)
    return known === undefined ? undefined : ~known
  }

  degree(index: number): number {
    return this.#lists.offsets.get(index + 1) - this.#lists.offsets.get(index)
  }

  target(index: number, position: number): number {
    return this.#lists.targets.get(this.#lists.offsets.get(index) + position)
  }

  enabledAt(index: number, position: number): number {
    return this.#lists.positions.get(this.#lists.offsets.get(index) + position)
  }

  turned(index: number, position: number): Int32Array | undefined {
    const turn = this.#lists.turns.get(this.#lists.offsets.get(index) + position)
    return turn === 0 ? undefined : this.symmetry?.slots(turn)
  }

  successors(index: number, visit: VisitEdge): void {
    const { offsets, targets, movers } = this.#lists
    const first = offsets.get(index)
    const degree = this.degree(index)
    for (let at = 0; at < degree; at++) visit(targets.get(first + at), movers.get(first + at), at)
  }

  parent(index: number): number {
    return this.#lists.parents.get(index)
  }

  position(index: number): number {
    return this.schedule(index, 0).at(-1) ?? -1
  }

  /**
   * The states on the way are turned so that each is a successor of the one before: from the last one, `image` of a state,
   * backwards, by what each edge was turned by. The first one is the initial state, which all elements leave as it is.
   */
  schedule(index: number, image: number): number[] {
    const states: StateVector[] = []
    const movers: number[] = []
    let by = image
    for (let at = index; at >= 0; at = this.parent(at)) {
      states.unshift(this.#image(this.state(at), by))
      const edge = this.#lists.cameBy.get(at)
      if (edge < 0) break
      by = this.symmetry?.compose(by, this.#lists.turns.get(edge)) ?? 0
      const mover = this.#lists.movers.get(edge)
      movers.unshift(mover < 0 ? mover : (this.symmetry?.slots(by)[mover] ?? mover))
    }
    return movers.map((mover, step) => this.#positionOf(states[step], states[step + 1], mover))
  }

  #image(state: StateVector, by: number): StateVector {
    return by === 0 ? state : (this.symmetry?.images(state)[by].slice() ?? state)
  }

  /** The position, among all enabled steps, of one by which this actor leads from one state to the other. */
  #positionOf(from: StateVector, to: StateVector, mover: number): number {
    let found = -1
    this.#space.expand(from, (next, moved, _, position) => {
      const same = next.every((config, slot) => config === (to[slot] ?? 0))
      if (same && (found < 0 || moved === mover)) found = position
    })
    return found
  }
}
