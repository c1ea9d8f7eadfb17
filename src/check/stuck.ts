import type { Space } from '../engine/space.ts'
import type { Components } from './scc.ts'
import { components } from './scc.ts'
import type { Graph } from './search.ts'

/** Which actors are stuck where, on a complete graph. */
export interface Stuck {
  /** The slots that are stuck in a state: neither finished nor idle, and moved by no step reachable from there. */
  in(index: number): readonly number[]
  /** Whether the state lies in a bottom component: what is not stuck there will recur for ever. */
  isBottom(index: number): boolean
  /** One state (the first found) of each bottom component in which an actor is stuck. */
  readonly deadlocks: readonly number[]
}

/** By component, the slots (as bits) that some step reachable from it moves, and whether no edge leaves it. */
function reachableMovers(graph: Graph, scc: Components, words: number): { movers: Uint32Array; bottom: Uint8Array } {
  const movers = new Uint32Array(scc.count * words)
  const bottom = new Uint8Array(scc.count).fill(1)
  const members = statesByComponent(scc)
  for (const state of members) {
    const own = scc.of[state]
    graph.successors(state, (target, mover) => {
      if (mover >= 0) movers[own * words + (mover >>> 5)] |= 1 << (mover & 31)
      const other = scc.of[target]
      if (other === own) return
      bottom[own] = 0
      for (let word = 0; word < words; word++) movers[own * words + word] |= movers[other * words + word]
    })
  }
  return { movers, bottom }
}

/** All states, grouped by component in ascending order: a counting sort. Successors come before predecessors. */
function statesByComponent(scc: Components): Int32Array {
  const next = new Int32Array(scc.count + 1)
  for (const component of scc.of) next[component + 1]++
  for (let component = 0; component < scc.count; component++) next[component + 1] += next[component]
  const sorted = new Int32Array(scc.of.length)
  scc.of.forEach((component, state) => {
    sorted[next[component]++] = state
  })
  return sorted
}

/**
 * The exact analysis of partial deadlock: an actor is stuck in a state when no state reachable from there has a step
 * that moves it. Backward propagation over the component graph, linear in its edges (times slots / 32).
 */
export function findStuck(space: Space, graph: Graph): Stuck {
  const words = Math.max(1, Math.ceil(space.slots.length / 32))
  const scc = components(graph)
  const { movers, bottom } = reachableMovers(graph, scc, words)
  const stuckIn = (index: number): readonly number[] => {
    const state = graph.state(index)
    const base = scc.of[index] * words
    const slots: number[] = []
    for (let slot = 0; slot < state.length; slot++) {
      const moves = (movers[base + (slot >>> 5)] >>> (slot & 31)) & 1
      if (moves === 0 && space.readiness(slot, state[slot]) === 'running') slots.push(slot)
    }
    return slots
  }
  const deadlocks: number[] = []
  const seen = new Uint8Array(scc.count)
  scc.of.forEach((component, state) => {
    if (bottom[component] === 0 || seen[component] === 1) return
    seen[component] = 1
    if (stuckIn(state).length > 0) deadlocks.push(state)
  })
  return { in: stuckIn, isBottom: (index) => bottom[scc.of[index]] === 1, deadlocks }
}
