import type { Space } from '../engine/space.ts'
import type { Graph } from './graph.ts'
import type { Components } from './scc.ts'
import { components } from './scc.ts'

/** Which actors are stuck where, on a complete graph. */
export interface Stuck {
  /** The slots that are stuck in a state: neither finished nor idle, and moved by no step reachable from there. */
  in(index: number): readonly number[]
  /** Whether a state with stuck actors lies in a bottom component: what is not stuck there will recur for ever. */
  isBottom(index: number): boolean
  /** One state (the first found) of each bottom component in which an actor is stuck. */
  readonly deadlocks: readonly number[]
}

/** By state, the slots (as bits) that some step reachable from it moves. */
class ReachableMovers {
  readonly #graph: Graph
  readonly #words: number
  readonly #bits: Uint32Array
  /** The bits of all slots that move anywhere: a state that has them all needs no more looks. */
  readonly #all: Uint32Array

  constructor(graph: Graph, slots: number) {
    this.#graph = graph
    this.#words = Math.max(1, Math.ceil(slots / 32))
    this.#bits = new Uint32Array(graph.states * this.#words)
    this.#all = new Uint32Array(this.#words)
    for (const slot of graph.movers) this.#all[slot >>> 5] |= 1 << (slot & 31)
    // From the initial state all that moves is reachable, and so it is from every state that leads back there.
    this.#bits.set(this.#all)
    this.#settle()
    for (let state = graph.states - 1; state >= 0; state--) {
      if (!this.isFull(state)) this.#addOwn(state)
    }
    this.#settle()
  }

  #settle(): void {
    for (let forwards = false; this.#sweep(forwards); ) forwards = !forwards
  }

  has(state: number, slot: number): boolean {
    return ((this.#bits[state * this.#words + (slot >>> 5)] >>> (slot & 31)) & 1) === 1
  }

  /** Whether all slots that move anywhere are moved from here. */
  isFull(state: number): boolean {
    for (let word = 0; word < this.#words; word++) {
      if (this.#bits[state * this.#words + word] !== this.#all[word]) return false
    }
    return true
  }

  /** Gathers again in all states that lack anything; says whether any has changed. */
  #sweep(forwards: boolean): boolean {
    const n = this.#graph.states
    let changed = false
    for (let step = 0; step < n; step++) {
      const state = forwards ? step : n - 1 - step
      if (!this.isFull(state) && this.#gather(state)) changed = true
    }
    return changed
  }

  /** Adds what the successors have; says whether that was anything new. */
  #gather(state: number): boolean {
    const bits = this.#bits
    const words = this.#words
    const degree = this.#graph.degree(state)
    let changed = false
    for (let position = 0; position < degree; position++) {
      const target = this.#graph.target(state, position)
      for (let word = 0; word < words; word++) {
        const before = bits[state * words + word]
        const after = before | bits[target * words + word]
        if (after >>> 0 === before) continue
        bits[state * words + word] = after
        changed = true
      }
      if (changed && this.isFull(state)) return true
    }
    return changed
  }

  #addOwn(state: number): void {
    this.#graph.successors(state, (_, mover) => {
      if (mover >= 0) this.#bits[state * this.#words + (mover >>> 5)] |= 1 << (mover & 31)
    })
  }
}

/** Says of configurations, each asked about once, whether an actor that never moves again is stuck there. */
function runningIn(space: Space): (slot: number, config: number) => boolean {
  const known: boolean[][] = space.slots.map(() => [])
  return (slot, config) => {
    known[slot][config] ??= space.readiness(slot, config) === 'running'
    return known[slot][config]
  }
}

/**
 * The exact analysis of partial deadlock: an actor is stuck in a state when no state reachable from there has a step
 * that moves it. What is reachable is gathered from successors, in sweeps to and fro over all states until nothing changes:
 * a sweep hands on along a path as far as its states come in the sweep's order. A state that has all there is needs no
 * more looks, and few are left after the first sweeps. Components are made only of what lies behind stuck actors.
 */
export function findStuck(space: Space, graph: Graph): Stuck {
  const reachable = new ReachableMovers(graph, space.slots.length)
  const running = runningIn(space)
  const immobile = space.slots.some((_, slot) => !graph.movers.has(slot))
  const stuckIn = (index: number): readonly number[] => {
    if (!immobile && reachable.isFull(index)) return []
    const slots: number[] = []
    graph.state(index).forEach((config, slot) => {
      if (!reachable.has(index, slot) && running(slot, config)) slots.push(slot)
    })
    return slots
  }
  const scc = components(graph, (state) => stuckIn(state).length > 0)
  const bottom = bottoms(graph, scc)
  const deadlocks: number[] = []
  const seen = new Uint8Array(scc.count)
  scc.of.forEach((component, state) => {
    if (component < 0 || bottom[component] === 0 || seen[component] === 1) return
    seen[component] = 1
    if (stuckIn(state).length > 0) deadlocks.push(state)
  })
  return { in: stuckIn, isBottom: (index) => scc.of[index] >= 0 && bottom[scc.of[index]] === 1, deadlocks }
}

/** By component, whether no edge leaves it. */
function bottoms(graph: Graph, scc: Components): Uint8Array {
  const bottom = new Uint8Array(scc.count).fill(1)
  for (let state = 0; state < graph.states; state++) {
    const own = scc.of[state]
    if (own < 0 || bottom[own] === 0) continue
    const degree = graph.degree(state)
    for (let position = 0; position < degree; position++) {
      if (scc.of[graph.target(state, position)] !== own) bottom[own] = 0
    }
  }
  return bottom
}
