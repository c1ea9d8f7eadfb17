import { timeToMove } from '../check/masked.ts'
import type { Clock } from '../engine/clock.ts'
import { Execution } from '../engine/execution.ts'
import { explain } from '../engine/explanation.ts'
import { checksum, fingerprint } from '../engine/fingerprint.ts'
import type { Divergence, Recorded } from '../engine/follow.ts'
import { follow, fromDigests, fromTrace } from '../engine/follow.ts'
import { monitors } from '../engine/monitor.ts'
import { spaceOf } from '../engine/observed.ts'
import type { Property } from '../engine/property.ts'
import { isLiveness } from '../engine/property.ts'
import { calmSteps } from '../engine/step.ts'
import type { System } from '../engine/system.ts'
import type { Schedule, Token } from '../engine/token.ts'
import { isToken, labelDigest, parseToken, stepDigest } from '../engine/token.ts'
import type { Trace } from '../engine/trace.ts'
import { parseTrace, plain } from '../engine/trace.ts'
import type { Counterexample, ExecutionStep, Unviolated, Violation } from '../engine/verdict.ts'
import { violatedBy, violationOf } from '../engine/verdict.ts'
import { VERSION } from '../engine/version.ts'
import { violationAlong } from './along.ts'
import type { Violated } from './oracle.ts'
import { runWatch, violatedAt } from './oracle.ts'
import { simulate } from './simulate.ts'

/** What a replay came to. */
export type Replayed =
  /** The same violation at the end of the same steps. */
  | { readonly kind: 'reproduced'; readonly counterexample: Counterexample }
  /** The same steps of an execution that violates nothing at its end, and does not now. */
  | { readonly kind: 'followed'; readonly steps: readonly ExecutionStep[] }
  /** Something else is enabled than was recorded; the steps were followed by their labels as far as they lead. */
  | {
      readonly kind: 'diverged'
      /** The first difference. */
      readonly divergence: Divergence
      /** Where a recorded step is not to be had, which ended it; `undefined` when all could be taken. */
      readonly lost: Divergence | undefined
      /** What stands at the end, when all could be taken. */
      readonly found: Violation | undefined
      readonly steps: readonly ExecutionStep[]
      readonly recorded: number
    }
  /** All steps could be taken, but at their end stands something else than what was recorded (or nothing). */
  | {
      readonly kind: 'different'
      /** `undefined` where the recording says no more of it; `none`: that nothing is violated. */
      readonly expected: Violation | 'none' | undefined
      readonly found: Violation | undefined
      readonly steps: readonly ExecutionStep[]
    }

/** Whether the model that a token or trace was made from is the one at hand, as far as a hash can tell. */
export function sameModel(system: System, recorded: Token | Trace): boolean {
  return fingerprint(system) === recorded.model
}

/** The token of a counterexample that a search found. */
export function searchToken(system: System, counterexample: Counterexample, module?: string): Token {
  return scheduleToken(system, system.clock ?? 'free', counterexample, module)
}

/** The token of a counterexample under a clock: its choices, and the time that passes before them. */
export function scheduleToken(
  system: System,
  clock: Clock,
  execution: Counterexample | Unviolated,
  module?: string,
): Token {
  const { steps, property, violation } = execution
  const schedule: Schedule = {
    kind: 'choices',
    choices: steps.map(({ choice }) => choice),
    waited: steps.some(({ waited }) => waited > 0) ? steps.map(({ waited }) => waited) : [],
    digests: steps.map(stepDigest),
    labels: steps.map(({ label }) => labelDigest(label)),
    property,
    stuck: violation === undefined ? [] : stuckIn(violation),
    ...looped(execution.loop),
  }
  return token(system, clock, schedule, module)
}

/** The token of an execution, with what it violates where it ends, if anything. */
export function executionToken(system: System, clock: Clock, execution: Execution): Token {
  const { steps } = execution
  return scheduleToken(system, clock, { ...standsAt(system.properties, execution), steps } as
    | Counterexample
    | Unviolated)
}

/** The token of a simulated run. */
export function token(system: System, clock: Clock, schedule: Schedule, module?: string): Token {
  const { name, parameters } = system
  return { tool: VERSION, system: name, parameters, module, model: fingerprint(system), clock, schedule }
}

function stuckIn(violation: Violation): readonly string[] {
  return 'explanation' in violation ? [...violation.explanation.core, ...violation.explanation.victims] : []
}

function looped(loop: number | undefined): { readonly loop?: number } {
  return loop === undefined ? {} : { loop }
}

/** The schedule of a simulated run that failed. */
export function runSchedule(
  run: Omit<Schedule & { kind: 'seed' }, 'kind' | 'digest'>,
  counterexample: Counterexample,
): Schedule {
  return { kind: 'seed', ...run, digest: digestOf(counterexample.steps) }
}

function digestOf(steps: readonly ExecutionStep[]): string {
  return checksum(steps.map(stepDigest).join(''))
}

/**
 * Runs again what a token or a trace stands for. A trace is compared step by step with what is enabled, and its end
 * with the recorded violation; a token carries the choices (or the seed) and digests of the steps.
 *
 * @throws InterlockError `trace` when a text is neither.
 */
export function replay(system: System, recorded: Token | Trace | string): Replayed {
  if (typeof recorded === 'string') {
    return replay(system, isToken(recorded) ? parseToken(recorded) : parseTrace(recorded))
  }
  if ('steps' in recorded) return replayTrace(system, recorded)
  const { clock, schedule } = recorded
  return schedule.kind === 'seed' ? replaySeed({ ...system, clock }, schedule) : replayChoices(system, clock, schedule)
}

function replaySeed(system: System, schedule: Schedule & { kind: 'seed' }): Replayed {
  const { digest, kind: _, ...manner } = schedule
  const { verdict } = simulate(system, { ...manner, runs: 1 })
  if (verdict.kind !== 'counterexample') return { kind: 'different', expected: undefined, found: undefined, steps: [] }
  const { counterexample } = verdict
  if (digest === '' || digest === digestOf(counterexample.steps)) return { kind: 'reproduced', counterexample }
  return { kind: 'different', expected: undefined, found: counterexample.violation, steps: counterexample.steps }
}

function replayChoices(system: System, clock: Clock, schedule: Schedule & { kind: 'choices' }): Replayed {
  const { choices, digests, labels, waited, property, stuck, loop } = schedule
  const recorded = choices.map((choice, at) => fromDigests(choice, digests[at], labels[at], waited[at] ?? 0))
  if (property === undefined) return replayWalk(system, clock, recorded)
  return replaySteps(system, clock, recorded, { property, stuck, loop, expected: undefined })
}

function replayTrace(system: System, { clock, steps, property, violation, loop }: Trace): Replayed {
  if (property === undefined || violation === undefined) return replayWalk(system, clock, steps.map(fromTrace))
  const end = { property, stuck: stuckIn(violation), loop, expected: violation }
  return replaySteps(system, clock, steps.map(fromTrace), end)
}

/** An execution at whose end nothing was violated. */
function replayWalk(system: System, clock: Clock, recorded: readonly Recorded[]): Replayed {
  const { execution, divergence, lost } = follow(spaceOf(system, clock), recorded)
  const { steps } = execution
  const found = lost === undefined ? standsAt(system.properties, execution)?.violation : undefined
  if (divergence !== undefined) {
    return { kind: 'diverged', divergence, lost, found, steps, recorded: recorded.length }
  }
  return found === undefined ? { kind: 'followed', steps } : { kind: 'different', expected: 'none', found, steps }
}

/** What was recorded of the end. */
interface RecordedEnd {
  readonly property: string
  readonly stuck: readonly string[]
  /** Where the loop of a lasso begins. */
  readonly loop: number | undefined
  /** The violation in full, where it was recorded. */
  readonly expected: Violation | undefined
}

function replaySteps(system: System, clock: Clock, recorded: readonly Recorded[], end: RecordedEnd): Replayed {
  const { execution, divergence, lost } = follow(spaceOf(system, clock), recorded)
  const { steps } = execution
  const { property, loop, expected } = end
  if (divergence !== undefined) {
    const found = lost === undefined ? judgedAt(system, execution, property) : undefined
    return { kind: 'diverged', divergence, lost, found, steps, recorded: recorded.length }
  }
  const found = violationAt(system, execution, end)
  if (found === undefined) return { kind: 'different', expected, found, steps }
  const same = expected === undefined || JSON.stringify(plain(found)) === JSON.stringify(expected)
  if (!same) return { kind: 'different', expected, found, steps }
  return { kind: 'reproduced', counterexample: { property, violation: found, steps, ...looped(loop) } }
}

function violationAt(
  system: System,
  execution: Execution,
  { property, stuck, loop }: RecordedEnd,
): Violation | undefined {
  const { flaw } = execution.last
  if (flaw !== undefined && violatedBy(flaw, system.properties) === property) return violationOf(flaw)
  const asked = system.properties.find(({ name }) => name === property)
  if (asked === undefined) return undefined
  if (asked.kind === 'deadlock-free') return deadlockOf(execution, asked, stuck)
  const bad = monitors(execution.space, [asked])[0]?.violation(execution.state)
  if (bad !== undefined || !(isLiveness(asked) || asked.kind === 'responds-within')) return bad
  if (asked.kind === 'converges' && loop === undefined) return convergedAlong(execution, asked)
  return violationAlong(
    execution.space,
    asked,
    execution.steps.map(({ choice }) => choice),
    loop,
  )
}

/** How a run fails to converge that takes these steps. */
function convergedAlong(
  { space, steps }: Execution,
  property: Property & { readonly kind: 'converges' },
): Violation | undefined {
  const { converged } = runWatch()
  const again = new Execution(space)
  let violation = converged(property, again)
  for (const { waited, choice } of steps) {
    again.elapse(waited)
    again.take(choice)
    violation = converged(property, again)
  }
  return violation
}

/** What a run would report here: nothing that was recorded of another model is believed. */
function judgedAt({ properties }: System, execution: Execution, property: string): Violation | undefined {
  const found = standsAt(
    properties.filter(({ name }) => name === property),
    execution,
  )
  return found?.property === property ? found.violation : undefined
}

function standsAt(properties: readonly Property[], execution: Execution): Violated | undefined {
  return violatedAt(properties, monitors(execution.space, properties), execution, runWatch())
}

/** That actors are stuck for ever is what the search proved; a replay shows that they are where it said. */
function deadlockOf(
  execution: Execution,
  { masked }: Property & { readonly kind: 'deadlock-free' },
  stuck: readonly string[],
): Violation | undefined {
  const { space, state, enabled } = execution
  if (stuck.some((actor) => !space.slots.includes(actor))) return undefined
  const actors = space.slots.filter((slot) => stuck.includes(slot))
  const own = enabled.filter(({ actor, moves }) => moves && stuck.includes(actor))
  if (masked === 'violation' && own.every(({ kind }) => kind === 'timeout')) {
    const explanation = explain(space.waits(state), actors)
    const cost = timeToMove(space, state, new Set(explanation.core))
    if (Number.isFinite(cost)) return { kind: 'timeout-masked', cost, explanation }
  }
  if (stuck.length === 0 || own.length > 0) return undefined
  const extent = calmSteps(enabled).length === 0 ? 'global' : 'partial'
  return { kind: 'deadlock', extent, explanation: explain(space.waits(state), actors) }
}
