/** An edge between two numbered nodes, with the position of its step. */
export interface Edge {
  readonly from: number
  readonly position: number
  readonly to: number
}

/**
 * A shortest path, over these edges, up to and with an edge that will do.
 * @throws RangeError when there is none; callers know that there is.
 */
export function walk(
  start: number,
  edgesOf: (from: number, visit: (edge: Edge) => void) => void,
  until: (edge: Edge) => boolean,
): readonly Edge[] {
  const cameBy = new Map<number, Edge | undefined>([[start, undefined]])
  for (const [node] of cameBy) {
    const edges: Edge[] = []
    edgesOf(node, (edge) => edges.push(edge))
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
