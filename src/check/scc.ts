import type { Graph } from './search.ts'

/** The strongly connected components of a graph; an edge never leads to a component with a higher number. */
export interface Components {
  readonly count: number
  /** By state, its component. */
  readonly of: Int32Array
}

/**
 * Tarjan's algorithm (Tarjan 1972, "Depth-first search and linear graph algorithms"), with an explicit stack instead of
 * recursion. Components are numbered in the order in which they are completed: successors first.
 */
export function components(graph: Graph): Components {
  const n = graph.store.count
  const { offsets, targets } = graph
  const of = new Int32Array(n).fill(-1)
  const order = new Int32Array(n).fill(-1)
  const low = new Int32Array(n)
  const edge = new Int32Array(n)
  const path = new Int32Array(n)
  const open = new Int32Array(n)
  let [counter, count, depth, pending] = [0, 0, 0, 0]

  const enter = (state: number): void => {
    order[state] = counter
    low[state] = counter++
    edge[state] = offsets.get(state)
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
    if (order[root] >= 0) continue
    enter(root)
    while (depth > 0) {
      const state = path[depth - 1]
      if (edge[state] >= offsets.get(state + 1)) {
        leave(state)
        continue
      }
      const target = targets.get(edge[state]++)
      if (order[target] < 0) enter(target)
      else if (of[target] < 0) low[state] = Math.min(low[state], order[target])
    }
  }
  return { count, of }
}
