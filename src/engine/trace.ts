import type { Clock } from './clock.ts'
import { InterlockError } from './error.ts'
import { fingerprint } from './fingerprint.ts'
import type { System } from './system.ts'
import type { Counterexample, Unviolated, Violation } from './verdict.ts'
import { VERSION } from './version.ts'

/**
 * The versions of the trace format (docs/trace-format.md): 2 is 1 with a loop, 3 is 1 without a violation. Each is written only
 * where it is needed, so that an older interlock refuses what it would misread.
 */
const TRACE_VERSIONS = [1, 2, 3] as const

/** How an execution was found: `walk`, by somebody who stepped through. */
export type TraceSource =
  | { readonly kind: 'search' }
  | { readonly kind: 'walk' }
  | {
      readonly kind: 'run'
      readonly strategy: string
      readonly seed: number
      /** The faults of the run, where the system declares some: for the reader, since the steps hold all that struck. */
      readonly faults?: string
    }

/** One step of a saved schedule. */
export interface TraceStep {
  readonly choice: number
  readonly label: string
  readonly waited: number
  readonly time: number
  readonly enabled: readonly string[]
}

/** What is saved of an execution: enough to run it again, and to notice where a changed model parts from it. */
export interface Trace {
  readonly interlock: 'trace'
  readonly version: (typeof TRACE_VERSIONS)[number]
  readonly tool: string
  readonly system: string
  readonly parameters: System['parameters']
  /** The model hash (see `fingerprint`). */
  readonly model: string
  readonly clock: Clock
  readonly source: TraceSource
  /** What is violated at the end, and how; neither where nothing is. */
  readonly property?: string
  readonly violation?: Violation
  /** Where the loop of a lasso begins (see `Counterexample`). */
  readonly loop?: number
  readonly steps: readonly TraceStep[]
}

/** Makes the trace of a counterexample, or of an execution that violates nothing. */
export function traceOf(
  system: System,
  clock: Clock,
  source: TraceSource,
  execution: Counterexample | Unviolated,
): Trace {
  const { property, violation, loop } = execution
  return {
    interlock: 'trace',
    version: violation === undefined ? 3 : loop === undefined ? 1 : 2,
    tool: VERSION,
    system: system.name,
    parameters: system.parameters,
    model: fingerprint(system),
    clock,
    source,
    ...(violation === undefined ? {} : { property, violation: plain(violation) }),
    ...(loop === undefined ? {} : { loop }),
    steps: execution.steps.map(({ choice, label, waited, time, enabled }) => ({
      choice,
      label,
      waited,
      time,
      enabled,
    })),
  }
}

/** Through JSON and back: what a violation carries of user data must read the same from a file as from memory. */
export function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** The trace as the text of its file: JSON, one step a line. */
export function formatTrace(trace: Trace): string {
  const { steps, ...head } = trace
  const lines = steps.map((step) => `    ${JSON.stringify(step)}`)
  const body = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "steps": ${body}\n}\n`
}

/**
 * Reads the text of a trace file.
 * @throws InterlockError `trace` when it is not a trace, is cut off, or has a version that this interlock cannot read.
 */
export function parseTrace(text: string): Trace {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new InterlockError('trace', 'not a whole trace file: its JSON ends early or is damaged; save it again')
  }
  const trace = value as Partial<Trace> | null
  if (typeof trace !== 'object' || trace === null || trace.interlock !== 'trace') {
    throw new InterlockError('trace', 'not a trace file: it lacks "interlock": "trace"')
  }
  if (trace.version === undefined || !TRACE_VERSIONS.includes(trace.version)) {
    throw new InterlockError(
      'trace',
      `the trace has format version ${String(trace.version)}; this interlock (${VERSION}) reads versions ${TRACE_VERSIONS.join(', ')}: use the interlock that wrote it (${String(trace.tool)})`,
    )
  }
  const missing = missingField(trace)
  if (missing !== undefined) throw new InterlockError('trace', `the trace has no valid "${missing}"; save it again`)
  return trace as Trace
}

function missingField(trace: Partial<Trace>): string | undefined {
  const strings = ['tool', 'system', 'model'] as const
  const field = strings.find((name) => typeof trace[name] !== 'string')
  if (field !== undefined) return field
  if (trace.clock !== 'free' && trace.clock !== 'urgent') return 'clock'
  const violated = trace.version !== 3
  if (violated !== (typeof trace.property === 'string')) return 'property'
  if (violated !== (typeof trace.violation?.kind === 'string')) return 'violation'
  if (typeof trace.source?.kind !== 'string') return 'source'
  if (typeof trace.parameters !== 'object' || trace.parameters === null) return 'parameters'
  const valid = Array.isArray(trace.steps) && trace.steps.every(isStep)
  if (!valid) return 'steps'
  const { version, loop, steps } = trace as Trace
  const loops = loop !== undefined && Number.isSafeInteger(loop) && loop >= 0 && loop <= steps.length
  return loops === (version === 2) ? undefined : 'loop'
}

function isStep(step: Partial<TraceStep> | null): boolean {
  return (
    typeof step === 'object' &&
    step !== null &&
    [step.choice, step.waited, step.time].every((number) => Number.isSafeInteger(number) && (number as number) >= 0) &&
    typeof step.label === 'string' &&
    Array.isArray(step.enabled) &&
    step.enabled.every((label) => typeof label === 'string')
  )
}
