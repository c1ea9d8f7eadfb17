import type { Digraph } from './scc.ts'

/** An edge between two numbered nodes, with the position of its step. */
export interface Edge {
  readonly from: number
  readonly position: number
  readonly to: number
}

/** The edges of a node that count. */
export function edgesOf(graph: Digraph, from: number): readonly Edge[] {
  const edges: Edge[] = []
  for (let position = 0; position < graph.degree(from); position++) {
    const to = graph.target(from, position)
    if (to >= 0) edges.push({ from, position, to })
  }
  return edges
}

/**
 * A shortest path up to and with an edge that will do.
 * @throws RangeError when there is none; callers know that there is.
 */
export function walk(graph: Digraph, start: number, until: (edge: Edge) => boolean): readonly Edge[] {
  const cameBy = new Map<number, Edge | undefined>([[start, undefined]])
  for (const [node] of cameBy) {
    const edges = edgesOf(graph, node)
    const last = edges.find(until)
    if (last !== undefined) {
      const path = [last]
      for (let edge = cameBy.get(last.from); edge !== undefined; edge = cameBy.get(edge.from)) path.push(edge)
      return path.reverse()
    }
    for (const edge of edges) if (!cameBy.has(edge.to)) cameBy.set(edge.to, edge)
  }
  throw new RangeError('there is no such path')
}
