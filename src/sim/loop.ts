import { Execution } from '../engine/execution.ts'
import type { Space } from '../engine/space.ts'
import type { ExecutionStep } from '../engine/verdict.ts'

/** A run that reached its bound on steps, and the loop that it was in: the labels of its steps (see `lastLoop`). */
export interface Truncated {
  readonly seed: number
  readonly loop: readonly string[] | undefined
}

/**
 * The loop that an execution was in last: the steps between its last visit to a state in which it had been before, and
 * the visit before that. `undefined` when it never came back to a state.
 */
export function lastLoop(space: Space, steps: readonly ExecutionStep[]): readonly string[] | undefined {
  const execution = new Execution(space)
  const visits = new Map([[execution.state.join(), 0]])
  let loop: readonly [number, number] | undefined
  for (const [at, { choice, waited }] of steps.entries()) {
    execution.elapse(waited)
    execution.take(choice)
    const state = execution.state.join()
    const before = visits.get(state)
    if (before !== undefined) loop = [before, at + 1]
    visits.set(state, at + 1)
  }
  return loop && steps.slice(...loop).map(({ label }) => label)
}
