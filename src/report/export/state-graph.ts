import type { Graph } from '../../check/graph.ts'
import type { Space } from '../../engine/space.ts'
import { calmSteps } from '../../engine/step.ts'

/** A system that was explored to the end. */
export interface StateGraph {
  readonly space: Space
  readonly graph: Graph
}

/** Whether nothing but harm can be taken in a state. */
export function isEnd({ space, graph }: StateGraph, index: number): boolean {
  return calmSteps(space.enabled(graph.state(index))).length === 0
}

/** The labels of a state's steps, by position. */
export function labelsOf({ space, graph }: StateGraph, index: number): readonly string[] {
  return space.enabled(graph.state(index)).map(({ label }) => label)
}
