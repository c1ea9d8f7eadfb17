import type { Graph } from './graph.ts'

/** Says of steps, by their state and position, whether they are marked. */
export type Marks = (index: number, position: number) => boolean

/** Asks about all steps of a complete graph once, state by state, and keeps the answers. */
export function markSteps(graph: Graph, marksOf: (index: number) => (position: number) => boolean): Marks {
  const offsets = new Float64Array(graph.states + 1)
  const marks = new Uint8Array(graph.transitions)
  for (let index = 0; index < graph.states; index++) {
    const degree = graph.degree(index)
    offsets[index + 1] = offsets[index] + degree
    const isMarked = marksOf(index)
    for (let position = 0; position < degree; position++) {
      if (isMarked(position)) marks[offsets[index] + position] = 1
    }
  }
  return (index, position) => marks[offsets[index] + position] === 1
}
