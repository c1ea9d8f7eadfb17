import { explain, findCycle } from '../engine/explanation.ts'
import type { Space, StateVector } from '../engine/space.ts'
import { calmSteps } from '../engine/step.ts'
import type { Violation } from '../engine/verdict.ts'
import { signatureOf } from '../engine/verdict.ts'
import type { Graph } from './graph.ts'
import { markSteps } from './marks.ts'
import type { Digraph } from './scc.ts'
import { components, statesByComponent } from './scc.ts'
import type { Stuck } from './stuck.ts'

/** A deadlock that only a timer breaks: the first state that shows it. */
export interface Masked {
  readonly index: number
  readonly violation: Violation & { readonly kind: 'timeout-masked' }
}

/**
 * By state, whether a slot is moved by any step that is reachable from there without the firing of a timer. Movers are handed
 * on from component to component, successors first.
 */
function movedWithoutTimers(space: Space, graph: Graph): (index: number, slot: number) => boolean {
  const isTimeout = markSteps(graph, (index) => {
    const steps = space.enabled(graph.state(index))
    return (position) => steps[position].kind === 'timeout'
  })
  const untimed: Digraph = {
    states: graph.states,
    degree: (index) => graph.degree(index),
    target: (index, position) => (isTimeout(index, position) ? -1 : graph.target(index, position)),
  }
  const scc = components(untimed)
  const { of, count } = scc
  const words = Math.ceil(space.slots.length / 32)
  const movers = new Uint32Array(count * words)
  for (const index of statesByComponent(scc)) {
    const own = of[index] * words
    graph.successors(index, (target, mover, position) => {
      if (isTimeout(index, position)) return
      if (mover >= 0) movers[own + (mover >>> 5)] |= 1 << (mover & 31)
      for (let word = 0; word < words; word++) movers[own + word] |= movers[of[target] * words + word]
    })
  }
  return (index, slot) => ((movers[of[index] * words + (slot >>> 5)] >>> (slot & 31)) & 1) === 1
}

/**
 * The wait-for cycles that only timers break, each (by its signature) in the first state that shows it: all members are
 * stuck in the graph without the firing of timers, and are not in the graph with it.
 */
export function findMasked(space: Space, graph: Graph, stuck: Stuck): readonly Masked[] {
  if (!space.clocked) return []
  const isMoved = movedWithoutTimers(space, graph)
  const found = new Map<string, Masked>()
  const seen = new Set<string>()
  for (let index = 0; index < graph.states; index++) {
    const state = graph.state(index)
    const waiting = [...state.keys()].filter(
      (slot) => !isMoved(index, slot) && space.readiness(slot, state[slot]) === 'running',
    )
    if (waiting.length === 0) continue
    const forGood = stuck.in(index)
    const slots = waiting.filter((slot) => !forGood.includes(slot))
    const key = slots.map((slot) => `${slot}:${state[slot]}`).join()
    if (seen.has(key)) continue
    seen.add(key)
    const names = slots.map((slot) => space.slots[slot])
    const waits = space.waits(state)
    if (findCycle(waits, new Set(names)).length === 0) continue
    const explanation = explain(waits, names)
    const masked = { kind: 'timeout-masked', explanation } as const
    const signature = signatureOf({ ...masked, cost: 0 })
    if (found.has(signature)) continue
    const cost = timeToMove(space, state, new Set(explanation.core))
    found.set(signature, { index, violation: { ...masked, cost } })
  }
  return [...found.values()]
}

/**
 * The least virtual time from a state to a step of one of these actors (Dijkstra 1959; by buckets of equal distance, for
 * most steps take no time).
 */
export function timeToMove(space: Space, from: StateVector, actors: ReadonlySet<string>): number {
  const distances = new Map<string, number>()
  const buckets = new Map<number, StateVector[]>()
  let least = Number.POSITIVE_INFINITY
  const reach = (state: StateVector, time: number): void => {
    const key = state.join()
    if (time >= (distances.get(key) ?? Number.POSITIVE_INFINITY)) return
    distances.set(key, time)
    buckets.set(time, buckets.get(time) ?? [])
    buckets.get(time)?.push(state)
  }
  const leave = (state: StateVector, time: number): void => {
    for (const [position, { moves, actor }] of calmSteps(space.enabled(state)).entries()) {
      const { state: next, elapsed } = space.take(state, position)
      if (moves && actors.has(actor)) least = Math.min(least, time + elapsed)
      reach(next, time + elapsed)
    }
  }
  reach(from, 0)
  while (buckets.size > 0) {
    const near = Math.min(...buckets.keys())
    if (near >= least) return least
    // Steps that take no time add to the bucket while it is being emptied.
    for (const state of buckets.get(near) ?? []) if (distances.get(state.join()) === near) leave(state, near)
    buckets.delete(near)
  }
  return least
}
