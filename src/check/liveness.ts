import { demandsOf } from '../engine/fairness.ts'
import { asked } from '../engine/monitor.ts'
import { declaredTags } from '../engine/observer.ts'
import type { LivenessProperty, Predicate } from '../engine/property.ts'
import { healed, observerSlot } from '../engine/property.ts'
import type { Space } from '../engine/space.ts'
import type { Violation } from '../engine/verdict.ts'
import type { Region } from './fair-cycle.ts'
import { fairCycle } from './fair-cycle.ts'
import type { Graph } from './graph.ts'
import { amongEnabled } from './graph.ts'
import type { Marks } from './marks.ts'
import { markSteps } from './marks.ts'
import type { Obligation, Product } from './product.ts'
import { product } from './product.ts'

/** How a property fails in the course of an execution. */
export interface Lasso {
  readonly violation: Violation
  /** The positions of the steps, the loop's last. */
  readonly path: readonly number[]
  /** Where the loop begins; `undefined` for an execution that need not go on. */
  readonly loop: number | undefined
}

/** What a property owes while it is not kept, the steps that keep it, and whether it may be owed at an end. */
interface Owing {
  readonly obligation: Obligation
  readonly keeps?: Marks
  readonly rests: boolean
}

/** By state, whether a predicate holds. */
export function truth(space: Space, graph: Graph, name: string, predicate: Predicate): (index: number) => boolean {
  const holds = asked(space, name, predicate)
  const known = new Uint8Array(graph.states)
  for (let index = 0; index < graph.states; index++) known[index] = holds(graph.state(index)) ? 1 : 0
  return (index) => known[index] === 1
}

/** Whether anything is true of some state. */
export function occurs(graph: Graph, holds: (index: number) => boolean): boolean {
  for (let index = 0; index < graph.states; index++) if (holds(index)) return true
  return false
}

/** What is owed since a state that asks for it, until one that answers. */
export function between(asks: (index: number) => boolean, answers: (index: number) => boolean): Obligation {
  const next = (owed: boolean, target: number): boolean => !answers(target) && (owed || asks(target))
  return { initial: next(false, 0), next }
}

/** What is owed wherever this is true. */
function where(owes: (index: number) => boolean): Obligation {
  return { initial: owes(0), next: (_owed, target) => owes(target) }
}

function owingOf(space: Space, graph: Graph, property: LivenessProperty): readonly Owing[] | 'vacuous' {
  switch (property.kind) {
    case 'eventually': {
      const holds = truth(space, graph, property.name, property.predicate)
      const next = (owed: boolean, target: number): boolean => owed && !holds(target)
      return [{ obligation: { initial: !holds(0), next }, rests: true }]
    }
    case 'always-eventually': {
      const holds = truth(space, graph, property.name, property.predicate)
      return [{ obligation: where((index) => !holds(index)), rests: true }]
    }
    case 'leads-to': {
      const premise = truth(space, graph, `${property.name} (premise)`, property.premise)
      if (!occurs(graph, premise)) return 'vacuous'
      return [{ obligation: between(premise, truth(space, graph, property.name, property.predicate)), rests: true }]
    }
    case 'converges': {
      const rests = truth(space, graph, property.name, property.predicate)
      return [{ obligation: between(truth(space, graph, `${property.name} (healed)`, healed), rests), rests: true }]
    }
    case 'progress':
      return [{ obligation: where(() => true), keeps: progressing(space, graph, property), rests: false }]
    case 'observer': {
      const slot = space.slots.indexOf(observerSlot(property.name))
      const tagged = (index: number, tag: string): boolean => space.tagged(slot, graph.state(index)[slot], tag)
      const accepts = declaredTags(property.machine).has('accepting')
      return [
        { obligation: where((index) => tagged(index, 'hot')), rests: true },
        ...(accepts ? [{ obligation: where((index) => !tagged(index, 'accepting')), rests: true }] : []),
      ]
    }
  }
}

/** The steps that make progress. */
function progressing(space: Space, graph: Graph, { tag, events }: LivenessProperty & { kind: 'progress' }): Marks {
  return markSteps(graph, (index) => {
    const steps = space.enabled(graph.state(index))
    return (position) => {
      const { actor, moves, event } = steps[graph.enabledAt?.(index, position) ?? position]
      if (events.includes(event.type)) return true
      const slot = space.slots.indexOf(actor)
      return moves && space.tagged(slot, graph.state(graph.target(index, position))[slot], tag)
    }
  })
}

function regionOf(composed: Product, calmed: Graph, { keeps, rests }: Owing): Region {
  const { states, stateOf, owed, degree, target } = composed
  return {
    states,
    stateOf,
    degree: (node) => (owed(node) ? degree(node) : 0),
    target: (node, position) => (keeps?.(stateOf(node), position) ? -1 : target(node, position)),
    rests: (node) => rests && owed(node) && calmed.degree(stateOf(node)) === 0,
  }
}

/**
 * Decides a liveness property on a complete graph: looks for a fair execution that owes what was asked for from some state
 * on. The graph is composed with one bit, whether it is owed (a deterministic co-Büchi automaton for the negation; Vardi and
 * Wolper 1986), and a fair cycle is looked for among the states that owe. Its stem is a shortest one. Harm may be part of the
 * stem; budgets keep it out of loops, and an execution may rest where nothing else is enabled.
 */
export function findLasso(space: Space, graph: Graph, calmed: Graph, property: LivenessProperty): Lasso | undefined {
  const owing = owingOf(space, graph, property)
  if (owing === 'vacuous') return { violation: { kind: 'vacuous' }, path: [], loop: undefined }
  const { kind: asks, fairness } = property
  const demands = demandsOf(fairness)
  for (const each of owing) {
    const composed = product(graph, each.obligation)
    const cycle = fairCycle(space, graph, regionOf(composed, calmed, each), demands)
    if (cycle === undefined) continue
    const stem = composed.pathTo(cycle.node)
    const extent = cycle.loop.length === 0 ? 'end' : 'cycle'
    const path = amongEnabled(graph, [...stem, ...cycle.loop])
    return { violation: { kind: 'unfulfilled', asks, extent, fairness }, path, loop: stem.length }
  }
  return undefined
}
