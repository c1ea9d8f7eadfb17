import type { Clock } from '../engine/clock.ts'
import { InterlockError } from '../engine/error.ts'
import { Execution } from '../engine/execution.ts'
import type { Monitor } from '../engine/monitor.ts'
import { monitors } from '../engine/monitor.ts'
import { spaceOf } from '../engine/observed.ts'
import { declaredTags } from '../engine/observer.ts'
import type { Property } from '../engine/property.ts'
import { isLiveness } from '../engine/property.ts'
import type { Space } from '../engine/space.ts'
import { calmSteps } from '../engine/step.ts'
import type { Strategy, Trial } from '../engine/strategy.ts'
import { chainOf } from '../engine/strategy.ts'
import type { System } from '../engine/system.ts'
import type { Counterexample, Verdict } from '../engine/verdict.ts'
import type { Random } from '../scheduler/prng.ts'
import { random } from '../scheduler/prng.ts'
import { randomWalk } from '../scheduler/random.ts'
import type { Coverage, CoverageReport } from './coverage.ts'
import type { Sample } from './determinism.ts'
import { confirmDeterminism } from './determinism.ts'
import type { Truncated } from './loop.ts'
import { lastLoop } from './loop.ts'
import type { FaultMix } from './mix.ts'
import { askedText, mixesOf, mixText } from './mix.ts'
import { strategyOf } from './named-strategy.ts'
import type { RunWatch } from './oracle.ts'
import { runWatch, violatedAt } from './oracle.ts'
import { Remembered } from './remembered.ts'
import { choosable, Strikes } from './strikes.ts'

/** How a system is simulated. */
export interface SimulateOptions {
  /** The first run's seed; run i has seed + i. Default 0. */
  readonly seed?: number
  /** What `strategyNamed` takes (`random`, `pct:3`, `pos+urw`), or a strategy of your own. Default `random`. */
  readonly strategy?: string | Strategy
  /** Default 100. The first run that fails ends the simulation. */
  readonly runs?: number
  /** Steps after which a run is cut off. Default 1,000. */
  readonly steps?: number
  /**
   * The least and the most virtual milliseconds that a delivery or an outcome takes, drawn from the seed. Default [1, 3];
   * with [0, 0] time passes only when timers fire, as in a check.
   */
  readonly duration?: readonly [number, number]
  /**
   * Which faults strike, where the system declares some: `swarm` (default: each seed draws its own mix), `all`, `none`, or a mix
   * (`drop=1,crash=1,every=8`). See docs/faults.md.
   */
  readonly faults?: string | FaultMix
  /** Collects what the runs see; several simulations of one system may share it. */
  readonly coverage?: Coverage
}

/** What a simulation came to. */
export interface SimulationResult {
  readonly system: string
  readonly parameters: System['parameters']
  readonly clock: Clock
  readonly strategy: string
  /** The first seed asked for, and the number of runs made. */
  readonly seed: number
  readonly runs: number
  readonly steps: number
  /** Virtual milliseconds of the last run. */
  readonly time: number
  readonly verdict: Verdict
  /** The seed of the run that failed. */
  readonly failing: number | undefined
  /** The faults that were asked for, where the system declares some; and those of the run that failed (`mixText`). */
  readonly faults?: string
  readonly mix?: string
  /** `sometimes` properties that no run has shown (no violation: sampling may have missed them). */
  readonly unseen: readonly string[]
  /** Runs that reached their bound on steps, and the first of them. */
  readonly truncated: number
  readonly endless: Truncated | undefined
  /** What the runs have and have not seen, when it was asked for. */
  readonly coverage?: CoverageReport
}

/** What the runs of a simulation share. */
export interface Plan {
  readonly system: System
  readonly space: Space
  readonly watched: readonly Monitor[]
  readonly strategy: Strategy
  readonly steps: number
  readonly duration: readonly [number, number]
  readonly trial: () => Trial
  readonly mixes: (seed: number) => FaultMix
  readonly coverage: Coverage | undefined
}

/** A run under way, and what watches it. */
interface Watched {
  readonly execution: Execution
  readonly watch: RunWatch
}

/** One run, when it is over. */
export interface Run {
  readonly execution: Execution
  readonly failure: Counterexample | undefined
  readonly truncated: boolean
}

/** The defaults of `SimulateOptions`. */
export const SIMULATE = { seed: 0, strategy: 'random', runs: 100, steps: 1000, duration: [1, 3] } as const

/**
 * What the runs of a system with these options share; `space` and what watches it may be replaced between runs.
 *
 * @throws InterlockError `bounds` for options that make no sense, or as `check` does.
 */
export function planOf(system: System, options: SimulateOptions): Plan {
  const { seed, runs, steps, duration } = { ...SIMULATE, ...options }
  wholeNumber('seed', seed, Number.MIN_SAFE_INTEGER)
  wholeNumber('runs', runs, 1)
  wholeNumber('steps', steps, 1)
  wholeNumber('duration', duration[0], 0)
  wholeNumber('duration', duration[1], duration[0])
  const strategy = strategyOf(options.strategy ?? SIMULATE.strategy)
  const space = new Remembered(spaceOf(system, system.clock ?? 'urgent'))
  const watched = monitors(space, system.properties)
  const { coverage } = options
  const mixes = mixesOf(system, options.faults)
  return { system, space, watched, strategy, steps, duration, trial: trialOf(space, steps), mixes, coverage }
}

/**
 * Runs a system under seeded schedules on the virtual clock until a run fails. The same options give the same result,
 * byte for byte, on every machine. The first and the last run are executed twice, to see that user code is deterministic.
 *
 * @throws InterlockError `bounds` for options that make no sense, `system` when the second time comes to something else, or as
 * `check` does.
 */
export function simulate(system: System, options: SimulateOptions = {}): SimulationResult {
  const { seed, runs } = { ...SIMULATE, ...options }
  const plan = planOf(system, options)
  const { strategy, trial } = plan
  const clock = system.clock ?? 'urgent'

  const tally = { runs: 0, steps: 0, truncated: 0, time: 0 }
  let failure: Counterexample | undefined
  let endless: Truncated | undefined
  const samples: Sample[] = []
  while (failure === undefined && tally.runs < runs) {
    const run = runOnce(plan, seed + tally.runs)
    samples[Math.min(1, tally.runs)] = { seed: seed + tally.runs, execution: run.execution }
    failure = run.failure
    if (run.truncated) endless ??= { seed: seed + tally.runs, loop: lastLoop(plan.space, run.execution.steps) }
    tally.runs++
    tally.steps += run.execution.length
    tally.truncated += run.truncated ? 1 : 0
    tally.time = run.execution.time
  }
  confirmDeterminism(plan.space, spaceOf(system, clock), samples)
  const { truncated } = tally
  return {
    system: system.name,
    parameters: system.parameters,
    clock,
    strategy: strategy.name,
    seed,
    ...tally,
    endless,
    verdict:
      failure === undefined
        ? {
            kind: 'sampled',
            runs,
            strategy: strategy.name,
            truncated,
            guarantees: strategy.guarantees?.(trial()) ?? [],
            unjudged: unjudged(system.properties),
          }
        : { kind: 'counterexample', counterexample: failure },
    failing: failure === undefined ? undefined : seed + tally.runs - 1,
    ...(system.faults === undefined ? {} : { faults: askedText(options.faults) }),
    ...(failure === undefined || system.faults === undefined
      ? {}
      : { mix: mixText(plan.mixes(seed + tally.runs - 1)) }),
    ...(options.coverage === undefined ? {} : { coverage: options.coverage.report() }),
    unseen: plan.watched
      .filter(({ property, seen }) => property.kind === 'sometimes' && !seen())
      .map(({ property }) => property.name),
  }
}

/** The trial run of a system, made when a strategy first asks for it: always the same one, whatever the seeds. */
function trialOf(space: Space, most: number): () => Trial {
  let made: Trial | undefined
  return () => {
    made ??= tryOut(space, most)
    return made
  }
}

function tryOut(space: Space, most: number): Trial {
  const walk = randomWalk()
  walk.begin(0)
  const execution = new Execution(space)
  const chains = new Map<string, number>()
  while (choosable(execution.enabled).length > 0 && execution.length < most) {
    const position = walk.pick(choosable(execution.enabled))
    const chain = chainOf(execution.enabled[position])
    chains.set(chain, (chains.get(chain) ?? 0) + 1)
    execution.take(position)
  }
  return { steps: execution.length, chains }
}

/** The properties that no run judges. What must happen in the end, or in time, no run decides; of an observer it sees only the violations. */
export function unjudged(properties: readonly Property[]): readonly string[] {
  const isUnjudged = (property: Property): boolean => {
    if (property.kind === 'responds-within') return true
    if (property.kind !== 'observer') return isLiveness(property) && property.kind !== 'converges'
    const tags = declaredTags(property.machine)
    return tags.has('hot') || tags.has('accepting')
  }
  return properties.filter(isUnjudged).map(({ name }) => name)
}

function wholeNumber(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  const range = least === Number.MIN_SAFE_INTEGER ? '' : ` of at least ${least}`
  throw new InterlockError('bounds', `${name} is ${value}; it must be a whole number${range}`)
}

/** The run with a seed. */
export function runOnce(plan: Plan, seed: number): Run {
  const { space, strategy, duration } = plan
  strategy.begin(seed, plan.trial, (earlier) => rehearse(plan, earlier))
  const clock = random(seed, 1)
  const execution = new Execution(space)
  plan.coverage?.begin(space.view(execution.state))
  const run = { execution, watch: runWatch() }
  let failure = failureOf(plan, run)
  const mix = plan.mixes(seed)
  const own = strategy.faults === true
  const strikes = plan.system.faults === undefined || own ? undefined : new Strikes(mix, seed, plan.steps)
  const left = own ? calmSteps : choosable
  while (failure === undefined && execution.length < plan.steps) {
    const fault = strikes?.next(execution)
    const over = fault === undefined && left(execution.enabled).length === 0
    if (over && strategy.insists?.(execution.enabled) !== true) return { execution, failure, truncated: false }
    if (fault === undefined) execution.elapse(stepDuration(execution, clock, duration))
    takeStep(execution, fault ?? chosen(plan, execution, mix, clock), plan.coverage)
    failure = failureOf(plan, run)
  }
  return { execution, failure, truncated: failure === undefined && calmSteps(execution.enabled).length > 0 }
}

/** What the strategy chooses; while an actor is slow about it, timers that come due fire first. */
function chosen({ strategy, system, duration }: Plan, execution: Execution, { slow }: FaultMix, clock: Random): number {
  const { enabled } = execution
  const position = strategy.pick(strategy.faults === true ? enabled : choosable(enabled))
  const { actor, label } = enabled[position]
  if (!slow.includes(actor)) return position
  const longer = (system.faults?.slow.by ?? 1) - 1
  execution.elapse(longer * stepDuration(execution, clock, duration))
  const overtaking = execution.enabled.findIndex((step) => step.kind === 'timeout' && step.actor !== actor)
  return overtaking >= 0 ? overtaking : execution.enabled.findIndex((step) => step.label === label)
}

/** Makes a run for what the strategy learns from it: nobody else looks. */
function rehearse(plan: Plan, seed: number): void {
  runOnce({ ...plan, coverage: undefined, watched: monitors(plan.space, plan.system.properties) }, seed)
}

function takeStep(execution: Execution, position: number, coverage: Coverage | undefined): void {
  const { space, state } = execution
  const step = execution.enabled[position]
  execution.take(position)
  coverage?.step(step, space.view(state), space.view(execution.state))
}

/** Timers fire when they are due; all else takes time. */
function stepDuration(execution: Execution, clock: Random, [least, most]: readonly [number, number]): number {
  if (most === 0 || choosable(execution.enabled).every(({ kind }) => kind === 'timeout')) return 0
  return clock(least, most)
}

function failureOf(plan: Plan, run: Watched): Counterexample | undefined {
  const violated = violatedAt(plan.system.properties, plan.watched, run.execution, run.watch)
  if (violated === undefined) return undefined
  return { ...violated, steps: [...run.execution.steps] }
}
