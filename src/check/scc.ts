import type { Graph } from './graph.ts'

/** As much of a graph as its components depend on. A target of -1 is an edge that does not count. */
export type Digraph = Pick<Graph, 'states' | 'degree' | 'target'>

/** The strongly connected components of a graph; an edge never leads to a component with a higher number. */
export interface Components {
  readonly count: number
  /** By state, its component; -1 for states that are not reachable from the roots. */
  readonly of: Int32Array
}

/**
 * Tarjan's algorithm (Tarjan 1972, "Depth-first search and linear graph algorithms"), with an explicit stack instead of
 * recursion, from all states or those chosen as roots. Components are numbered in the order in which they are completed:
 * successors first.
 */
export function components(graph: Digraph, isRoot: (state: number) => boolean = () => true): Components {
  const n = graph.states
  const of = new Int32Array(n).fill(-1)
  // Counted from 1, so that what is not visited is never written, and takes no memory.
  const order = new Int32Array(n)
  const low = new Int32Array(n)
  const edge = new Int32Array(n)
  const path = new Int32Array(n)
  const open = new Int32Array(n)
  let [counter, count, depth, pending] = [0, 0, 0, 0]

  const enter = (state: number): void => {
    order[state] = ++counter
    low[state] = counter
    path[depth++] = state
    open[pending++] = state
  }
  const leave = (state: number): void => {
    depth--
    if (depth > 0) low[path[depth - 1]] = Math.min(low[path[depth - 1]], low[state])
    if (low[state] !== order[state]) return
    let member: number
    do {
      member = open[--pending]
      of[member] = count
    } while (member !== state)
    count++
  }
  for (let root = 0; root < n; root++) {
    if (order[root] > 0 || !isRoot(root)) continue
    enter(root)
    while (depth > 0) {
      const state = path[depth - 1]
      if (edge[state] === graph.degree(state)) {
        leave(state)
        continue
      }
      // Of -1 neither array knows anything.
      const target = graph.target(state, edge[state]++)
      if (order[target] === 0) enter(target)
      else if (of[target] < 0) low[state] = Math.min(low[state], order[target])
    }
  }
  return { count, of }
}

/** All states that lie in components, in their order: successors before predecessors. A counting sort. */
export function statesByComponent({ count, of }: Components): Int32Array {
  const next = new Int32Array(count + 1)
  for (const component of of) if (component >= 0) next[component + 1]++
  for (let component = 0; component < count; component++) next[component + 1] += next[component]
  const sorted = new Int32Array(next[count])
  of.forEach((component, state) => {
    if (component >= 0) sorted[next[component]++] = state
  })
  return sorted
}
