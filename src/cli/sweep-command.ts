import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { jsonReport } from '../report/json.ts'
import { sweepJson, sweepText } from '../report/sweep-report.ts'
import { SWARM } from '../sim/mix.ts'
import { unjudged } from '../sim/simulate.ts'
import type { Seeds, Swept } from '../sim/sweep.ts'
import { joined } from '../sim/sweep.ts'
import { commandLine, nameOf } from './commands.ts'
import { EXIT, isMistake } from './io.ts'
import { DeadlyTask, Pool } from './pool.ts'
import { ProgressLine, runsText } from './progress.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import { interruptOf } from './supervise.ts'
import { sweepHand } from './sweep-hand.ts'
import type { Target } from './target.ts'

/** What is to be swept, and how. */
export interface Sweep {
  readonly target: Target
  readonly seeds: Seeds
  readonly strategy: string
  readonly steps: number
  readonly duration: readonly [number, number]
  readonly faults: string
  /** Whether to go on after a failure. */
  readonly all: boolean
  readonly workers: number | undefined
}

/**
 * Runs that a thread makes at a time. Each range costs two runs in a space made anew; but what a thread has under way when
 * all others are done is waited for, so that ranges get smaller towards the end.
 */
const SMALLEST = 200
const LARGEST = 5_000
const PART = 16

/** Ranges of seeds, one after another; the same, however many threads there are. */
function* rangesOf({ first, runs }: Seeds): Iterable<Seeds> {
  for (let made = 0; made < runs; ) {
    const fair = Math.min(LARGEST, Math.max(SMALLEST, Math.ceil((runs - made) / PART)))
    const range = Math.min(fair, runs - made)
    yield { first: first + made, runs: range }
    made += range
  }
}

/**
 * The threads to take when nobody says how many: one for each core, but no more than there are ranges to do. A second
 * thread on one core only makes both wait.
 */
function workersFor({ workers, seeds }: Sweep): number {
  return Math.min(workers ?? availableParallelism(), Math.ceil(seeds.runs / SMALLEST))
}

/** What runs over many seeds came to, as far as they were made. */
export interface SweepEnd {
  readonly swept: Swept | undefined
  readonly stopped: boolean
}

/** Makes the runs in threads; the outcome does not depend on how many there are. */
export async function swept(sweep: Sweep, { io }: Session): Promise<SweepEnd> {
  const { target, seeds, all, strategy, steps, duration, faults } = sweep
  const order = { name: nameOf(target), cwd: io.cwd, options: { strategy, steps, duration, faults }, all }
  const line = new ProgressLine(io)
  const started = io.now()
  let sum: Swept | undefined
  const take = (part: Swept): boolean => {
    sum = sum === undefined ? part : joined(sum, part)
    const { runs } = sum.seeds
    line.show(() => runsText(target.system.name, runs, seeds.runs, (io.now() - started) / 1000))
    return !all && sum.findings.length > 0
  }
  const pool = new Pool(rangesOf(seeds), () => sweepHand(order, io), take, isMistake)
  const interrupt = interruptOf(io, () => pool.stop())
  try {
    await pool.work(workersFor(sweep))
  } catch (error) {
    if (error instanceof DeadlyTask) throw new Error(`runs after seed ${lastOf(seeds, sum)}: ${error.message}`)
    throw error
  } finally {
    line.clear()
    interrupt.release()
  }
  return { swept: sum, stopped: interrupt.asked }
}

function lastOf({ first }: Seeds, sum: Swept | undefined): number {
  return first + (sum?.seeds.runs ?? 0) - 1
}

/** `sim run <system> --all-failures`: runs over a range of seeds, and every way to fail that they show. */
export async function sweepCommand(
  sweep: Sweep,
  options: { readonly json?: boolean; readonly ascii?: boolean },
  session: Session,
): Promise<number> {
  const { target, seeds } = sweep
  const { swept: sum, stopped } = await swept(sweep, session)
  const done = sum?.seeds.runs ?? 0
  const left = { first: seeds.first + done, runs: seeds.runs - done }
  const known = new Set(
    (target.scenario?.expected.violations ?? []).map(({ property, signature }) =>
      JSON.stringify([property, signature]),
    ),
  )
  const told = {
    system: target.system,
    strategy: sweep.strategy,
    faults: sweep.faults,
    bound: sweep.steps,
    asked: seeds,
    swept: sum,
    unjudged: unjudged(target.system.properties),
    isExpected: ({ property, signature }: { property: string; signature: string }) =>
      known.has(JSON.stringify([property, signature])),
    replayOf: (seed: number) => replayLine(sweep, seed),
    resume: left.runs === 0 ? undefined : resumeLine(sweep, left),
  }
  const json = sweepJson(told)
  if (stopped) save(json, session)
  session.print(options.json ? jsonReport({ results: [json] }) : `${sweepText(told, styleOf(session, options))}\n`)
  if (stopped) return EXIT.interrupted
  if (sum === undefined || !sum.findings.every(told.isExpected)) return EXIT.violated
  return sum.truncated > 0 ? EXIT.inconclusive : EXIT.expected
}

/** Keeps what interrupted runs have found so far, for a later look. */
export function save(json: object, { io }: Session): void {
  try {
    mkdirSync(resolve(io.cwd, '.interlock'), { recursive: true })
    writeFileSync(resolve(io.cwd, '.interlock/last-sweep.json'), jsonReport({ results: [json] }))
  } catch {
    io.stderr.write('sim: .interlock/last-sweep.json could not be written\n')
  }
}

/** The options that make a run what it is; all of them, for they are few. */
function manner({ strategy, steps, duration, faults }: Sweep): readonly string[] {
  const mix = faults === SWARM ? [] : ['--faults', faults]
  return ['--strategy', strategy, '--steps', String(steps), '--duration', duration.join('..'), ...mix]
}

function replayLine(sweep: Sweep, seed: number): string {
  return commandLine('replay', String(seed), '--system', nameOf(sweep.target), ...manner(sweep))
}

/** The command that makes the runs of these seeds. */
export function resumeLine(sweep: Sweep, { first, runs }: Seeds): string {
  const range = `${first}..${first + runs - 1}`
  const all = sweep.all ? ['--all-failures'] : []
  return commandLine('run', nameOf(sweep.target), '--seeds', range, ...all, ...manner(sweep))
}
