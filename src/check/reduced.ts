import type { Monitor } from '../engine/monitor.ts'
import type { Property } from '../engine/property.ts'
import { isLiveness } from '../engine/property.ts'
import type { Ask, Space, StateVector } from '../engine/space.ts'
import type { Symmetry } from '../engine/symmetry.ts'
import type { BoundHit } from '../engine/verdict.ts'
import type { Graph } from './graph.ts'
import { IntList } from './int-list.ts'
import { memoryHit, roomHit, storeHit } from './memory.ts'
import { ReducedGraph } from './reduced-graph.ts'
import { Reduction } from './reduction.ts'
import { Reports } from './reports.ts'
import type { Bounds, Observer, Progress } from './search.ts'
import { boundsOf } from './search.ts'
import { CHUNK, StateStore } from './store.ts'
import { Visibility } from './visibility.ts'

/** How a search may leave states out. */
export type ReductionName = 'partial-order' | 'symmetry'

/** Which reductions are asked for. */
export interface ReductionOptions {
  /**
   * Explore fewer states, with the same verdict (docs/reduction.md); default false. Counterexamples are then short, but not
   * always shortest, and `states` counts the states that are left.
   */
  readonly reduce?: boolean
  /** With `reduce`: leave out orders of steps that come to the same; default true. */
  readonly partialOrder?: boolean
  /** With `reduce`: take states that differ by an exchange of `symmetric` actors for one; default true. */
  readonly symmetry?: boolean
}

/** The reductions of one check. */
export class Reductions {
  readonly partialOrder: Reduction | undefined
  readonly symmetry: Symmetry | undefined
  readonly #sights: ReadonlyMap<Property, Visibility>
  /** Those of the search that is under way. */
  #monitors: readonly Monitor[] = []
  #known = -1

  constructor(space: Space, properties: readonly Property[], partialOrder: boolean, symmetry: boolean) {
    this.#sights = new Map(properties.map((property) => [property, new Visibility(space, property)]))
    this.symmetry = symmetry ? space.symmetry : undefined
    const { independence } = space
    const sights = [...this.#sights].map(([property, visibility]) => ({
      visibility,
      rests: (state: StateVector) => this.#monitorOf(property)?.rests?.(state),
    }))
    this.partialOrder =
      partialOrder && independence !== undefined ? new Reduction(space, independence, sights, this.symmetry) : undefined
  }

  get names(): readonly ReductionName[] {
    return [
      ...(this.partialOrder === undefined ? [] : (['partial-order'] as const)),
      ...(this.symmetry === undefined ? [] : (['symmetry'] as const)),
    ]
  }

  /** Hears of the questions of a property's predicates; what one copy is asked, the others may be asked in its place. */
  readonly overhear =
    (property: Property): Ask =>
    (slot, question, answer) => {
      for (const each of this.symmetry?.orbit(slot) ?? [slot]) {
        this.#sights.get(property)?.overhear(each, question, answer)
      }
    }

  #monitorOf(property: Property): Monitor | undefined {
    return this.#monitors.find((monitor) => monitor.property === property)
  }

  /** A search begins, watched by these monitors. */
  begin(start: StateVector, monitors: readonly Monitor[]): void {
    this.#monitors = monitors
    this.symmetry?.checkStart(start)
    this.#known = this.partialOrder?.known ?? 0
  }

  /** Whether the search that has ended knew from its start all that it rests on. */
  isSettled(graph: Graph): boolean {
    if (this.partialOrder === undefined) return true
    if (this.partialOrder.known === this.#known) {
      this.partialOrder.mend(graph)
      this.partialOrder.mendCycles(graph)
    }
    return this.partialOrder.known === this.#known
  }
}

/** The reductions of a check, as far as they are asked for; `undefined` where all states are to be seen. */
export function reductionsOf(
  space: Space,
  properties: readonly Property[],
  partialOrder: boolean,
  symmetry: boolean,
): Reductions | undefined {
  const isState = properties.every(isOfStates)
  const orders = partialOrder && properties.every((property) => isOfStates(property) || isOfOrders(property))
  const reductions = new Reductions(space, properties, orders, symmetry && isState)
  return reductions.names.length === 0 ? undefined : reductions
}

/**
 * Whether a property over time cannot tell which of two steps that commute comes first. Fairness can: a schedule that passes over
 * nobody may be one that the reduced graph has only with somebody passed over.
 */
function isOfOrders(property: Property): boolean {
  if (!isLiveness(property) || property.fairness !== 'none') return false
  return property.kind !== 'converges' && property.kind !== 'observer'
}

/** Whether a property is decided by which states are reachable, and who moves from there. */
function isOfStates(property: Property): boolean {
  switch (property.kind) {
    case 'always':
    case 'sometimes':
    case 'at-most-one':
    case 'no-unhandled-events':
      return true
    case 'deadlock-free':
      return property.masked === undefined
    default:
      return false
  }
}

/** Expanded states between two looks at the memory: to add it up takes longer than to expand a state. */
const LOOK_EVERY = 1024

/**
 * Breadth-first search of a reduced graph, as `search` is of the whole: in each state only the steps that the partial-order
 * reduction chooses, and only the state that stands for all that symmetry takes for the same. Observers are shown that
 * state and all its images, which are as reachable.
 */
export function* reducedSearch(
  space: Space,
  start: StateVector,
  bounds: Bounds,
  observer: Observer,
  { partialOrder, symmetry }: Reductions,
): Generator<Progress, Graph, BoundHit | undefined> {
  const limits = boundsOf(bounds)
  const store = new StateStore(start.length)
  const lists = {
    offsets: new IntList(),
    targets: new IntList(),
    movers: new IntList(),
    turns: new IntList(),
    positions: new IntList(),
    parents: new IntList(),
    cameBy: new IntList(),
  }
  const { offsets, targets, movers, turns, positions, parents, cameBy } = lists
  let at = 0
  let current = start
  let full = false
  const show = (index: number, state: StateVector): void => {
    if (observer.state === undefined) return
    const images = symmetry?.images(state) ?? [state]
    for (const [by, image] of images.entries()) observer.state(index, image, by)
  }
  const find = (state: StateVector, edge: number): number => {
    const hasRoom = store.count < limits.states && store.canPack(state)
    const index = hasRoom ? store.add(state) : store.find(state)
    if (index === undefined) full = true
    if (index === undefined || index < 0) return index === undefined ? -1 : ~index
    parents.push(edge < 0 ? -1 : at)
    cameBy.push(edge)
    show(index, state.slice())
    return index
  }
  const visit = (next: StateVector, mover: number, flags: number, position: number): void => {
    if (flags !== 0) observer.flagged(at, current, position, flags)
    const turned = symmetry?.canonical(next) ?? { state: next, by: 0 }
    turns.push(turned.by)
    targets.push(find(turned.state, targets.length))
    movers.push(mover)
    positions.push(position)
  }
  const bytes = (): number =>
    space.bytes + store.bytes + Object.values(lists).reduce((sum, list) => sum + list.bytes, 0)
  const fullHit = (): BoundHit =>
    store.count < limits.states ? roomHit(store) : { bound: 'states', limit: limits.states }
  const bound = (depth: number): BoundHit | undefined => {
    if (depth >= limits.depth) return { bound: 'depth', limit: limits.depth }
    if (full) return fullHit()
    const hit = storeHit(store, CHUNK)
    return hit !== undefined || at % LOOK_EVERY !== 0 ? hit : memoryHit(limits.memory, bytes(), space.bytes)
  }
  const progress = (depth: number): Progress => ({
    states: store.count,
    expanded: at,
    transitions: targets.length,
    depth,
    bytes: bytes(),
    ending: undefined,
    crowds: () => space.crowds?.() ?? [],
  })

  find(start, -1)
  const reports = new Reports()
  let depth = 0
  let levelEnd = 1
  let hit: BoundHit | undefined
  for (; at < store.count; at++) {
    if (at === levelEnd) {
      depth++
      levelEnd = store.count
    }
    hit = bound(depth)
    if (hit === undefined && reports.isDue(at, targets.length)) hit = yield progress(depth)
    if (hit !== undefined) break
    offsets.push(targets.length)
    current = store.get(at)
    space.expand(current, visit, partialOrder?.choose(current))
  }
  if (full) hit ??= fullHit()
  offsets.push(targets.length)
  return new ReducedGraph(space, store, lists, symmetry, { depth, hit })
}
