import { InterlockError } from '../engine/error.ts'
import type { Space, StateVector } from '../engine/space.ts'
import type { BoundHit } from '../engine/verdict.ts'
import { IntList } from './int-list.ts'
import { StateStore } from './store.ts'

/** Where a search stops although it is not complete. */
export interface Bounds {
  /** Distinct states; default 20,000,000. */
  readonly states?: number
  /** Steps from the initial state; default unbounded. */
  readonly depth?: number
  /**
   * Bytes of the search's tables and (estimated) of the system's; default 6 GiB. Of these the system's may be 1 GiB at
   * most, whatever is asked for: they are on the JavaScript heap, which Node ends the process for exceeding.
   */
  readonly memory?: number
}

/** The default bounds: what a machine with 24 GiB does without swapping. */
const DEFAULT_BOUNDS = { states: 20_000_000, depth: Number.POSITIVE_INFINITY, memory: 6 * 2 ** 30 } as const
/** The most that a system's own tables may take: half of the smallest default heap of a 64-bit Node. */
const HEAP = 2 ** 30

/** Checks that bounds are numbers that can be reached. */
function boundsOf(bounds: Bounds): Required<Bounds> {
  for (const [name, value] of Object.entries(bounds)) {
    if (!['states', 'depth', 'memory', 'seconds', 'now'].includes(name)) {
      throw new InterlockError('bounds', `unknown bound '${name}'; known are states, depth, memory, seconds`)
    }
    if (name === 'now' || value === undefined || (typeof value === 'number' && value > 0)) continue
    throw new InterlockError('bounds', `the bound on ${name} is ${String(value)}; it must be a number above 0`)
  }
  return { ...DEFAULT_BOUNDS, ...Object.fromEntries(Object.entries(bounds).filter(([, value]) => value !== undefined)) }
}

/** How far a search has come. */
export interface Progress {
  readonly states: number
  readonly expanded: number
  readonly transitions: number
  readonly depth: number
  readonly bytes: number
}

/** What a search finds on its way; called in the order of discovery. */
export interface Observer {
  /** A state is seen for the first time. */
  state(index: number, state: StateVector): void
  /** The step at this position of the state's enabled ones has flags (see `space.ts`). */
  flagged(index: number, state: StateVector, position: number, flags: number): void
}

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
  /** A state; valid until the next call of this or of `successors`. */
  state(index: number): StateVector
  /** The number of a state; `undefined` when it was not found. */
  indexOf(state: StateVector): number | undefined
  /** How many steps are enabled in a state. */
  degree(index: number): number
  /** Visits the edges of an expanded state, in the defined order of its steps. */
  successors(index: number, visit: VisitEdge): void
  /** The state that this one was found from; -1 for the initial one. */
  parent(index: number): number
  /** The position of the step by which it was found; -1 for the initial one. */
  position(index: number): number
}

/** Expanded states between two reports of progress, and between two looks at the memory. */
const REPORT_EVERY = 2048
const LOOK_EVERY = 256

/**
 * Breadth-first search of a space: a generator that now and then yields its progress and can be told to stop (with the
 * bound that its caller keeps, such as time). States are found in the order of their distance, so the path by
 * `parents` is a shortest one. Complete unless `hit` says otherwise.
 */
export function* search(
  space: Space,
  start: StateVector,
  bounds: Bounds,
  observer: Observer,
): Generator<Progress, Graph, BoundHit | undefined> {
  const { states: maxStates, depth: maxDepth, memory: maxMemory } = boundsOf(bounds)
  const store = new StateStore(start.length)
  const lists: Lists = {
    offsets: new IntList(),
    targets: new IntList(),
    movers: new IntList(),
    parents: new IntList(),
    positions: new IntList(),
  }
  const { offsets, targets, movers, parents, positions } = lists
  let at = 0
  let position = 0
  let current = start
  let full = false
  const found = (state: StateVector, from: number, by: number): number => {
    const index = store.count < maxStates ? store.add(state) : store.find(state)
    if (index === undefined) {
      full = true
      return -1
    }
    if (index < 0) return ~index
    parents.push(from)
    positions.push(by)
    observer.state(index, state)
    return index
  }
  const visit = (next: StateVector, mover: number, flags: number): void => {
    if (flags !== 0) observer.flagged(at, current, position, flags)
    targets.push(found(next, at, position))
    movers.push(mover)
    position++
  }
  const bytes = (): number =>
    space.bytes + store.bytes + Object.values(lists).reduce((sum, list) => sum + list.bytes, 0)

  const bound = (depth: number): BoundHit | undefined => {
    if (depth >= maxDepth) return { bound: 'depth', limit: maxDepth }
    if (full) return { bound: 'states', limit: maxStates }
    if (at % LOOK_EVERY !== 0) return undefined
    if (space.bytes > HEAP) return { bound: 'memory', limit: Math.min(maxMemory, HEAP) }
    if (bytes() > maxMemory) return { bound: 'memory', limit: maxMemory }
    return undefined
  }

  found(start, -1, -1)
  let depth = 0
  let levelEnd = 1
  let hit: BoundHit | undefined
  for (; at < store.count; at++) {
    if (at === levelEnd) {
      depth++
      levelEnd = store.count
    }
    hit = bound(depth)
    if (hit === undefined && at > 0 && at % REPORT_EVERY === 0) {
      hit = yield { states: store.count, expanded: at, transitions: targets.length, depth, bytes: bytes() }
    }
    if (hit !== undefined) break
    offsets.push(targets.length)
    position = 0
    current = store.get(at).slice()
    space.expand(current, visit)
  }
  if (full) hit ??= { bound: 'states', limit: maxStates }
  offsets.push(targets.length)
  return explored(store, lists, depth, hit)
}

/** What the search keeps besides the states. */
interface Lists {
  /** By state, the first edge of its successors in `targets` and `movers`; one more entry closes the last. */
  readonly offsets: IntList
  readonly targets: IntList
  readonly movers: IntList
  readonly parents: IntList
  readonly positions: IntList
}

function explored(store: StateStore, lists: Lists, depth: number, hit: BoundHit | undefined): Graph {
  const { offsets, targets, movers, parents, positions } = lists
  return {
    states: store.count,
    expanded: offsets.length - 1,
    transitions: targets.length,
    depth,
    hit,
    state: (index) => store.get(index),
    indexOf: (state) => {
      const known = store.find(state)
      return known === undefined ? undefined : ~known
    },
    degree: (index) => offsets.get(index + 1) - offsets.get(index),
    successors: (index, visit) => {
      const first = offsets.get(index)
      const end = offsets.get(index + 1)
      for (let edge = first; edge < end; edge++) visit(targets.get(edge), movers.get(edge), edge - first)
    },
    parent: (index) => parents.get(index),
    position: (index) => positions.get(index),
  }
}

/** The positions of the steps on the shortest path to a state. */
export function pathTo(graph: Graph, index: number): number[] {
  const path: number[] = []
  for (let at = index; graph.parent(at) >= 0; at = graph.parent(at)) path.push(graph.position(at))
  return path.reverse()
}
