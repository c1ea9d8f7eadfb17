import type { Space } from '../engine/space.ts'
import { HARM } from '../engine/space.ts'
import type { Graph } from './graph.ts'

/**
 * A graph without the steps that are harm: what can still happen when the environment does no more. All its states are there,
 * also those that only harm leads to, and the positions of the other steps are the same, for harm comes last. Nobody may count on
 * harm: who is moved by it alone is stuck, and an execution that only it could go on with may end.
 */
export function calm(space: Space, graph: Graph): Graph {
  if (space.harmed !== true) return graph
  const degrees = new Uint32Array(graph.expanded)
  for (let index = 0; index < graph.expanded; index++) {
    graph.successors(index, (_, mover) => {
      if (mover !== HARM) degrees[index]++
    })
  }
  return {
    states: graph.states,
    expanded: graph.expanded,
    transitions: graph.transitions,
    depth: graph.depth,
    hit: graph.hit,
    bytes: graph.bytes + degrees.byteLength,
    movers: graph.movers,
    state: (index) => graph.state(index),
    indexOf: (state) => graph.indexOf(state),
    degree: (index) => degrees[index],
    target: (index, position) => graph.target(index, position),
    successors: (index, visit) =>
      graph.successors(index, (target, mover, position) => {
        if (mover !== HARM) visit(target, mover, position)
      }),
    parent: (index) => graph.parent(index),
    position: (index) => graph.position(index),
  }
}
