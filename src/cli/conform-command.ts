import { createReadStream } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { Conformance, unanswered } from '../model/log/conformance.ts'
import type { LogEvent, Malformed } from '../model/log/event.ts'
import { eventOf } from '../model/log/event.ts'
import type { Conformed, ConformedRun } from '../report/conform-report.ts'
import { conformJson, conformText } from '../report/conform-report.ts'
import { jsonReport } from '../report/json.ts'
import { breathe, EXIT, UsageError } from './io.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import { suggestion } from './suggest.ts'
import { interruptOf } from './supervise.ts'

/** The options of `sim conform`. */
export interface ConformOptions {
  readonly json?: boolean
}

/** How many lines are followed between two looks at whether the user has interrupted. */
const BREATH = 20_000

/** `sim conform LOG…`: the logs of one folder are those of one run. */
export async function conformCommand(
  files: readonly string[],
  options: ConformOptions,
  session: Session,
): Promise<number> {
  const interrupt = interruptOf(session.io)
  const logs: Conformed[] = []
  try {
    for (const file of files) {
      const conformed = await follow(file, session.io.cwd, () => interrupt.asked)
      if (conformed === undefined) return EXIT.interrupted
      logs.push(conformed)
    }
  } finally {
    interrupt.release()
  }
  const runs = runsOf(logs, session.io.cwd)
  session.print(options.json ? jsonReport(conformJson(logs, runs)) : conformText(logs, runs, styleOf(session)))
  const refused = logs.some(({ refusal }) => refusal !== undefined) || runs.some(({ missing }) => missing.length > 0)
  return refused ? EXIT.violated : EXIT.expected
}

/** A line as it stands in a file. */
interface Line {
  readonly number: number
  readonly text: string
}

/** A line that is no JSON: the last one, when the log was cut off while it was written. */
interface Broken {
  readonly line: number
  readonly reason: string
}

/** Follows a log line by line; `undefined` when the user has interrupted. */
async function follow(file: string, cwd: string, interrupted: () => boolean): Promise<Conformed | undefined> {
  const conformance = new Conformance()
  let broken: Broken | undefined
  for await (const { number, text } of linesOf(file, cwd)) {
    if (number % BREATH === 0) {
      await breathe()
      if (interrupted()) return undefined
    }
    if (broken !== undefined) throw new UsageError(`${file}, line ${broken.line}: is not JSON: ${broken.reason}`)
    const value = parsed(text)
    if (value instanceof SyntaxError) {
      broken = { line: number, reason: value.message }
      continue
    }
    const refusal = conformance.push(wellFormed(value, `${file}, line ${number}`))
    if (refusal !== undefined) return { file, conformance, line: number, refusal, torn: null }
  }
  if (conformance.events === 0) throw new UsageError(`${file} has no events`)
  return { file, conformance, torn: broken?.line ?? null }
}

/** Only the line that is read is kept. */
async function* linesOf(file: string, cwd: string): AsyncGenerator<Line> {
  const input = createReadStream(resolve(cwd, file), 'utf8')
  let number = 0
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }))
      yield { number: ++number, text }
  } catch (error) {
    if ('code' in (error as object)) throw new UsageError(`cannot read ${file}: ${(error as Error).message}`)
    throw error
  } finally {
    input.destroy()
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return error
  }
}

function wellFormed(value: unknown, where: string): LogEvent {
  const event = eventOf(value)
  if (!('problem' in event)) return event
  const { problem, unknown, among = [] }: Malformed = event
  const hint = unknown === undefined ? '' : suggestion(unknown, among) || `; known are ${among.join(', ') || 'none'}`
  throw new UsageError(`${where}: ${problem}${hint}`)
}

function runsOf(logs: readonly Conformed[], cwd: string): readonly ConformedRun[] {
  const folders = [...new Set(logs.map(({ file }) => dirname(resolve(cwd, file))))]
  return folders.flatMap((folder) => {
    const some = logs.filter(({ file }) => dirname(resolve(cwd, file)) === folder)
    const names = new Set(some.map(({ conformance }) => conformance.instance))
    // Two logs of one instance are two runs: nothing says which belong together.
    if (names.size < some.length) return []
    return [{ files: some.map(({ file }) => file), missing: unanswered(some.map(({ conformance }) => conformance)) }]
  })
}
