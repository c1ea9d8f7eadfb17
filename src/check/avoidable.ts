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
    if (graph.degree(index) === 0) return true
    let found = false
    graph.successors(index, (target) => {
      if (flags[target] === 1) found = true
    })
    return found
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
