import { timeToMove } from '../check/masked.ts'
import type { Clock } from '../engine/clock.ts'
import { InterlockError } from '../engine/error.ts'
import { Execution } from '../engine/execution.ts'
import { explain } from '../engine/explanation.ts'
import { checksum, fingerprint } from '../engine/fingerprint.ts'
import type { Divergence } from '../engine/follow.ts'
import { follow } from '../engine/follow.ts'
import { monitors } from '../engine/monitor.ts'
import { spaceOf } from '../engine/observed.ts'
import type { Property } from '../engine/property.ts'
import { isLiveness } from '../engine/property.ts'
import type { System } from '../engine/system.ts'
import type { Schedule, Token } from '../engine/token.ts'
import { isToken, parseToken, stepDigest } from '../engine/token.ts'
import type { Trace } from '../engine/trace.ts'
import { parseTrace, plain } from '../engine/trace.ts'
import type { Counterexample, ExecutionStep, Violation } from '../engine/verdict.ts'
import { violatedBy, violationOf } from '../engine/verdict.ts'
import { VERSION } from '../engine/version.ts'
import { violationAlong } from './along.ts'
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
    digests: counterexample.steps.map(stepDigest),
    property: counterexample.property,
    stuck: stuckIn(counterexample.violation),
    ...looped(counterexample.loop),
  }
  return token(system, system.clock ?? 'free', schedule, module)
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
  const { seed, strategy, steps, duration, digest } = schedule
  const { verdict } = simulate(system, { seed, strategy, steps, duration, runs: 1 })
  if (verdict.kind !== 'counterexample') return { kind: 'different', expected: undefined, found: undefined, steps: [] }
  const { counterexample } = verdict
  if (digest === '' || digest === digestOf(counterexample.steps)) return { kind: 'reproduced', counterexample }
  return { kind: 'different', expected: undefined, found: counterexample.violation, steps: counterexample.steps }
}

function replayChoices(system: System, clock: Clock, schedule: Schedule & { kind: 'choices' }): Replayed {
  const { choices, digests, property, stuck, loop } = schedule
  const execution = new Execution(spaceOf(system, clock))
  const { steps } = execution
  for (const [at, choice] of choices.entries()) {
    const enabled = execution.enabled.map(({ label }) => label)
    const label = enabled[choice]
    if (label === undefined || stepDigest({ label, enabled }) !== digests[at]) {
      const divergence: Divergence = { at, kind: 'digest', expected: `choice ${choice}`, gone: [], added: enabled }
      return { kind: 'diverged', divergence, steps, recorded: choices.length }
    }
    execution.take(choice)
  }
  const violation = violationAt(system, execution, { property, stuck, loop })
  if (violation === undefined) return { kind: 'different', expected: undefined, found: undefined, steps }
  return { kind: 'reproduced', counterexample: { property, violation, steps, ...looped(loop) } }
}

function replayTrace(system: System, trace: Trace): Replayed {
  const { execution, divergence } = follow(spaceOf(system, trace.clock), trace.steps)
  const { steps } = execution
  if (divergence !== undefined) return { kind: 'diverged', divergence, steps, recorded: trace.steps.length }
  const { property, violation: expected, loop } = trace
  const found = violationAt(system, execution, { property, stuck: stuckIn(expected), loop })
  if (found === undefined || JSON.stringify(plain(found)) !== JSON.stringify(expected)) {
    return { kind: 'different', expected, found, steps }
  }
  return { kind: 'reproduced', counterexample: { property, violation: found, steps, ...looped(loop) } }
}

/** What is to be seen at the end of an execution. */
interface Recorded {
  readonly property: string
  readonly stuck: readonly string[]
  readonly loop: number | undefined
}

function violationAt(system: System, execution: Execution, { property, stuck, loop }: Recorded): Violation | undefined {
  const { fault } = execution.last
  if (fault !== undefined && violatedBy(fault, system.properties) === property) return violationOf(fault)
  const asked = system.properties.find(({ name }) => name === property)
  if (asked === undefined) return undefined
  if (asked.kind === 'deadlock-free') return deadlockOf(execution, asked, stuck)
  const bad = monitors(execution.space, [asked])[0]?.violation(execution.state)
  if (bad !== undefined || !(isLiveness(asked) || asked.kind === 'responds-within')) return bad
  return violationAlong(
    execution.space,
    asked,
    execution.steps.map(({ choice }) => choice),
    loop,
  )
}

/** That actors are stuck for ever is what the search proved; a replay shows that they are where it said. */
function deadlockOf(
  execution: Execution,
  { masked }: Property & { readonly kind: 'deadlock-free' },
  stuck: readonly string[],
): Violation | undefined {
  const { space, state, enabled } = execution
  const unknown = stuck.find((actor) => !space.slots.includes(actor))
  if (unknown !== undefined)
    throw new InterlockError('trace', `the recorded deadlock names '${unknown}', which this system has not`)
  const actors = space.slots.filter((slot) => stuck.includes(slot))
  const own = enabled.filter(({ actor, moves }) => moves && stuck.includes(actor))
  if (masked === 'violation' && own.every(({ kind }) => kind === 'timeout')) {
    const explanation = explain(space.waits(state), actors)
    const cost = timeToMove(space, state, new Set(explanation.core))
    if (Number.isFinite(cost)) return { kind: 'timeout-masked', cost, explanation }
  }
  if (stuck.length === 0 || own.length > 0) return undefined
  const extent = enabled.length === 0 ? 'global' : 'partial'
  return { kind: 'deadlock', extent, explanation: explain(space.waits(state), actors) }
}
