import type { Clock } from '../engine/clock.ts'
import { InterlockError } from '../engine/error.ts'
import type { Execution } from '../engine/execution.ts'
import { explain } from '../engine/explanation.ts'
import { fingerprint } from '../engine/fingerprint.ts'
import { monitors } from '../engine/monitor.ts'
import { Network } from '../engine/network.ts'
import type { Divergence } from '../engine/replay.ts'
import { replay as replaySteps } from '../engine/replay.ts'
import type { Space, Taken } from '../engine/space.ts'
import type { System } from '../engine/system.ts'
import type { Schedule, Token } from '../engine/token.ts'
import type { Trace } from '../engine/trace.ts'
import { plain, traceOf } from '../engine/trace.ts'
import type { Counterexample, ExecutionStep, Violation } from '../engine/verdict.ts'
import { violatedBy, violationOf } from '../engine/verdict.ts'
import { VERSION } from '../engine/version.ts'
import { simulate } from './simulate.ts'

/** What a replay came to. */
export type Replayed =
  /** The same violation at the end of the same steps. */
  | { readonly kind: 'reproduced'; readonly counterexample: Counterexample }
  /** A recorded step is not to be had, or others are enabled besides. */
  | {
      readonly kind: 'diverged'
      readonly divergence: Divergence
      readonly steps: readonly ExecutionStep[]
      readonly recorded: number
    }
  /** All steps could be taken, but at their end stands something else than what was recorded (or nothing). */
  | {
      readonly kind: 'different'
      readonly expected: Violation | undefined
      readonly found: Violation | undefined
      readonly steps: readonly ExecutionStep[]
    }

/** Whether the model that a token or trace was made from is the one at hand, as far as a hash can tell. */
export function sameModel(system: System, recorded: Token | Trace): boolean {
  return fingerprint(system) === recorded.model
}

/** The token of a counterexample that a search found. */
export function searchToken(system: System, counterexample: Counterexample, module?: string): Token {
  const choices = counterexample.steps.map(({ choice }) => choice)
  const schedule: Schedule = {
    kind: 'choices',
    choices,
    property: counterexample.property,
    stuck: stuckIn(counterexample.violation),
  }
  return token(system, system.clock ?? 'free', schedule, module)
}

/** The token of a simulated run. */
export function token(system: System, clock: Clock, schedule: Schedule, module?: string): Token {
  const { name, parameters } = system
  return { tool: VERSION, system: name, parameters, module, model: fingerprint(system), clock, schedule }
}

function stuckIn(violation: Violation): readonly string[] {
  return violation.kind === 'deadlock' ? [...violation.explanation.core, ...violation.explanation.victims] : []
}

/** Runs what a token stands for again. */
export function replayToken(system: System, { clock, schedule }: Token): Replayed {
  if (schedule.kind === 'seed') {
    const { seed, strategy, steps, duration } = schedule
    const { verdict } = simulate({ ...system, clock }, { seed, strategy, steps, duration, runs: 1 })
    if (verdict.kind === 'counterexample') return { kind: 'reproduced', counterexample: verdict.counterexample }
    return { kind: 'different', expected: undefined, found: undefined, steps: [] }
  }
  const space = new Network(system, clock)
  const { execution, last, missing } = run(space, schedule.choices)
  if (missing !== undefined) {
    const divergence: Divergence = { at: missing, kind: 'missing', expected: 'a further step', gone: [], added: [] }
    return { kind: 'diverged', divergence, steps: execution.steps, recorded: schedule.choices.length }
  }
  const { property } = schedule
  const found = violationAt(system, execution, last, property, schedule.stuck)
  if (found === undefined) return { kind: 'different', expected: undefined, found, steps: execution.steps }
  return { kind: 'reproduced', counterexample: { property, violation: found, steps: execution.steps } }
}

function run(space: Space, choices: readonly number[]): { execution: Execution; last: Taken; missing?: number } {
  const { execution } = replaySteps(space, [])
  let last = execution.start
  for (const [at, choice] of choices.entries()) {
    if (choice >= execution.enabled.length) return { execution, last, missing: at }
    last = execution.take(choice)
  }
  return { execution, last }
}

/**
 * Runs a trace again, step by step, comparing what is enabled with what was recorded, and its end with the recorded
 * violation.
 */
export function replayTrace(system: System, trace: Trace): Replayed {
  const space = new Network(system, trace.clock)
  const { execution, divergence } = replaySteps(space, trace.steps)
  const { steps } = execution
  if (divergence !== undefined) return { kind: 'diverged', divergence, steps, recorded: trace.steps.length }
  const last = lastTaken(space, execution)
  const found = violationAt(system, execution, last, trace.property, stuckIn(trace.violation))
  if (found === undefined || JSON.stringify(plain(found)) !== JSON.stringify(trace.violation)) {
    return { kind: 'different', expected: trace.violation, found, steps }
  }
  return { kind: 'reproduced', counterexample: { property: trace.property, violation: found, steps } }
}

/** The last step's outcome once more: its fault is not part of the recorded steps. */
function lastTaken(space: Space, execution: Execution): Taken {
  const again = replaySteps(space, []).execution
  let last = again.start
  for (const { waited, choice } of execution.steps) {
    again.elapse(waited)
    last = again.take(choice)
  }
  return last
}

/** The trace of a replayed counterexample: the same bytes as the trace that was replayed. */
export function traceAgain(system: System, trace: Trace, counterexample: Counterexample): Trace {
  return traceOf(system, trace.clock, trace.source, counterexample)
}

function violationAt(
  system: System,
  execution: Execution,
  last: Taken,
  property: string,
  stuck: readonly string[],
): Violation | undefined {
  if (last.fault !== undefined && violatedBy(last.fault, system.properties) === property) return violationOf(last.fault)
  const asked = system.properties.find(({ name }) => name === property)
  if (asked === undefined) return undefined
  if (asked.kind === 'deadlock-free') return deadlockOf(execution, stuck)
  return monitors(execution.space, [asked])[0]?.violation(execution.state)
}

/** That actors are stuck for ever is what the search proved; a replay shows that they are where it said. */
function deadlockOf(execution: Execution, stuck: readonly string[]): Violation | undefined {
  const { space, state, enabled } = execution
  const unknown = stuck.find((actor) => !space.slots.includes(actor))
  if (unknown !== undefined)
    throw new InterlockError('trace', `the recorded deadlock names '${unknown}', which this system has not`)
  if (stuck.length === 0 || enabled.some(({ actor }) => stuck.includes(actor))) return undefined
  const actors = space.slots.filter((slot) => stuck.includes(slot))
  const extent = enabled.length === 0 ? 'global' : 'partial'
  return { kind: 'deadlock', extent, explanation: explain(space.waits(state), actors) }
}
