import type { Clock } from '../engine/clock.ts'
import { Execution } from '../engine/execution.ts'
import { actorsOf } from '../engine/faulty.ts'
import type { ActorState } from '../engine/state.ts'
import type { Step } from '../engine/step.ts'
import { calmSteps } from '../engine/step.ts'
import type { System } from '../engine/system.ts'
import type { ExecutionStep } from '../engine/verdict.ts'
import type { WaitEdge } from '../engine/wait.ts'
import type { Standing } from './sentence.ts'

/** A step of an execution with its parts. */
export interface ToldStep {
  readonly step: Step
  /** Virtual milliseconds since the start, after the step. */
  readonly time: number
}

/** An execution run again: its steps in parts, and where it leaves everybody. */
export interface Retold {
  readonly steps: readonly ToldStep[]
  readonly standing: Standing
  /** The actors that exist at the end, in their order. */
  readonly actors: readonly ActorState[]
  readonly waits: readonly WaitEdge[]
  /** Whether a step could still be taken that is no harm. */
  readonly goesOn: boolean
}

/** Runs an execution again, to see more of it than its labels. */
export function retell(
  system: System,
  clock: Clock,
  execution: { readonly steps: readonly Pick<ExecutionStep, 'choice' | 'waited'>[] },
): Retold {
  const space = actorsOf(system, clock)
  const again = new Execution(space)
  const steps = execution.steps.map(({ choice, waited }): ToldStep => {
    again.elapse(waited)
    const step = again.enabled[choice]
    again.take(choice)
    return { step, time: again.time }
  })
  const { state, enabled } = again
  return {
    steps,
    standing: (actor) => {
      const slot = space.slots.indexOf(actor)
      return slot < 0 ? 'absent' : space.readiness(slot, state[slot] ?? 0)
    },
    actors: space.view(state).actors(),
    waits: space.waits(state),
    goesOn: calmSteps(enabled).length > 0,
  }
}
