import { Changes, changesOf, successorOf } from '../engine/changes.ts'
import type { Space, StateVector } from '../engine/space.ts'
import type { Symmetry } from '../engine/symmetry.ts'
import type { BoundHit } from '../engine/verdict.ts'
import { IntList } from './int-list.ts'
import type { StateStore } from './store.ts'

/**
 * Receives one edge of the graph: the state it leads to (-1 when that lies beyond the bound on states), the slot that
 * moved (-1 when an event was merely lost), and the step's position among the enabled ones.
 */
export type VisitEdge = (target: number, mover: number, position: number) => void

/**
 * The explored graph, for analyses of the whole of it. States are numbered in the order in which they were found, which
 * is that of their distance; how states and edges are kept is the search's own business.
 */
export interface Graph {
  /** How many states were found. */
  readonly states: number
  /** How many of them, from the first on, have their edges here; all of them after a complete search. */
  readonly expanded: number
  readonly transitions: number
  /** Steps from the initial state to the farthest one. */
  readonly depth: number
  /** The bound that ended the search, if one did. */
  readonly hit: BoundHit | undefined
  /** Bytes that the search's own tables take. */
  readonly bytes: number
  /** How many threads have searched, if more than one. */
  readonly threads?: number | undefined
  /** The slots that some step moves. */
  readonly movers: ReadonlySet<number>
  /** A copy of a state. */
  state(index: number): StateVector
  /** The number of a state; `undefined` when it was not found. */
  indexOf(state: StateVector): number | undefined
  /** How many steps are enabled in a state. */
  degree(index: number): number
  /** The state that the step at this position leads to. */
  target(index: number, position: number): number
  /** Visits the edges of an expanded state, in the defined order of its steps. */
  successors(index: number, visit: VisitEdge): void
  /** The state that this one was found from; -1 for the initial one. */
  parent(index: number): number
  /** The position of the step by which it was found; -1 for the initial one. */
  position(index: number): number
  /** What a reduced graph is reduced by, if by symmetry. */
  readonly symmetry?: Symmetry | undefined
  /**
   * With symmetry: where each slot is found in the state that an edge leads to, which is an image of the successor;
   * `undefined` for the successor itself.
   */
  turned?(index: number, position: number): Int32Array | undefined
  /** Of a reduced graph: the positions (among all enabled steps) of the steps to an image of a state. */
  schedule?(index: number, image: number): number[]
  /** Of a reduced graph: the position, among all enabled steps of a state, of the step at this one among those taken. */
  enabledAt?(index: number, position: number): number
}

/** The positions of the steps on the shortest path to a state, or to an image of it. */
export function pathTo(graph: Graph, index: number, image = 0): number[] {
  if (graph.schedule !== undefined) return graph.schedule(index, image)
  const path: number[] = []
  for (let at = index; graph.parent(at) >= 0; at = graph.parent(at)) path.push(graph.position(at))
  return path.reverse()
}

/** A path from the initial state, by the positions of its steps among all that are enabled. */
export function amongEnabled(graph: Graph, path: readonly number[]): readonly number[] {
  let at = 0
  return path.map((position) => {
    const from = at
    at = graph.target(at, position)
    return graph.enabledAt?.(from, position) ?? position
  })
}

/** The edges of the states expanded so far, as far as they are kept: the numbers of the states they lead to. */
export class Edges {
  readonly #offsets = new IntList()
  readonly #targets = new IntList()

  constructor() {
    this.#offsets.push(0)
  }

  get bytes(): number {
    return this.#offsets.bytes + this.#targets.bytes
  }

  /** Adds the edges of the next states: by state their end, and the numbers of the states they lead to. */
  append(ends: Int32Array, targets: Int32Array): void {
    this.#offsets.append(ends, this.#targets.length)
    this.#targets.append(targets, 0)
  }

  degree(index: number): number {
    return this.#offsets.get(index + 1) - this.#offsets.get(index)
  }

  target(index: number, position: number): number {
    return this.#targets.get(this.#offsets.get(index) + position)
  }
}

/** What a search hands over. */
export interface Explored {
  readonly space: Space
  readonly store: StateStore
  readonly parents: IntList
  /** `undefined` when they were given up for want of memory. */
  readonly edges: Edges | undefined
  readonly movers: ReadonlySet<number>
  readonly expanded: number
  readonly transitions: number
  readonly depth: number
  readonly hit: BoundHit | undefined
  readonly threads: number | undefined
}

/**
 * The graph of a search. Who moves is looked up in the space's tables when asked for, and so is where an edge leads when
 * the edges were not kept.
 */
export class ExploredGraph implements Graph {
  readonly movers: ReadonlySet<number>
  readonly expanded: number
  readonly transitions: number
  readonly depth: number
  readonly hit: BoundHit | undefined
  readonly threads: number | undefined
  readonly #store: StateStore
  readonly #parents: IntList
  readonly #edges: Edges | undefined
  readonly #changesOf: (state: StateVector, out: Changes) => void
  /** Differences that no call is using: a visitor may ask for the edges of another state. */
  readonly #spare: Changes[] = []
  #asked = -1
  #targets: readonly number[] = []

  constructor({ space, store, parents, edges, movers, expanded, transitions, depth, hit, threads }: Explored) {
    this.movers = movers
    this.expanded = expanded
    this.transitions = transitions
    this.depth = depth
    this.hit = hit
    this.threads = threads
    this.#store = store
    this.#parents = parents
    this.#edges = edges
    this.#changesOf = changesOf(space)
  }

  get states(): number {
    return this.#store.count
  }

  state(index: number): StateVector {
    return this.#store.get(index)
  }

  get bytes(): number {
    return this.#store.bytes + this.#parents.bytes + (this.#edges?.bytes ?? 0)
  }

  indexOf(state: StateVector): number | undefined {
    const known = this.#store.find(state)
    return known === undefined ? undefined : ~known
  }

  degree(index: number): number {
    return this.#edges === undefined ? this.#lookUp(index).length : this.#edges.degree(index)
  }

  target(index: number, position: number): number {
    return this.#edges === undefined ? this.#lookUp(index)[position] : this.#edges.target(index, position)
  }

  successors(index: number, visit: VisitEdge): void {
    const targets = this.#edges === undefined ? this.#lookUp(index) : undefined
    const changes = this.#spare.pop() ?? new Changes()
    this.#changesOf(this.state(index), changes)
    for (let position = 0; position < changes.count; position++) {
      visit(targets?.[position] ?? this.target(index, position), changes.movers[position], position)
    }
    this.#spare.push(changes)
  }

  parent(index: number): number {
    return this.#parents.get(index)
  }

  position(index: number): number {
    const parent = this.parent(index)
    let position = parent < 0 ? -1 : 0
    while (position >= 0 && this.target(parent, position) !== index) position++
    return position
  }

  /** Where the edges of a state lead; remembered for the state asked about last. */
  #lookUp(index: number): readonly number[] {
    if (this.#asked === index) return this.#targets
    const changes = this.#spare.pop() ?? new Changes()
    const state = this.state(index)
    this.#changesOf(state, changes)
    this.#asked = index
    this.#targets = Array.from({ length: changes.count }, (_, successor) => {
      return this.indexOf(successorOf(state, changes, successor)) ?? -1
    })
    this.#spare.push(changes)
    return this.#targets
  }
}
