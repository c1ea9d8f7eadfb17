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
  /** Whether an actor has a timer in some state. */
  readonly timed: boolean
}

/** In what two graphs of a system differ; of the states of the second each must be one of the first. */
export function unlike(full: Said, reduced: Said): string[] {
  const both = (what: 'ends' | 'snapshots'): string[] => [
    ...[...full[what]].filter((each) => !reduced[what].has(each)).map((each) => `missed: ${each}`),
    ...[...reduced[what]].filter((each) => !full[what].has(each)).map((each) => `made up: ${each}`),
  ]
  const stuck = [...reduced.stuck].filter(([state, slots]) => full.stuck.get(state) !== slots)
  return [...both('ends'), ...both('snapshots'), ...stuck.map(([state, slots]) => `stuck in ${state}: ${slots}`)]
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
    reductions.begin(start, [])
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
  const found = {
    snapshots: new Set<string>(),
    ends: new Set<string>(),
    stuck: new Map<string, string>(),
    timed: false,
  }
  const analysis: Stuck = findStuck(network, graph)
  for (let index = 0; index < graph.states; index++) {
    const state = graph.state(index)
    found.timed ||= state.some((config, slot) => config !== 0 && network.timed(slot, config))
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
