import type { Demand } from '../engine/fairness.ts'
import type { Space } from '../engine/space.ts'
import type { Step } from '../engine/step.ts'
import type { Graph } from './graph.ts'
import type { Digraph } from './scc.ts'
import { components } from './scc.ts'
import type { Edge } from './walk.ts'
import { edgesOf, walk } from './walk.ts'

/** The part of a graph in which cycles are looked for: nodes by number, each a state. No edge leaves those outside. */
export interface Region extends Digraph {
  stateOf(node: number): number
  /** Whether an execution may stay here for ever because it ends here. */
  rests(node: number): boolean
}

/** A node on a fair cycle, and the positions of the steps from it back to it; none when the execution rests there. */
export interface FairCycle {
  readonly node: number
  readonly loop: readonly number[]
}

/** A strongly connected set of nodes in which an execution can go round, and what it must do there to be fair. */
interface Round {
  readonly nodes: readonly number[]
  readonly goals: readonly Demand[]
}

/**
 * The fair cycle that is nearest to the initial state (nodes are numbered by distance), if the region has one.
 *
 * Strongly connected components are split until they are fair or empty. One in which somebody, by weak fairness, is enabled
 * everywhere and never moves has no fair cycle. One in which somebody, by strong fairness, is enabled somewhere and never
 * moves is split again without those states (Emerson and Lei, "Modalities for model checking", 1987, on Streett conditions; Latvala
 * and Heljanko, "Coping with strong fairness", 2000). What remains is fair as a whole: go round through all of it.
 */
export function fairCycle(
  space: Space,
  graph: Graph,
  region: Region,
  demandsOf: (step: Step) => readonly Demand[],
): FairCycle | undefined {
  const enabled = (node: number): readonly (readonly Demand[])[] =>
    space.enabled(graph.state(region.stateOf(node))).map(demandsOf)
  return new Search(region, enabled).nearest()
}

class Search {
  readonly #region: Region
  /** By node, the demands of each enabled step. */
  readonly #enabled: (node: number) => readonly (readonly Demand[])[]
  /** By node, the number of the last set that it was in, and its place there. */
  readonly #set: Int32Array
  readonly #place: Int32Array
  #sets = 0

  constructor(region: Region, enabled: (node: number) => readonly (readonly Demand[])[]) {
    this.#region = region
    this.#enabled = enabled
    this.#set = new Int32Array(region.states)
    this.#place = new Int32Array(region.states)
  }

  nearest(): FairCycle | undefined {
    let nearest: Round | undefined
    const work = this.#split(Array.from({ length: this.#region.states }, (_, node) => node))
    for (let nodes = work.pop(); nodes !== undefined; nodes = work.pop()) {
      if (nearest !== undefined && nodes[0] > nearest.nodes[0]) continue
      const judged = this.#judge(nodes)
      if (judged === 'unfair') continue
      if ('goals' in judged) nearest = judged
      else work.push(...this.#split(judged.rest))
    }
    return nearest && { node: nearest.nodes[0], loop: this.#goRound(nearest) }
  }

  /** Makes these nodes the current set. */
  #enter(nodes: readonly number[]): void {
    this.#sets++
    nodes.forEach((node, place) => {
      this.#set[node] = this.#sets
      this.#place[node] = place
    })
  }

  /** The region without the edges that leave the current set. */
  get #inside(): Digraph {
    const { states, degree, target } = this.#region
    const inside = (to: number): number => (to >= 0 && this.#set[to] === this.#sets ? to : -1)
    return { states, degree, target: (node, position) => inside(target(node, position)) }
  }

  /** The components of a set in which an execution can stay for ever, each with its nodes in ascending order. */
  #split(nodes: readonly number[]): number[][] {
    this.#enter(nodes)
    const inside = this.#inside
    const looped = new Uint8Array(nodes.length)
    const scc = components({
      states: nodes.length,
      degree: (at) => inside.degree(nodes[at]),
      target: (at, position) => {
        const to = inside.target(nodes[at], position)
        if (to === nodes[at]) looped[at] = 1
        return to < 0 ? -1 : this.#place[to]
      },
    })
    const sizes = new Int32Array(scc.count)
    for (const component of scc.of) sizes[component]++
    const kept = new Map<number, number[]>()
    scc.of.forEach((component, at) => {
      if (sizes[component] === 1 && looped[at] === 0 && !this.#region.rests(nodes[at])) return
      const members = kept.get(component)
      if (members === undefined) kept.set(component, [nodes[at]])
      else members.push(nodes[at])
    })
    return [...kept.values()]
  }

  /** Whether a component is fair as a whole (and what its rounds have to do), might be in part, or is not at all. */
  #judge(nodes: readonly number[]): Round | { readonly rest: readonly number[] } | 'unfair' {
    this.#enter(nodes)
    const inside = this.#inside
    const moving = new Set<string>()
    const tallies = new Map<string, { readonly demand: Demand; nodes: number }>()
    for (const node of nodes) {
      const enabled = this.#enabled(node)
      for (const { position } of edgesOf(inside, node)) for (const { id } of enabled[position]) moving.add(id)
      for (const [id, demand] of distinct(enabled)) {
        const tally = tallies.get(id)
        if (tally === undefined) tallies.set(id, { demand, nodes: 1 })
        else tally.nodes++
      }
    }
    const still = [...tallies.values()].filter(({ demand }) => !moving.has(demand.id))
    if (still.some((tally) => tally.demand.strength === 'weak' && tally.nodes === nodes.length)) return 'unfair'
    const passedOver = new Set(still.flatMap(({ demand }) => (demand.strength === 'strong' ? [demand.id] : [])))
    if (passedOver.size === 0) return { nodes, goals: [...tallies.values()].map(({ demand }) => demand) }
    const rest = nodes.filter((node) => !this.#enabled(node).some((step) => step.some(({ id }) => passedOver.has(id))))
    return { rest }
  }

  /** A way round through all that makes it fair, always to the nearest of what is left. */
  #goRound({ nodes, goals }: Round): readonly number[] {
    this.#enter(nodes)
    const inside = this.#inside
    const [start] = nodes
    if (this.#region.rests(start)) return []
    const loop: Edge[] = []
    let left = goals
    let at = start
    const go = (until: (edge: Edge) => boolean): void => {
      for (const edge of walk(inside, at, until)) {
        loop.push(edge)
        left = left.filter((goal) => !this.#meets(goal, edge))
        at = edge.to
      }
    }
    while (left.length > 0) go((edge) => left.some((goal) => this.#meets(goal, edge)))
    if (at !== start || loop.length === 0) go(({ to }) => to === start)
    return loop.map(({ position }) => position)
  }

  /** Whether an edge shows that somebody is not passed over: he moves, or (weakly) is not enabled. */
  #meets({ id, strength }: Demand, { from, position }: Edge): boolean {
    const enabled = this.#enabled(from)
    const has = (step: readonly Demand[]): boolean => step.some((demand) => demand.id === id)
    return has(enabled[position]) || (strength === 'weak' && !enabled.some(has))
  }
}

/** The demands of all steps that are enabled, by their ids. */
function distinct(enabled: readonly (readonly Demand[])[]): ReadonlyMap<string, Demand> {
  return new Map(enabled.flat().map((demand) => [demand.id, demand]))
}
