import type { Constraint } from '../engine/fairness.ts'
import type { Space } from '../engine/space.ts'
import type { Step } from '../engine/step.ts'
import { components } from './scc.ts'
import type { Graph, VisitEdge } from './search.ts'
import type { Edge } from './walk.ts'
import { walk } from './walk.ts'

/** The part of a graph in which cycles are looked for: nodes by number, each a state, with the edges that count. */
export interface Region {
  readonly states: number
  stateOf(node: number): number
  /** The edges that stay in the region; none for nodes outside. */
  successors(node: number, visit: VisitEdge): void
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
  readonly goals: readonly Constraint[]
}

/**
 * The fair cycle that is nearest to the initial state (nodes are numbered by distance), if the region has one.
 *
 * Strongly connected components are split until they are fair or empty. One in which some party, weakly fair, is enabled
 * everywhere and never moves has no fair cycle. One in which a party, strongly fair, is enabled somewhere and never moves is
 * split again without those states (Emerson and Lei, "Modalities for model checking", 1987, on Streett conditions; Latvala
 * and Heljanko, "Coping with strong fairness", 2000). What remains is fair as a whole: go round through all of it.
 */
export function fairCycle(
  space: Space,
  graph: Graph,
  region: Region,
  constraints: readonly Constraint[],
): FairCycle | undefined {
  return new Search(region, constraints, (node) => space.enabled(graph.state(region.stateOf(node)))).nearest()
}

class Search {
  readonly #region: Region
  readonly #constraints: readonly Constraint[]
  readonly #steps: (node: number) => readonly Step[]
  /** By node, the number of the last set that it was in, and its place there. */
  readonly #set: Int32Array
  readonly #place: Int32Array
  #sets = 0

  constructor(region: Region, constraints: readonly Constraint[], steps: (node: number) => readonly Step[]) {
    this.#region = region
    this.#constraints = constraints
    this.#steps = steps
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

  /** Visits the edges of a node that stay in the current set. */
  readonly #edges = (from: number, visit: (edge: Edge) => void): void =>
    this.#region.successors(from, (to, _mover, position) => {
      if (this.#set[to] === this.#sets) visit({ from, position, to })
    })

  /** The components of a set in which an execution can stay for ever, each with its nodes in ascending order. */
  #split(nodes: readonly number[]): number[][] {
    this.#enter(nodes)
    const looped = new Uint8Array(nodes.length)
    const scc = components({
      states: nodes.length,
      successors: (at, visit) =>
        this.#edges(nodes[at], ({ to, position }) => {
          if (to === nodes[at]) looped[at] = 1
          visit(this.#place[to], -1, position)
        }),
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
    const everywhere = this.#constraints.map(() => true)
    const somewhere = this.#constraints.map(() => false)
    const moves = this.#constraints.map(() => false)
    for (const node of nodes) {
      const steps = this.#steps(node)
      const taken = new Set<number>()
      this.#edges(node, ({ position }) => taken.add(position))
      for (const [at, { includes }] of this.#constraints.entries()) {
        const own = steps.flatMap((step, position) => (includes(step) ? [position] : []))
        if (own.length === 0) everywhere[at] = false
        else somewhere[at] = true
        moves[at] ||= own.some((position) => taken.has(position))
      }
    }
    const passedOver = this.#constraints.filter(
      ({ strength }, at) => !moves[at] && (strength === 'weak' ? everywhere : somewhere)[at],
    )
    if (passedOver.some(({ strength }) => strength === 'weak')) return 'unfair'
    if (passedOver.length === 0) return { nodes, goals: this.#constraints.filter((_, at) => somewhere[at]) }
    const rest = nodes.filter((node) => {
      const steps = this.#steps(node)
      return !passedOver.some(({ includes }) => steps.some(includes))
    })
    return { rest }
  }

  /** A way round through all that makes it fair, always to the nearest of what is left. */
  #goRound({ nodes, goals }: Round): readonly number[] {
    this.#enter(nodes)
    const [start] = nodes
    if (this.#region.rests(start)) return []
    const loop: Edge[] = []
    let left = goals
    let at = start
    const go = (until: (edge: Edge) => boolean): void => {
      for (const edge of walk(at, this.#edges, until)) {
        loop.push(edge)
        left = left.filter((goal) => !this.#meets(goal, edge))
        at = edge.to
      }
    }
    while (left.length > 0) go((edge) => left.some((goal) => this.#meets(goal, edge)))
    if (at !== start || loop.length === 0) go(({ to }) => to === start)
    return loop.map(({ position }) => position)
  }

  /** Whether an edge shows that a party is not passed over: it moves, or (weakly) it is not enabled. */
  #meets({ strength, includes }: Constraint, { from, position }: Edge): boolean {
    const steps = this.#steps(from)
    return includes(steps[position]) || (strength === 'weak' && !steps.some(includes))
  }
}
