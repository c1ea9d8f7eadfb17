import type { Graph } from '../../check/graph.ts'
import type { Space } from '../../engine/space.ts'

/** A system that was explored to the end. */
export interface StateGraph {
  readonly space: Space
  readonly graph: Graph
}

/** The labels of a state's steps, by position. */
export function labelsOf({ space, graph }: StateGraph, index: number): readonly string[] {
  return space.enabled(graph.state(index)).map(({ label }) => label)
}
