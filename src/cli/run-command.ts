import type { System } from '../engine/system.ts'
import type { Token } from '../engine/token.ts'
import { formatToken } from '../engine/token.ts'
import { traceOf } from '../engine/trace.ts'
import type { Counterexample } from '../engine/verdict.ts'
import { signatureOf } from '../engine/verdict.ts'
import { coverageText } from '../report/coverage-report.ts'
import { explanation } from '../report/explanation.ts'
import { jsonReport, runJson } from '../report/json.ts'
import { failingRunLine, sampledText, shrunkLine } from '../report/run-report.ts'
import type { Style } from '../report/style.ts'
import { Coverage } from '../sim/coverage.ts'
import { SWARM } from '../sim/mix.ts'
import { runSchedule, scheduleToken, token } from '../sim/replay.ts'
import type { Shrunk } from '../sim/shrink.ts'
import type { SimulationResult } from '../sim/simulate.ts'
import { SIMULATE, simulate } from '../sim/simulate.ts'
import type { Seeds } from '../sim/sweep.ts'
import { commandLine, nameOf } from './commands.ts'
import { breathe, EXIT } from './io.ts'
import { rememberRun } from './last-run.ts'
import { ProgressLine, runsText } from './progress.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import { interruptOf, superviseShrinking } from './supervise.ts'
import type { Sweep } from './sweep-command.ts'
import { resumeLine, save, sweepCommand, swept } from './sweep-command.ts'
import type { Target } from './target.ts'
import { target } from './target.ts'

/** How runs are made. */
export interface RunOptions {
  readonly seed?: number
  readonly strategy?: string
  readonly runs?: number
  readonly steps?: number
  readonly duration?: readonly [number, number]
  /** The mix of faults (`mixForms`). */
  readonly faults?: string
  /** Instead of `seed` and `runs`. */
  readonly seeds?: Seeds
  readonly allFailures?: boolean
  readonly workers?: number
  /** Whether to say what the runs have and have not seen. */
  readonly coverage?: boolean
  /** Whether a failing run is shrunk (`--no-shrink`). */
  readonly shrink?: boolean
  readonly json?: boolean
  readonly ascii?: boolean
}

type Plan = Required<Pick<RunOptions, 'seed' | 'strategy' | 'runs' | 'steps' | 'duration' | 'faults'>>

/** The options with the defaults filled in. */
export function planOf({ seeds, seed, strategy, runs, steps, duration, faults }: RunOptions): Plan {
  return {
    seed: seeds?.first ?? seed ?? SIMULATE.seed,
    strategy: strategy ?? SIMULATE.strategy,
    runs: seeds?.runs ?? runs ?? SIMULATE.runs,
    steps: steps ?? SIMULATE.steps,
    duration: duration ?? SIMULATE.duration,
    faults: faults ?? SWARM,
  }
}

/** Runs until the first look at what happens outside; twice as many the next time if they took less than so many milliseconds. */
const BATCH = 64
const QUICK = 200
/** Milliseconds that are worth threads: a thread begins after some 400, and is at its best speed after as many again. */
const LONG = 2_000

function joined(before: SimulationResult | undefined, after: SimulationResult): SimulationResult {
  if (before === undefined) return after
  const { verdict } = after
  const [runs, truncated] = [before.runs + after.runs, before.truncated + after.truncated]
  return {
    ...after,
    seed: before.seed,
    runs,
    truncated,
    endless: before.endless ?? after.endless,
    steps: before.steps + after.steps,
    unseen: before.unseen.filter((name) => after.unseen.includes(name)),
    verdict: verdict.kind === 'sampled' ? { ...verdict, runs, truncated } : verdict,
  }
}

/** What was simulated, and whether an interrupt ended it. */
type Sampled = SimulationResult & { readonly stopped: boolean }

/** The runs that are left; none after a failure. */
function leftOf({ runs }: Plan, result: SimulationResult): number {
  return result.failing === undefined ? runs - result.runs : 0
}

function withRest(result: SimulationResult, rest: Sampled | undefined): Sampled {
  return rest === undefined ? { ...result, stopped: true } : { ...joined(result, rest), stopped: rest.stopped }
}

/** Makes the runs that are left elsewhere, after so many. */
type Elsewhere = (made: number) => Promise<Sampled | undefined>

/**
 * Simulates in batches, so that it can be interrupted; the outcome is that of one simulation. When a batch was long enough to
 * say that the runs that are left take long, they are made `elsewhere`.
 */
async function sampled(
  system: System,
  plan: Plan,
  coverage: Coverage | undefined,
  { io }: Session,
  elsewhere: Elsewhere | undefined,
): Promise<Sampled> {
  const interrupt = interruptOf(io)
  const line = new ProgressLine(io)
  const begun = io.now()
  const seen = coverage === undefined ? {} : { coverage }
  let result: SimulationResult | undefined
  let batch = BATCH
  try {
    while (result === undefined || (result.failing === undefined && result.runs < plan.runs && !interrupt.asked)) {
      const made: number = result?.runs ?? 0
      const runs = Math.min(batch, plan.runs - made)
      const started = io.now()
      result = joined(result, simulate(system, { ...plan, ...seen, seed: plan.seed + made, runs }))
      const took = io.now() - started
      if (took < QUICK) batch *= 2
      else if (elsewhere !== undefined && (took / runs) * leftOf(plan, result) > LONG) {
        line.clear()
        return withRest(result, await elsewhere(result.runs))
      }
      await breathe()
      line.show(() => runsText(system.name, made + runs, plan.runs, (io.now() - begun) / 1000))
    }
    line.clear()
    return { ...result, stopped: interrupt.asked }
  } finally {
    interrupt.release()
  }
}

/** Simulates in threads; the outcome is that of one simulation, up to its first failure; `undefined` when it was interrupted at once. */
async function inThreads(sweep: Sweep, plan: Plan, session: Session): Promise<Sampled | undefined> {
  const { swept: sum, stopped } = await swept(sweep, session)
  const { system } = sweep.target
  if (sum === undefined) return undefined
  const { seeds, steps, truncated, endless, unseen } = sum
  // The run with the last seed is the one that failed, if any did; it is made again, for threads only tell of it.
  const last = simulate(system, { ...plan, seed: seeds.first + seeds.runs - 1, runs: 1 })
  const { runs } = seeds
  const verdict = last.verdict.kind === 'sampled' ? { ...last.verdict, runs, truncated } : last.verdict
  return { ...last, seed: seeds.first, runs, steps, truncated, endless, unseen, verdict, stopped }
}

/** The words that make a run again by its seed, as long as they differ from the defaults. */
function seedCommand(asked: Target, plan: Plan, seed: number): string {
  const { strategy, steps, duration, faults } = plan
  return commandLine(
    ...['replay', String(seed), '--system', nameOf(asked)],
    ...(strategy === SIMULATE.strategy ? [] : ['--strategy', strategy]),
    ...(steps === SIMULATE.steps ? [] : ['--steps', String(steps)]),
    ...(duration.join() === SIMULATE.duration.join() ? [] : ['--duration', duration.join('..')]),
    ...(faults === SWARM ? [] : ['--faults', faults]),
  )
}

function isExpected({ scenario }: Target, { property, violation }: Counterexample): boolean {
  const expected = scenario?.expected.violations ?? []
  return expected.some((other) => other.property === property && other.signature === signatureOf(violation))
}

/** `sim run <system>` */
export async function runCommand(name: string, options: RunOptions, session: Session): Promise<number> {
  const asked = await target(name, session)
  const plan = planOf(options)
  const { seed: first, runs, ...manner } = plan
  const { allFailures: all = false, workers } = options
  const sweep = { target: asked, seeds: { first, runs }, ...manner, all, workers }
  if (all) return sweepCommand(sweep, options, session)
  const coverage = options.coverage === true ? new Coverage(asked.system) : undefined
  const threaded = (made: number): Promise<Sampled | undefined> =>
    inThreads({ ...sweep, seeds: { first: first + made, runs: runs - made } }, plan, session)
  const result = await (workers === undefined
    ? sampled(asked.system, plan, coverage, session, coverage === undefined ? threaded : undefined)
    : threaded(0))
  const made = result?.runs ?? 0
  const onward = resumeLine(sweep, { first: first + made, runs: runs - made })
  if (result === undefined) {
    session.io.stderr.write(`sim: interrupted before the first runs were done; to go on: ${onward}\n`)
    return EXIT.interrupted
  }
  const { verdict, failing } = result
  if (verdict.kind === 'counterexample' && failing !== undefined) {
    return failed(asked, { ...plan, seed: failing }, result, verdict.counterexample, options, session)
  }
  return unfailed(result, plan, result.stopped && made < runs ? onward : undefined, options, session)
}

/** No run failed; when an interrupt ended it, the command that makes the runs that are left. */
function unfailed(
  result: Sampled,
  plan: Plan,
  resume: string | undefined,
  options: RunOptions,
  session: Session,
): number {
  const json = { ...runJson(result, result.truncated === 0, undefined), resume: resume ?? null }
  if (result.stopped) save(json, session)
  if (options.json) session.print(jsonReport({ results: [json] }))
  else {
    const style = styleOf(session, options)
    const going = resume === undefined ? '' : `\n  Interrupted. To go on:\n  ${resume}\n`
    session.print(`${sampledText(result, plan.steps, style)}\n${coverageLines(result, style)}${going}`)
  }
  if (result.stopped) return EXIT.interrupted
  return result.truncated > 0 ? EXIT.inconclusive : EXIT.expected
}

function coverageLines({ coverage }: SimulationResult, style: Style): string {
  return coverage === undefined ? '' : `\n${coverageText(coverage, style)}\n`
}

/** The mix of faults, where it is not the default. */
export function mixed(faults: string | undefined): { readonly faults?: string } {
  return faults === undefined || faults === SWARM ? {} : { faults }
}

/** A run failed: its counterexample is shrunk, unless nobody wants that or waits for it any more, shown and saved. */
async function failed(
  asked: Target,
  plan: Plan,
  result: Sampled,
  found: Counterexample,
  options: RunOptions,
  session: Session,
): Promise<number> {
  const asItIs = options.shrink === false || result.stopped
  const shrinkage = asItIs ? undefined : await superviseShrinking(asked.system, result.clock, found, session.io)
  const code = told(asked, plan, result, found, shrinkage?.shrunk, options, session)
  return result.stopped || shrinkage?.stopped === true ? EXIT.interrupted : code
}

function told(
  asked: Target,
  plan: Plan,
  result: SimulationResult,
  found: Counterexample,
  shrunk: Shrunk | undefined,
  options: RunOptions,
  session: Session,
): number {
  const { system, module } = asked
  const { seed, strategy, steps, duration, faults } = plan
  const { clock } = result
  const counterexample = shrunk?.counterexample ?? found
  const seeded = (): Token =>
    token(system, clock, runSchedule({ seed, strategy, steps, duration, ...mixed(faults) }, counterexample), module)
  const again = shrunk === undefined ? seeded() : scheduleToken(system, clock, counterexample, module)
  const replay = commandLine('replay', formatToken(again))
  const expected = isExpected(asked, counterexample)
  const kept = rememberRun(
    { system: system.name, module: module ?? null, strategy, steps, duration, seed, ...mixed(faults) },
    traceOf(system, clock, { kind: 'run', strategy, seed, ...mixed(result.mix) }, counterexample),
    session.io.cwd,
  )
  if (!kept) session.io.stderr.write('sim: .interlock/ could not be written\n')
  if (options.json) {
    session.print(jsonReport({ results: [runJson(result, expected, { counterexample, replay, shrunk })] }))
  } else {
    const style = styleOf(session, options)
    session.print(`${explanation({ system, clock, counterexample, replay }, style)}\n`)
    session.print(`  ${seedCommand(asked, plan, seed)}\n\n`)
    if (shrunk !== undefined) session.print(`${shrunkLine(system, shrunk)} The seed replays the run as it was.\n`)
    session.print(`${failingRunLine(result)}${expected ? ' As expected.' : ''}\n${coverageLines(result, style)}`)
  }
  return expected ? EXIT.expected : EXIT.violated
}
