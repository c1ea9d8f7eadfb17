import type { Graph } from './graph.ts'
import { IntList } from './int-list.ts'
import type { Digraph } from './scc.ts'

/** One bit that runs along with an execution: whether something is owed. */
export interface Obligation {
  /** Whether it is owed in the initial state, which has number 0. */
  readonly initial: boolean
  /** Whether it is owed in the state that a step leads to. */
  next(owed: boolean, target: number): boolean
}

/**
 * The graph composed with an obligation: its nodes are the reachable pairs of a state and that bit, numbered from 0 in the
 * order of their distance.
 */
export interface Product extends Digraph {
  /** The number of a node's state in the graph. */
  stateOf(node: number): number
  owed(node: number): boolean
  /** The positions of the steps on a shortest path to a node. */
  pathTo(node: number): number[]
}

/** Composes a complete graph with an obligation, breadth-first. */
export function product(graph: Graph, obligation: Obligation): Product {
  // By state and bit, the node's number; -1 where there is none (yet).
  const numbers = new Int32Array(2 * graph.states).fill(-1)
  const pairs = new IntList()
  const parents = new IntList()
  const positions = new IntList()
  const add = (pair: number, from: number, by: number): void => {
    if (numbers[pair] >= 0) return
    numbers[pair] = pairs.length
    pairs.push(pair)
    parents.push(from)
    positions.push(by)
  }
  const pairAt = (owed: boolean, target: number): number => 2 * target + (obligation.next(owed, target) ? 1 : 0)
  const owed = (node: number): boolean => (pairs.get(node) & 1) === 1
  const stateOf = (node: number): number => pairs.get(node) >>> 1
  add(obligation.initial ? 1 : 0, -1, -1)
  for (let node = 0; node < pairs.length; node++) {
    const owing = owed(node)
    graph.successors(stateOf(node), (target, _mover, position) => add(pairAt(owing, target), node, position))
  }
  return {
    states: pairs.length,
    stateOf,
    owed,
    degree: (node) => graph.degree(stateOf(node)),
    target: (node, position) => {
      const target = graph.target(stateOf(node), position)
      return target < 0 ? -1 : numbers[pairAt(owed(node), target)]
    },
    pathTo: (node) => {
      const path: number[] = []
      for (let at = node; parents.get(at) >= 0; at = parents.get(at)) path.push(positions.get(at))
      return path.reverse()
    },
  }
}
