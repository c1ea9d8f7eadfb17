import type { Clock } from '../engine/clock.ts'
import { Execution } from '../engine/execution.ts'
import { spaceOf } from '../engine/observed.ts'
import type { Space } from '../engine/space.ts'
import type { System } from '../engine/system.ts'
import type { Counterexample, ExecutionStep } from '../engine/verdict.ts'
import { signatureOf } from '../engine/verdict.ts'
import { contextSwitches, mergeRuns } from './context-switches.ts'
import { ddmin } from './ddmin.ts'
import type { Moment } from './judge.ts'
import { oracleFor } from './oracle.ts'
import type { Quest } from './shortest.ts'
import { shortestWay } from './shortest.ts'

/** How large a counterexample is. */
export interface Size {
  /** Steps that are harm. */
  readonly faults: number
  readonly steps: number
  readonly switches: number
  /** The actors that take steps in it. */
  readonly actors: number
}

/** What shrinking came to. */
export interface Shrunk {
  /** The same failure, by a schedule of no more faults, and of no more steps unless it has fewer faults. */
  readonly counterexample: Counterexample
  readonly from: Size
  readonly to: Size
  /** Steps that were executed for it. */
  readonly executed: number
  /**
   * How small it is. `shortest`: no schedule of fewer faults, and none of as many that is shorter, shows this failure when steps take
   * no time. `shortest-of-its-faults`: one of fewer faults, and more steps, may. `shortest-of-its-steps`: no shorter one made of
   * the same steps does. `locally`: no single step can be left out. `bounded`: the bound on executed steps ended it. `interrupted`: `next(true)` did.
   * `unconfirmed`: a run does not notice the failure where the counterexample ends, so it was left as it is.
   */
  readonly minimal:
    | 'shortest'
    | 'shortest-of-its-faults'
    | 'shortest-of-its-steps'
    | 'locally'
    | 'bounded'
    | 'interrupted'
    | 'unconfirmed'
}

/** How far shrinking has come. */
export interface ShrinkProgress {
  readonly executed: number
  readonly steps: number
  readonly switches: number
}

/** How a counterexample is shrunk. */
export interface ShrinkOptions {
  /** The most steps to execute; default 200,000. */
  readonly effort?: number
}

/** What a candidate asks for at each step; steps that cannot be taken are skipped. */
interface Wish {
  readonly label: string
  readonly actor: string
  readonly waited: number
}

const EFFORT = 200_000

function harms(steps: readonly ExecutionStep[]): number {
  return steps.filter(({ harm }) => harm).length
}

/** The size of a schedule. */
function sizeOf(steps: readonly ExecutionStep[]): Size {
  return {
    faults: harms(steps),
    steps: steps.length,
    switches: contextSwitches(steps),
    actors: new Set(steps.map(({ actor }) => actor)).size,
  }
}

/** One shrinking under way: the space, the failure to keep, and the work left. */
class Shrinking {
  readonly space: Space
  readonly found: (moment: Moment) => Counterexample['violation'] | undefined
  effort: number
  best: Counterexample
  executed = 0

  constructor(system: System, clock: Clock, counterexample: Counterexample, effort: number) {
    const { property, violation } = counterexample
    this.space = spaceOf(system, clock)
    this.found = oracleFor(this.space, system.properties, { property, signature: signatureOf(violation) })
    this.best = counterexample
    this.effort = effort
  }

  get spent(): boolean {
    return this.executed >= this.effort
  }

  /** Runs the wishes that can be had until the failure shows; keeps the run if it is smaller than the best. */
  readonly attempt = (wishes: readonly Wish[]): readonly ExecutionStep[] | undefined => {
    const execution = new Execution(this.space)
    const violation = this.#run(execution, wishes)
    if (violation === undefined) return undefined
    const { steps } = execution
    if (isSmaller(steps, this.best.steps)) this.best = { property: this.best.property, violation, steps: [...steps] }
    return steps
  }

  #run(execution: Execution, wishes: readonly Wish[]): Counterexample['violation'] | undefined {
    let violation = this.found(execution)
    for (const { label, waited } of wishes) {
      if (violation !== undefined || this.spent) break
      execution.elapse(waited)
      const position = execution.enabled.findIndex((step) => step.label === label)
      if (position < 0) continue
      execution.take(position)
      this.executed++
      violation = this.found(execution)
    }
    return violation
  }
}

/** Fewer faults first, then fewer steps, then fewer context switches, then less time in which nobody moves. */
function isSmaller(one: readonly ExecutionStep[], other: readonly ExecutionStep[]): boolean {
  const [mine, theirs] = [measure(one), measure(other)]
  const differing = mine.findIndex((value, at) => value !== theirs[at])
  return differing >= 0 && mine[differing] < theirs[differing]
}

function measure(steps: readonly ExecutionStep[]): readonly number[] {
  return [harms(steps), steps.length, contextSwitches(steps), steps.reduce((sum, { waited }) => sum + waited, 0)]
}

/**
 * Shrinks a counterexample, yielding its progress: first faults, then time that passes while nobody moves, then whole actors, then chunks
 * of steps (`ddmin`), then context switches (`mergeRuns`); in the end a search for the shortest schedule, first among the steps
 * that are left, then among all, then for one of fewer faults, however long. The failure stays the same: its property and
 * its signature. Deterministic, and bounded by the steps that it executes.
 *
 * An actor counts as left out when it takes no step; systems are not made anew with fewer actors. `next(true)` ends it early
 * with the best so far.
 */
export function* shrinking(
  system: System,
  clock: Clock,
  counterexample: Counterexample,
  { effort = EFFORT }: ShrinkOptions = {},
): Generator<ShrinkProgress, Shrunk, boolean | undefined> {
  const work = new Shrinking(system, clock, counterexample, effort)
  const minimal = yield* told(work, phases(work))
  const from = sizeOf(counterexample.steps)
  return { counterexample: work.best, from, to: sizeOf(work.best.steps), executed: work.executed, minimal }
}

/** Shrinks a counterexample at once; see `shrinking`. */
export function shrink(
  system: System,
  clock: Clock,
  counterexample: Counterexample,
  options: ShrinkOptions = {},
): Shrunk {
  const work = shrinking(system, clock, counterexample, options)
  for (;;) {
    const { done, value } = work.next(undefined)
    if (done === true) return value
  }
}

/** Passes progress on, and the wish to stop back. */
function* told(
  work: Shrinking,
  phases: Generator<void, Shrunk['minimal']>,
): Generator<ShrinkProgress, Shrunk['minimal'], boolean | undefined> {
  let stopped = false
  for (;;) {
    const { done, value } = phases.next()
    if (done === true) return stopped && value === 'bounded' ? 'interrupted' : value
    const { steps } = work.best
    const stop = yield { executed: work.executed, steps: steps.length, switches: contextSwitches(steps) }
    if (stop !== true) continue
    stopped = true
    work.effort = 0
  }
}

function* phases(work: Shrinking): Generator<void, Shrunk['minimal']> {
  const { attempt } = work
  if (attempt(work.best.steps) === undefined) return work.spent ? 'bounded' : 'unconfirmed'
  yield
  yield* fewerFaults(work)
  attempt(work.best.steps.map(timeless))
  yield
  for (const actor of new Set(work.best.steps.map((step) => step.actor))) {
    attempt(work.best.steps.filter((step) => step.actor !== actor))
    yield
  }
  yield* ddmin<Wish>(work.best.steps, attempt)
  for (const at of work.best.steps.keys()) {
    attempt(work.best.steps.map((step, index) => (index === at ? timeless(step) : step)))
    yield
  }
  yield* mergeRuns<Wish>(work.best.steps, attempt)
  if (work.spent) return 'bounded'
  return yield* searched(work)
}

/** Leaves out all harm, or one after another. */
function* fewerFaults(work: Shrinking): Generator<void, void> {
  const faults = (): readonly ExecutionStep[] => work.best.steps.filter(({ harm }) => harm)
  if (faults().length === 0) return
  work.attempt(work.best.steps.filter(({ harm }) => !harm))
  yield
  for (let at = 0; at < faults().length; ) {
    const before = faults()
    work.attempt(work.best.steps.filter((step) => step !== before[at]))
    if (faults().length === before.length) at++
    yield
  }
}

function timeless({ label, actor }: Wish): Wish {
  return { label, actor, waited: 0 }
}

/**
 * Searches for the shortest schedule, and for one of fewer faults; not where the failure needs time to pass, for a search
 * passes none.
 */
function* searched(work: Shrinking): Generator<void, Shrunk['minimal']> {
  const { steps, violation } = work.best
  if (steps.some(({ waited }) => waited > 0)) return 'locally'
  // Of a run that goes on for too long each state is in order: no search can tell where it ends.
  if (violation.kind === 'unfulfilled' && violation.extent === 'bound') return 'locally'
  const own = new Set(work.best.steps.map(({ label }) => label))
  const asGood = (): Omit<Among, 'allowed'> => ({ steps: work.best.steps.length, faults: harms(work.best.steps) })
  if (!(yield* shorten(work, { ...asGood(), allowed: ({ label }) => own.has(label) }))) return 'locally'
  if (!(yield* shorten(work, { ...asGood(), allowed: () => true }))) return 'shortest-of-its-steps'
  for (let faults = 0; faults < harms(work.best.steps); faults++) {
    const known = yield* shorten(work, { steps: Number.POSITIVE_INFINITY, faults, allowed: () => true })
    if (!known) return 'shortest-of-its-faults'
  }
  return 'shortest'
}

/** Among which schedules the shortest is searched for. */
type Among = Pick<Quest, 'steps' | 'faults' | 'allowed'>

/** Whether the best is now the shortest of these schedules, or none of them fails. */
function* shorten(work: Shrinking, among: Among): Generator<void, boolean> {
  const way = yield* shortestWay({
    ...among,
    space: work.space,
    found: (moment) => work.found(moment) !== undefined,
    spend: () => {
      work.executed++
      return !work.spent
    },
  })
  if (way === 'unknown') return false
  return way === 'none' || work.attempt(wishesOf(work.space, way.positions)) !== undefined
}

/** The steps at these positions, by their labels. */
function wishesOf(space: Space, positions: readonly number[]): readonly Wish[] {
  const execution = new Execution(space)
  for (const position of positions) execution.take(position)
  return execution.steps.map(timeless)
}
