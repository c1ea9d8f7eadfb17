import type { Graph } from '../../check/graph.ts'
import type { Network } from '../../engine/network.ts'

/** A system that was explored to the end. */
export interface StateGraph {
  readonly space: Network
  readonly graph: Graph
}

/** The labels of a state's steps, by position. */
export function labelsOf({ space, graph }: StateGraph, index: number): readonly string[] {
  return space.enabled(graph.state(index)).map(({ label }) => label)
}
