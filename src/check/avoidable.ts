import type { Graph } from './graph.ts'

/** The states from which one of these can be reached, as flags. */
function reaching(graph: Graph, isGoal: (index: number) => boolean): Uint8Array {
  const flags = Uint8Array.from({ length: graph.states }, (_, index) => Number(isGoal(index)))
  // Successors mostly have higher numbers, so that backwards few rounds suffice.
  for (let changed = true; changed; ) {
    changed = false
    for (let index = graph.states - 1; index >= 0; index--) {
      if (flags[index] === 1) continue
      graph.successors(index, (target) => {
        if (flags[target] === 1) flags[index] = 1
      })
      if (flags[index] === 1) changed = true
    }
  }
  return flags
}

/**
 * The states, as flags, from which deadlock can still be avoided: some continuation leads to where no deadlock can be
 * reached any more. On a complete graph, from one state of each deadlock.
 */
export function avoidable(graph: Graph, deadlocks: readonly number[]): Uint8Array {
  const dead = new Set(deadlocks)
  const endangered = reaching(graph, (index) => dead.has(index))
  return reaching(graph, (index) => endangered[index] === 0)
}
