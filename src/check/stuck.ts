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

/** By state, the slots that some step reachable from it moves. */
class ReachableMovers {
  readonly #graph: Graph
  readonly #words: number
  /** By state, whether all slots that move anywhere are moved from here: it needs no more looks, and no bits. */
  readonly #full: Uint8Array
  /** By state, the slots as bits; and those of all slots that move anywhere. */
  readonly #bits: Uint32Array
  readonly #all: Uint32Array

  constructor(graph: Graph, slots: number, harmed: boolean) {
    this.#graph = graph
    this.#words = Math.max(1, Math.ceil(slots / 32))
    this.#full = new Uint8Array(graph.states)
    this.#bits = new Uint32Array(graph.states * this.#words)
    this.#all = new Uint32Array(this.#words)
    for (const slot of graph.movers) this.#all[slot >>> 5] |= 1 << (slot & 31)
    // From the initial state all that moves is reachable, and so it is from every state that leads back there; unless it
    // takes harm to come to some of it.
    this.#full[0] = harmed ? 0 : 1
    this.#sweep((state) => this.#leadsToFull(state))
    for (let state = graph.states - 1; state >= 0; state--) if (!this.isFull(state)) this.#addOwn(state)
    this.#sweep((state) => this.#gather(state))
  }

  has(state: number, slot: number): boolean {
    if (this.isFull(state)) return this.#graph.movers.has(slot)
    return ((this.#bits[state * this.#words + (slot >>> 5)] >>> (slot & 31)) & 1) === 1
  }

  isFull(state: number): boolean {
    return this.#full[state] === 1
  }

  /** Looks at all states that are not full, to and fro, until that changes none of them. */
  #sweep(look: (state: number) => boolean): void {
    const n = this.#graph.states
    for (let [changed, forwards] = [true, false]; changed; forwards = !forwards) {
      changed = false
      for (let step = 0; step < n; step++) {
        const state = forwards ? step : n - 1 - step
        if (this.#full[state] === 0 && look(state)) changed = true
      }
    }
  }

  #leadsToFull(state: number): boolean {
    const degree = this.#graph.degree(state)
    for (let position = 0; position < degree; position++) {
      if (this.#full[this.#graph.target(state, position)] === 0) continue
      this.#full[state] = 1
      return true
    }
    return false
  }

  /** Adds what the successors have; says whether that was anything new. */
  #gather(state: number): boolean {
    if (this.#leadsToFull(state)) return true
    const bits = this.#bits
    const words = this.#words
    const degree = this.#graph.degree(state)
    let changed = false
    for (let position = 0; position < degree; position++) {
      const target = this.#graph.target(state, position)
      const turned = this.#graph.turned?.(state, position)
      if (turned !== undefined && this.#gatherTurned(state, target, turned)) changed = true
      for (let word = 0; word < words && turned === undefined; word++) {
        const before = bits[state * words + word]
        bits[state * words + word] |= bits[target * words + word]
        if (bits[state * words + word] !== before) changed = true
      }
    }
    if (changed) this.#full[state] = this.#all.every((word, at) => bits[state * words + at] === word) ? 1 : 0
    return changed
  }

  /** The same where the slots of the successor are found elsewhere in the state that stands for it. */
  #gatherTurned(state: number, target: number, turned: Int32Array): boolean {
    let changed = false
    for (let slot = 0; slot < turned.length; slot++) {
      if (this.has(state, slot) || !this.has(target, turned[slot])) continue
      this.#bits[state * this.#words + (slot >>> 5)] |= 1 << (slot & 31)
      changed = true
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
 * that moves it; the graph is the calm one. What is reachable is gathered from successors, in sweeps to and fro over all states until nothing changes:
 * a sweep hands on along a path as far as its states come in the sweep's order. A state that has all there is needs no
 * more looks, and few are left after the first sweeps. Components are made only of what lies behind stuck actors.
 */
export function findStuck(space: Space, graph: Graph): Stuck {
  const reachable = new ReachableMovers(graph, space.slots.length, space.harmed === true)
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
export function bottoms(graph: Graph, scc: Components): Uint8Array {
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
