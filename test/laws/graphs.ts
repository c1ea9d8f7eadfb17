import type { Graph } from '../../src/check/graph.ts'
import type { Reductions } from '../../src/check/reduced.ts'
import { reducedSearch, reductionsOf } from '../../src/check/reduced.ts'
import { search } from '../../src/check/search.ts'
import type { Stuck } from '../../src/check/stuck.ts'
import { findStuck } from '../../src/check/stuck.ts'
import { Network } from '../../src/engine/network.ts'
import type { StateVector } from '../../src/engine/space.ts'
import type { System } from '../../src/index.ts'
import { snapshotKey } from './comparable.ts'

/** Which reductions a graph is made with. */
export interface Reduced {
  readonly partialOrder: boolean
  readonly symmetry: boolean
}

/** What a graph says of a system, in words that do not depend on how many of its states it has. */
interface Said {
  /** Snapshots that an actor comes to, and states in which nothing is enabled. */
  readonly snapshots: ReadonlySet<string>
  readonly ends: ReadonlySet<string>
  /** By state, the actors that are stuck there. */
  readonly stuck: ReadonlyMap<string, string>
}

const UNWATCHED = { flagged: () => {} }

/**
 * The graphs of a system of which nobody asks anything, so that as much is left out as ever may be; `undefined` when the full
 * one has too many states. The reduced one is made first, when nothing is known yet.
 */
export function bothGraphs(system: System, by: Reduced, states: number): { full: Said; reduced: Said } | undefined {
  const network = new Network(system, system.clock ?? 'free')
  const start = network.initial().state
  const reductions = reductionsOf(network, [], by.partialOrder, by.symmetry) as Reductions
  for (;;) {
    reductions.begin(start)
    const reduced = ended(reducedSearch(network, start, { states }, UNWATCHED, reductions))
    if (reduced.hit !== undefined) return undefined
    if (!reductions.isSettled(reduced)) continue
    const full = ended(search(network, start, { states }, UNWATCHED))
    return full.hit === undefined ? { full: said(network, full), reduced: said(network, reduced) } : undefined
  }
}

function ended(run: Generator<unknown, Graph>): Graph {
  for (;;) {
    const { done, value } = run.next()
    if (done) return value
  }
}

function said(network: Network, graph: Graph): Said {
  const found = { snapshots: new Set<string>(), ends: new Set<string>(), stuck: new Map<string, string>() }
  const analysis: Stuck = findStuck(network, graph)
  for (let index = 0; index < graph.states; index++) {
    const state = graph.state(index)
    found.stuck.set(nameOf(state), analysis.in(index).join())
    const images = graph.symmetry?.images(state).map((image) => image.slice()) ?? [state]
    for (const image of images) {
      for (const actor of network.view(image).actors()) found.snapshots.add(`${actor.name} ${snapshotKey(actor)}`)
      if (network.enabled(state).length === 0) found.ends.add(nameOf(image))
    }
  }
  return found
}

/** A state as a text; slots that appear later do not change it. */
export function nameOf(state: StateVector): string {
  return state.join().replace(/(,0)+$/, '')
}
