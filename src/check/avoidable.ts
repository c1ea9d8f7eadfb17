import type { Graph } from './graph.ts'
import type { Stuck } from './stuck.ts'

/**
 * The states, as flags, from which some schedule avoids deadlock: it comes to a proper end, or goes on for ever without an
 * actor that is stuck. The greatest set of states without stuck actors in which each has a successor or none at all; on a
 * complete graph.
 */
export function avoidable(graph: Graph, stuck: Stuck): Uint8Array {
  const flags = Uint8Array.from({ length: graph.states }, (_, index) => Number(stuck.in(index).length === 0))
  const escapes = (index: number): boolean => {
    const degree = graph.degree(index)
    for (let position = 0; position < degree; position++) if (flags[graph.target(index, position)] === 1) return true
    return degree === 0
  }
  // Successors mostly have higher numbers, so that backwards few rounds suffice.
  for (let changed = true; changed; ) {
    changed = false
    for (let index = graph.states - 1; index >= 0; index--) {
      if (flags[index] === 0 || escapes(index)) continue
      flags[index] = 0
      changed = true
    }
  }
  return flags
}
