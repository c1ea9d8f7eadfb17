import { explain, findCycle } from '../engine/explanation.ts'
import type { Space, StateVector } from '../engine/space.ts'
import type { Counterexample, Explanation, Violation } from '../engine/verdict.ts'
import { signatureOf } from '../engine/verdict.ts'
import { avoidable } from './avoidable.ts'
import type { Graph } from './graph.ts'
import type { Stuck } from './stuck.ts'

/** The signatures of more deadlocks than these are not collected: a system with so many has one cause. */
const SIGNED_DEADLOCKS = 2_000

/**
 * The first state, in the order of distance, that shows a deadlock: its wait-for cycle is closed and all its members
 * are stuck, or (no cycle is declared) nothing but what is not stuck can still change.
 */
function firstDeadlock(space: Space, graph: Graph, stuck: Stuck): number | undefined {
  if (stuck.deadlocks.length === 0) return undefined
  for (let index = 0; index < graph.states; index++) {
    const slots = stuck.in(index)
    if (slots.length === 0) continue
    if (stuck.isBottom(index)) return index
    const names = new Set(slots.map((slot) => space.slots[slot]))
    if (findCycle(space.waits(graph.state(index)), names).length > 0) return index
  }
  return undefined
}

/**
 * After how many steps of the deadlock's counterexample no schedule avoided it any more; `undefined` where the deadlock has none.
 * Exact on the full graph only. No schedule: none without further harm.
 */
export function fatalStep(
  graph: Graph,
  calmed: Graph,
  stuck: Stuck,
  findings: readonly Counterexample[],
): number | undefined {
  const steps = findings.find(({ violation }) => violation.kind === 'deadlock')?.steps
  if (steps === undefined) return undefined
  const escapes = avoidable(calmed, stuck)
  let index = 0
  const after = steps.findIndex(({ choice }) => {
    if (escapes[index] === 0) return true
    let next = index
    graph.successors(index, (target, _, position) => {
      if (position === choice) next = target
    })
    index = next
    return false
  })
  return after < 0 ? steps.length : after
}

function explainState(space: Space, state: StateVector, slots: readonly number[]): Explanation {
  // Children by their addresses: which of them the search met first must not matter.
  const names = slots.map((slot) => space.slots[slot])
  const children = names.filter((name) => name.includes('/')).sort()
  return explain(space.waits(state), [...names.filter((name) => !name.includes('/')), ...children])
}

/** An incomplete search still finds global deadlocks: states in which nothing is enabled and somebody is not done. */
function firstQuiescent(space: Space, graph: Graph): { index: number; slots: readonly number[] } | undefined {
  for (let index = 0; index < graph.expanded; index++) {
    if (graph.degree(index) > 0) continue
    const slots = unfinished(space, graph.state(index))
    if (slots.length > 0) return { index, slots }
  }
  return undefined
}

function unfinished(space: Space, state: StateVector): readonly number[] {
  return [...state.keys()].filter((slot) => space.readiness(slot, state[slot]) === 'running')
}

/** The deadlock that is nearest to the initial state, as a violation; without the stuck actors, a global one. */
export function nearestDeadlock(
  space: Space,
  graph: Graph,
  stuck: Stuck | undefined,
): { readonly index: number; readonly violation: Violation } | undefined {
  const index = stuck === undefined ? firstQuiescent(space, graph)?.index : firstDeadlock(space, graph, stuck)
  if (index === undefined) return undefined
  const state = graph.state(index)
  const slots = stuck?.in(index) ?? unfinished(space, state)
  const extent = graph.degree(index) === 0 ? 'global' : 'partial'
  return { index, violation: { kind: 'deadlock', extent, explanation: explainState(space, state, slots) } }
}

/** The signatures of all deadlocks, sorted. */
export function deadlockSignatures(space: Space, graph: Graph, stuck: Stuck): readonly string[] {
  const all = stuck.deadlocks.slice(0, SIGNED_DEADLOCKS).flatMap((index) => {
    const slots = stuck.in(index)
    return imagesOf(graph, index).map(({ state, turned }) => {
      const explanation = explainState(
        space,
        state,
        turned === undefined ? slots : slots.map((slot) => turned[slot]).sort((a, b) => a - b),
      )
      return signatureOf({ kind: 'deadlock', extent: 'global', explanation })
    })
  })
  return [...new Set(all)].sort()
}

/** A state and, with symmetry, its images: two cycles of one state may be explained one way here, and the other way there. */
function imagesOf(graph: Graph, index: number): readonly { state: StateVector; turned: Int32Array | undefined }[] {
  const { symmetry } = graph
  const state = graph.state(index)
  if (symmetry === undefined) return [{ state, turned: undefined }]
  return symmetry.images(state).map((image, by) => ({ state: image.slice(), turned: symmetry.slots(by) }))
}
