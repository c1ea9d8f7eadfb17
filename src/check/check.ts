import { InterlockError } from '../engine/error.ts'
import { execute } from '../engine/execution.ts'
import type { Growth } from '../engine/growth.ts'
import type { Monitor } from '../engine/monitor.ts'
import { monitors } from '../engine/monitor.ts'
import { spaceOf } from '../engine/observed.ts'
import type { Property } from '../engine/property.ts'
import type { Space, StateVector } from '../engine/space.ts'
import type { StepFlaw } from '../engine/step.ts'
import type { System } from '../engine/system.ts'
import type { BoundHit, Counterexample, Delay, ExecutionStep, Verdict, Violation } from '../engine/verdict.ts'
import { NO_ERRORS, NO_REPORTED_EVENTS, signatureOf, violatedBy, violationOf } from '../engine/verdict.ts'
import type { Supertrace } from './bitstate.ts'
import { supertrace } from './bitstate.ts'
import { calm } from './calm.ts'
import type { Crew } from './crew.ts'
import { deadlockSignatures, fatalStep, nearestDeadlock } from './deadlock.ts'
import type { Graph } from './graph.ts'
import { pathTo } from './graph.ts'
import type { Masked } from './masked.ts'
import { findMasked } from './masked.ts'
import type { OverTime } from './over-time.ts'
import { overTime } from './over-time.ts'
import type { ReductionName, ReductionOptions, Reductions } from './reduced.ts'
import { reducedSearch, reductionsOf } from './reduced.ts'
import type { Bounds, Observer, Progress } from './search.ts'
import { search } from './search.ts'
import type { Standing } from './standing.ts'
import type { Stuck } from './stuck.ts'
import { findStuck } from './stuck.ts'

/** What a check found. */
export interface CheckResult {
  readonly system: string
  readonly parameters: System['parameters']
  /** The first finding's, in the order of the system's properties; errors come before all. */
  readonly verdict: Verdict
  /** Every property that fails, with its shortest counterexample, in the order of the properties. */
  readonly findings: readonly Counterexample[]
  /** A shortest execution to what each `sometimes` asks for. */
  readonly witnesses: readonly { readonly property: string; readonly steps: readonly ExecutionStep[] }[]
  /** Whether every reachable state was seen. */
  readonly complete: boolean
  /** The bound that ended the search, if one did. */
  readonly hit: BoundHit | undefined
  /** By what the search was reduced: then states and all else that is counted are those of the reduced graph. */
  readonly reductions: readonly ReductionName[]
  /** Where a search that a bound ended was growing: the actors with most configurations, most first. */
  readonly growth: readonly Growth[]
  readonly states: number
  readonly transitions: number
  /** Steps from the initial state to the farthest one. */
  readonly depth: number
  /** Bytes that the search's own tables took in the end. */
  readonly bytes: number
  /** How many threads have searched: 1 where no help was worth while, or possible. Nothing else depends on it, but `bytes`. */
  readonly threads: number
  /**
   * The distinct deadlocks: states in which actors are stuck and nothing else can change that picture. With others still
   * running (a partial deadlock) the states that they go round in count as one. `undefined` when the search was not
   * complete or the system is not checked for deadlock.
   */
  readonly deadlocks: number | undefined
  /**
   * After how many steps of the deadlock's counterexample no schedule avoids deadlock any more. `undefined` without one,
   * when the search was not complete, or when it was reduced.
   */
  readonly fatal: number | undefined
  /**
   * Every way in which a property fails, by its signature (see `signatureOf`), in the order of the findings. A deadlock
   * does not hide another one: the nearest comes first, then those of all other ends, sorted.
   */
  readonly violations: readonly { readonly property: string; readonly signature: string }[]
  /** By `respondsWithin`, the longest that there is between a request and its response, and an execution that shows it. */
  readonly responses: readonly WorstResponse[]
  /**
   * The wait-for cycles that only timers break, each by a shortest schedule to it: no violations (but for
   * `deadlockFree({ masked: 'violation' })`), and worth knowing. Empty when the search was not complete, or reduced.
   */
  readonly masked: readonly Counterexample[]
}

/** The longest that a response takes. */
export interface WorstResponse {
  readonly property: string
  /** The limit, and the longest delay, in virtual milliseconds. */
  readonly within: number
  readonly delay: Delay
  readonly steps: readonly ExecutionStep[]
  /** See `Counterexample`. */
  readonly loop?: number
}

/** The schedule of a finding, once the graph is there. */
type Path = (graph: Graph) => readonly number[]

interface Finding {
  readonly violation: Violation
  readonly path: Path
  readonly loop?: number | undefined
}

/** What a check keeps an eye on during the search. */
interface Notes {
  /** By property, the first state or step that violates it. */
  readonly found: Map<string, Finding>
  /** By `sometimes` property, the first state that shows it. */
  readonly witnessed: Map<string, Path>
}

/** How many actors the diagnosis of a search that did not end names. */
const GROWN = 3

/** Bounds of a check, and how it explores. */
export interface CheckOptions extends Bounds, ReductionOptions {
  /** Threads that help with a large search, such as `threads(2)` of `interlock/threads`; what is found is the same. */
  readonly crew?: Crew | undefined
  /**
   * Keep of each state only bits in a table of so many MiB (1 to 512). States may be left out, so the result is never `verified`: it is
   * `inconclusive` by the bound `bitstate` unless something is found. Cycles, partial deadlocks and times are not judged.
   */
  readonly bitstate?: number
}

/** The same, with a bound on time for callers that have a clock. */
export interface CheckBounds extends CheckOptions {
  readonly seconds?: number
  /** Milliseconds on any clock, such as `() => performance.now()`: nothing below the command line has one of its own. */
  readonly now?: () => number
}

/**
 * Checks a system: explores every interleaving breadth-first and decides its properties. `verified` only after a
 * complete search; counterexamples are shortest.
 *
 * @throws InterlockError when the system cannot be driven, a property is not a pure function, or `seconds` comes without
 * a clock.
 */
export function check(system: System, bounds: CheckBounds = {}): CheckResult {
  const { seconds, now } = bounds
  if (seconds !== undefined && now === undefined) {
    throw new InterlockError('bounds', 'a bound on seconds needs a clock: give now: () => performance.now() as well')
  }
  const start = now?.() ?? 0
  const overdue: BoundHit = { bound: 'seconds', limit: seconds ?? 0 }
  const run = checking(system, bounds)
  let hit: BoundHit | undefined
  for (;;) {
    const { done, value } = run.next(hit)
    if (done) return value
    if (seconds !== undefined && now !== undefined && now() - start > seconds * 1000) hit = overdue
  }
}

/**
 * The same in small bites, for callers that show progress, keep the time or can be interrupted: yields now and then, and
 * stops with `inconclusive` when told which bound was hit.
 */
export function checking(
  system: System,
  options: CheckOptions = {},
  resumed?: Standing,
): Generator<Progress, CheckResult, BoundHit | undefined> {
  const space = spaceOf(system, system.clock ?? 'free')
  return checkingSpace(space, system.properties, options, system.parameters, resumed)
}

/** The same for any space, such as a toy graph. */
export function* checkingSpace(
  space: Space,
  properties: readonly Property[],
  options: CheckOptions,
  parameters: System['parameters'] = {},
  resumed?: Standing,
): Generator<Progress, CheckResult, BoundHit | undefined> {
  const { bitstate, ...kept } = options
  if (bitstate === undefined) return yield* exhausting(space, properties, kept, parameters, resumed)
  const { reduce, partialOrder, symmetry, crew, ...bounds } = kept
  if (reduce || crew !== undefined || resumed !== undefined) {
    throw new InterlockError(
      'bounds',
      'a bitstate search is made by one thread, not reduced, and keeps no states to go on from',
    )
  }
  return traced(space, parameters, yield* supertrace(space, properties, bitstate, bounds))
}

/** A search that keeps its states. */
function* exhausting(
  space: Space,
  properties: readonly Property[],
  { reduce = false, partialOrder = true, symmetry = true, crew, ...bounds }: Omit<CheckOptions, 'bitstate'>,
  parameters: System['parameters'],
  resumed: Standing | undefined,
): Generator<Progress, CheckResult, BoundHit | undefined> {
  const reductions = reduce ? reductionsOf(space, properties, partialOrder, symmetry) : undefined
  const { graph, notes, watched } = yield* explore(space, properties, bounds, reductions, resumed, crew)
  const calmed = calm(space, graph)
  const complete = graph.hit === undefined
  const deadlockFree = properties.find((property) => property.kind === 'deadlock-free')
  const stuck = complete && deadlockFree !== undefined ? findStuck(space, calmed) : undefined
  if (deadlockFree !== undefined) noteDeadlock(space, calmed, stuck, deadlockFree.name, notes)
  if (complete) noteUnseen(watched, notes)
  const masked = stuck === undefined || reductions !== undefined ? [] : findMasked(space, calmed, stuck)
  if (deadlockFree?.masked === 'violation') noteMasked(masked, deadlockFree.name, notes)
  const { lassos, responses }: OverTime = complete
    ? overTime(space, graph, calmed, properties)
    : { lassos: new Map(), responses: [] }
  noteLassos(lassos, notes)
  const findings = inOrder(properties, notes).map(([property, { violation, path, loop }]) => ({
    property,
    violation,
    ...shown(space, path(graph), loop),
  }))
  return {
    system: space.name,
    parameters,
    verdict: verdictOf(findings, graph.hit),
    findings,
    witnesses: [...notes.witnessed].map(([property, path]) => ({
      property,
      steps: execute(space, path(graph)).steps,
    })),
    complete,
    hit: graph.hit,
    reductions: reductions?.names ?? [],
    growth: complete ? [] : mostGrown(space),
    states: graph.states,
    transitions: graph.transitions,
    depth: graph.depth,
    bytes: graph.bytes,
    threads: graph.threads ?? 1,
    deadlocks: stuck?.deadlocks.length,
    fatal: stuck === undefined || reductions !== undefined ? undefined : fatalStep(graph, calmed, stuck, findings),
    violations: signedFindings(findings, stuck === undefined ? [] : deadlockSignatures(space, graph, stuck)),
    responses: responses.map(({ path, loop, ...response }) => ({ ...response, ...shown(space, path, loop) })),
    masked: masked.map(({ index, violation }) => ({
      property: deadlockFree?.name ?? '',
      violation,
      ...shown(space, pathTo(graph, index), undefined),
    })),
  }
}

/** The result of a search that did not keep its states. */
function traced(space: Space, parameters: System['parameters'], trace: Supertrace): CheckResult {
  const { found, witnessed, hit, states, transitions, depth, bytes } = trace
  const findings = found.map(({ property, violation, path }) => ({
    property,
    violation,
    ...shown(space, path, undefined),
  }))
  return {
    system: space.name,
    parameters,
    verdict: verdictOf(findings, hit),
    findings,
    witnesses: witnessed.map(({ property, path }) => ({ property, ...shown(space, path, undefined) })),
    complete: false,
    hit,
    reductions: [],
    growth: [],
    states,
    transitions,
    depth,
    bytes,
    threads: 1,
    deadlocks: undefined,
    fatal: undefined,
    violations: signedFindings(findings, []),
    responses: [],
    masked: [],
  }
}

/** A search that has ended, and what was kept an eye on. */
interface Explored {
  readonly graph: Graph
  readonly notes: Notes
  readonly watched: readonly Monitor[]
}

/** Searches; with reductions until all that these rest on was known from the start. */
function* explore(
  space: Space,
  properties: readonly Property[],
  bounds: Bounds,
  reductions: Reductions | undefined,
  resumed: Standing | undefined,
  crew: Crew | undefined,
): Generator<Progress, Explored, BoundHit | undefined> {
  for (;;) {
    const watched = monitors(space, properties, reductions?.overhear)
    const notes: Notes = { found: new Map(), witnessed: new Map() }
    const start = space.initial()
    if (start.flaw !== undefined) noteFlaw(start.flaw, properties, notes, () => [])
    const observer: Observer = {
      state: watched.length === 0 ? undefined : (...seen) => watchState(watched, notes, ...seen),
      flagged: watchFlaws(space, properties, notes),
    }
    if (reductions === undefined) {
      return { graph: yield* search(space, start.state, bounds, observer, resumed, crew), notes, watched }
    }
    if (resumed !== undefined) {
      throw new InterlockError('bounds', 'a reduced search cannot go on from a checkpoint; resume without reduce')
    }
    if (crew !== undefined) {
      throw new InterlockError('bounds', 'a reduced search is made by one thread; leave out crew, or reduce')
    }
    reductions.begin(start.state, watched)
    const graph = yield* reducedSearch(space, start.state, bounds, observer, reductions)
    if (graph.hit !== undefined || reductions.isSettled(graph)) return { graph, notes, watched }
  }
}

/** An execution as it is shown, with its loop if it has one. */
function shown(
  space: Space,
  path: readonly number[],
  loop: number | undefined,
): Pick<Counterexample, 'steps' | 'loop'> {
  return { steps: execute(space, path).steps, ...(loop === undefined ? {} : { loop }) }
}

/** A deadlock comes before one that is only masked, a bad state before an execution that goes on for ever. */
function noteLassos(lassos: OverTime['lassos'], notes: Notes): void {
  for (const [name, { violation, path, loop }] of lassos) {
    if (!notes.found.has(name)) notes.found.set(name, { violation, path: () => path, loop })
  }
}

function noteMasked(masked: readonly Masked[], name: string, notes: Notes): void {
  const [first] = masked
  if (first === undefined || notes.found.has(name)) return
  notes.found.set(name, { violation: first.violation, path: (graph) => pathTo(graph, first.index) })
}

function mostGrown(space: Space): readonly Growth[] {
  const all = (space.growth?.() ?? []).filter(({ configs }) => configs > 1)
  return all.sort((a, b) => b.configs - a.configs).slice(0, GROWN)
}

function verdictOf(findings: readonly Counterexample[], hit: BoundHit | undefined): Verdict {
  if (findings.length > 0) return { kind: 'counterexample', counterexample: findings[0] }
  return hit === undefined ? { kind: 'verified' } : { kind: 'inconclusive', hit }
}

function watchState(
  watched: readonly Monitor[],
  notes: Notes,
  index: number,
  state: StateVector,
  image?: number,
): void {
  const path: Path = (graph) => pathTo(graph, index, image)
  for (const monitor of watched) {
    const { name, kind } = monitor.property
    if (kind === 'sometimes' && notes.witnessed.has(name)) continue
    const violation = monitor.violation(state)
    if (violation !== undefined && !notes.found.has(name)) {
      notes.found.set(name, { violation, path })
    }
    if (kind === 'sometimes' && monitor.seen()) notes.witnessed.set(name, path)
  }
}

/** Notes the first step of each kind of flaw. */
function watchFlaws(space: Space, properties: readonly Property[], notes: Notes): Observer['flagged'] {
  let seen = 0
  return (index, state, position, flags) => {
    if ((flags & ~seen) === 0) return
    seen |= flags
    const { flaw } = space.take(state, position)
    if (flaw !== undefined) noteFlaw(flaw, properties, notes, (graph) => [...pathTo(graph, index), position])
  }
}

function noteFlaw(flaw: StepFlaw, properties: readonly Property[], notes: Notes, path: Path): void {
  const name = violatedBy(flaw, properties)
  if (name !== undefined && !notes.found.has(name)) notes.found.set(name, { violation: violationOf(flaw), path })
}

/** After a complete search: what was to be seen and never was. */
function noteUnseen(watched: readonly Monitor[], notes: Notes): void {
  for (const { property, seen } of watched) {
    if (seen() || notes.found.has(property.name)) continue
    const violation: Violation = { kind: property.kind === 'sometimes' ? 'never' : 'vacuous' }
    notes.found.set(property.name, { violation, path: () => [] })
  }
}

function noteDeadlock(space: Space, graph: Graph, stuck: Stuck | undefined, name: string, notes: Notes): void {
  const found = nearestDeadlock(space, graph, stuck)
  if (found === undefined) return
  const { index, violation } = found
  notes.found.set(name, { violation, path: () => pathTo(graph, index) })
}

function signedFindings(findings: readonly Counterexample[], deadlocks: readonly string[]): CheckResult['violations'] {
  return findings.flatMap(({ property, violation }) => {
    const first = signatureOf(violation)
    const others = violation.kind === 'deadlock' ? deadlocks.filter((other) => other !== first) : []
    return [first, ...others].map((signature) => ({ property, signature }))
  })
}

function inOrder(properties: readonly Property[], notes: Notes): readonly [string, Finding][] {
  const names = [NO_ERRORS, NO_REPORTED_EVENTS, ...properties.map(({ name }) => name)]
  return names.flatMap((name) => {
    const finding = notes.found.get(name)
    return finding === undefined ? [] : [[name, finding]]
  })
}
