import type { Execution } from '../engine/execution.ts'
import { explain, findCycle } from '../engine/explanation.ts'
import type { Space, StateVector } from '../engine/space.ts'
import type { Violation } from '../engine/verdict.ts'

/** The actors that are not done and that neither a step nor a timer of theirs can move now. */
function blocked(execution: Execution): readonly string[] {
  const { space, state } = execution
  const movable = new Set(execution.enabled.map(({ actor }) => actor))
  return waiting(space, state).filter((name) => !movable.has(name))
}

function waiting(space: Space, state: StateVector): readonly string[] {
  return space.slots.filter((_, slot) => {
    const config = state[slot] ?? 0
    return space.readiness(slot, config) === 'running' && !space.timed(slot, config)
  })
}

/**
 * The deadlock that a run has come to, if it has: a wait-for cycle none of whose actors can be stepped is one at once,
 * whatever the others do; and so is a state in which nothing is enabled while somebody is not done.
 */
export function deadlockIn(execution: Execution): Violation | undefined {
  const actors = blocked(execution)
  if (actors.length === 0) return undefined
  const waits = execution.space.waits(execution.state)
  const extent = execution.enabled.length === 0 ? 'global' : 'partial'
  if (extent === 'partial' && findCycle(waits, new Set(actors)).length === 0) return undefined
  return { kind: 'deadlock', extent, explanation: explain(waits, actors) }
}
