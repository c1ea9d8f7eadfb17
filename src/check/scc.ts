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
  const n = graph.states
  const of = new Int32Array(n).fill(-1)
  const order = new Int32Array(n).fill(-1)
  const low = new Int32Array(n)
  const path: number[] = []
  const open: number[] = []
  // The edges still to follow of the states on the path; each state's lie above `base` of its depth.
  const ahead: number[] = []
  const base: number[] = []
  let counter = 0
  let count = 0

  const follow = (target: number): void => {
    ahead.push(target)
  }
  const enter = (state: number): void => {
    order[state] = counter
    low[state] = counter++
    path.push(state)
    open.push(state)
    base.push(ahead.length)
    graph.successors(state, follow)
  }
  const leave = (): void => {
    const state = path.pop() as number
    base.pop()
    const below = path.at(-1)
    if (below !== undefined) low[below] = Math.min(low[below], low[state])
    if (low[state] !== order[state]) return
    let member: number
    do {
      member = open.pop() as number
      of[member] = count
    } while (member !== state)
    count++
  }
  for (let root = 0; root < n; root++) {
    if (order[root] >= 0) continue
    enter(root)
    while (path.length > 0) {
      const state = path[path.length - 1]
      if (ahead.length === base[base.length - 1]) {
        leave()
        continue
      }
      const target = ahead.pop() as number
      if (order[target] < 0) enter(target)
      else if (of[target] < 0) low[state] = Math.min(low[state], order[target])
    }
  }
  return { count, of }
}
