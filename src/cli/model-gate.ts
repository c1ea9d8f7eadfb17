import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { CheckResult } from '../check/check.ts'
import type { Trace } from '../engine/trace.ts'
import { parseTrace } from '../engine/trace.ts'
import { VERSION } from '../engine/version.ts'
import type { ModelChecked, ModelFailure } from '../gate/model-checks.ts'
import { differences } from '../report/expectation.ts'
import type { Recording } from '../report/replay-report.ts'
import { unlikeRecorded } from '../report/replay-report.ts'
import { count } from '../report/text.ts'
import { verdictWord } from '../report/words.ts'
import { replay, sameModel } from '../sim/replay.ts'
import { hasExecution } from './commands.ts'
import { explained } from './explained.ts'
import { breathe, isMistake, UsageError } from './io.ts'
import { expectedOf } from './judge.ts'
import { mutantsCheck } from './mutants-check.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import type { Interrupt } from './supervise.ts'
import { supervise } from './supervise.ts'
import type { Target } from './target.ts'
import { targets } from './target.ts'

/** What the checks of the models work on. */
interface Bench {
  readonly session: Session
  readonly interrupt: Interrupt
  /** The folder of the committed traces. */
  readonly traces: string
  /** What the catalogue came to; filled by the first check. */
  readonly results: Map<string, CheckResult>
}

/** Checks one kind of claim. */
export type ModelCheck = (bench: Bench) => Promise<Omit<ModelChecked, 'seconds'>>

const CATALOGUE = 'src/model/catalogue.ts'

function failed(rule: string, file: string, about: string, message: string, told = ''): ModelFailure {
  return { rule, file, about, message: `${about}: ${message.replace(/ +/g, ' ')}`, told }
}

/** Every scenario comes to what is expected of it, and those that are proposed to ship are verified. */
const catalogueCheck: ModelCheck = async ({ session, interrupt, results }) => {
  const failures: ModelFailure[] = []
  const { catalogue } = session
  if (catalogue.length === 0) failures.push(failed('model-verdict', CATALOGUE, 'the catalogue', 'it is empty'))
  for (const scenario of catalogue) {
    await breathe()
    if (interrupt.asked) break
    try {
      const target = (await targets([scenario.name], session)).find((one) => one.scenario === scenario)
      if (target === undefined) throw new UsageError('two scenarios have this name')
      const { result } = await supervise(target.system, { check: [] }, session.io, interrupt)
      results.set(scenario.name, result)
      failures.push(...judged(target, result, session))
    } catch (error) {
      if (!isMistake(error)) throw error
      failures.push(failed('model-verdict', CATALOGUE, scenario.name, error.message))
    }
  }
  return { name: 'catalogue', looked: count(catalogue.length, 'scenario'), failures }
}

function judged(target: Target, result: CheckResult, session: Session): readonly ModelFailure[] {
  const { system, scenario } = target
  const changed = differences(expectedOf(target), result)
  // That it is not as expected is what the failure says itself.
  const told = (): string => explained({ ...target, scenario: undefined }, result, result.findings[0], styleOf(session))
  if (changed.length > 0) return [failed('model-verdict', CATALOGUE, system.name, changed.join('; '), told())]
  if (!scenario?.shipping || result.verdict.kind === 'verified') return []
  const word = verdictWord(result.verdict)
  return [failed('model-shipping', CATALOGUE, system.name, `proposed to ship, but not verified: ${word}`, told())]
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort()
  } catch (error) {
    throw new UsageError(`the traces cannot be read: ${(error as Error).message}; --traces names their folder`)
  }
}

/** Every committed trace replays, and every counterexample of the catalogue has one. */
const tracesCheck: ModelCheck = async ({ session, interrupt, traces, results }) => {
  const files = filesIn(traces)
  const failures: ModelFailure[] = []
  const seen = new Set<string>()
  for (const file of files) {
    await breathe()
    if (interrupt.asked) break
    try {
      const trace = parseTrace(readFileSync(join(traces, file), 'utf8'))
      seen.add(JSON.stringify([trace.system, trace.property]))
      failures.push(...replayed(file, trace, session))
    } catch (error) {
      if (!isMistake(error)) throw error
      failures.push(failed('model-trace', `traces/${file}`, file, error.message))
    }
  }
  if (!interrupt.asked) failures.push(...untraced(results, seen))
  return { name: 'traces', looked: count(files.length, 'trace'), failures }
}

function replayed(file: string, trace: Trace, session: Session): readonly ModelFailure[] {
  const path = `traces/${file}`
  const system = session.catalogue.find(({ name }) => name === trace.system)?.system()
  if (system === undefined) return [failed('model-trace', path, file, `the catalogue has no system '${trace.system}'`)]
  const again = replay(system, trace)
  if (again.kind === 'reproduced') return []
  if (again.kind === 'followed') return [failed('model-trace', path, file, 'it violates nothing')]
  const recording: Recording = {
    sameModel: sameModel(system, trace),
    tool: trace.tool,
    version: VERSION,
    seed: undefined,
  }
  const told = unlikeRecorded(system.name, again, recording, styleOf(session))
  return [failed('model-trace', path, file, 'it does not replay to the violation that it names', told)]
}

function untraced(results: Bench['results'], seen: ReadonlySet<string>): readonly ModelFailure[] {
  return [...results].flatMap(([system, { findings }]) =>
    findings.filter(hasExecution).flatMap(({ property }) => {
      if (seen.has(JSON.stringify([system, property]))) return []
      const message = `the violation of '${property}' has no trace in traces/; npm run traces writes it`
      return [failed('model-trace', CATALOGUE, system, message)]
    }),
  )
}

/** In this order; the traces are compared with what the catalogue came to. */
const CHECKS: readonly ModelCheck[] = [catalogueCheck, tracesCheck, mutantsCheck()]

/** Checks all that is claimed of the models. */
export async function checkModels(
  session: Session,
  interrupt: Interrupt,
  traces: string,
): Promise<readonly ModelChecked[]> {
  const bench: Bench = { session, interrupt, traces, results: new Map() }
  const done: ModelChecked[] = []
  for (const check of CHECKS) {
    if (interrupt.asked) break
    const started = session.io.now()
    done.push({ ...(await check(bench)), seconds: (session.io.now() - started) / 1000 })
  }
  return done
}
