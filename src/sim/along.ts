import type { Graph } from '../check/graph.ts'
import { overTime } from '../check/over-time.ts'
import { Execution } from '../engine/execution.ts'
import type { Property } from '../engine/property.ts'
import type { Space, StateVector } from '../engine/space.ts'
import { calmSteps } from '../engine/step.ts'
import type { Violation } from '../engine/verdict.ts'

function sameState(a: StateVector, b: StateVector): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return long.every((config, slot) => config === (short[slot] ?? 0))
}

/**
 * One execution as a graph: its states in their order, each with the step that was taken. `undefined` when it should go
 * round, and does not come back to where its loop begins.
 */
function graphAlong(space: Space, choices: readonly number[], loop: number | undefined): Graph | undefined {
  const execution = new Execution(space)
  const states = [execution.state]
  const movers: number[] = []
  for (const choice of choices) {
    const { actor, moves } = execution.enabled[choice]
    movers.push(moves ? space.slots.indexOf(actor) : -1)
    states.push(execution.take(choice).state)
  }
  const goesRound = loop !== undefined && loop < choices.length
  const next = (index: number): number => (index + 1 === choices.length && goesRound ? loop : index + 1)
  if (goesRound && !sameState(states[loop], states.pop() as StateVector)) return undefined
  return {
    states: states.length,
    expanded: states.length,
    transitions: choices.length,
    depth: choices.length,
    hit: undefined,
    bytes: 0,
    movers: new Set(movers),
    state: (index) => states[index],
    indexOf: (state) => states.findIndex((other) => sameState(state, other)),
    degree: (index) => space.enabled(states[index]).length,
    target: (index, position) => (position === choices[index] ? next(index) : -1),
    successors: (index, visit) => {
      if (index < choices.length) visit(next(index), movers[index], choices[index])
    },
    parent: (index) => index - 1,
    position: (index) => choices[index - 1] ?? -1,
  }
}

/** How a property about whole executions fails on this one, if it does: decided as on the full graph, of which it is a part. */
export function violationAlong(
  space: Space,
  property: Property,
  choices: readonly number[],
  loop: number | undefined,
): Violation | undefined {
  const graph = graphAlong(space, choices, loop)
  if (graph === undefined) return undefined
  const degree = (index: number): number => calmSteps(space.enabled(graph.state(index))).length
  const calmed = { ...graph, degree }
  return overTime(space, graph, calmed, [property]).lassos.get(property.name)?.violation
}
