import { createReadStream } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Conformance, unanswered } from '../model/log/conformance.ts'
import type { LogEvent, Malformed } from '../model/log/event.ts'
import { eventOf } from '../model/log/event.ts'
import type { Conformed, ConformedRun } from '../report/conform-report.ts'
import { conformJson, conformText } from '../report/conform-report.ts'
import { jsonReport } from '../report/json.ts'
import { grouped, shortened } from '../report/text.ts'
import { breathe, EXIT, UsageError } from './io.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import { suggestion } from './suggest.ts'
import { interruptOf } from './supervise.ts'

/** The options of `sim conform`. */
export interface ConformOptions {
  readonly json?: boolean
}

/** What a parser says may quote what it cannot read: so many characters of that are told. */
const LONGEST = 120

/** Far longer than any event: in characters, so that a file without line ends is not read into memory whole. */
const LONGEST_LINE = 1_000_000

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

/** An event, and the line that it stands in. */
interface Read {
  readonly number: number
  /** `null`: the last line, cut off while it was written. */
  readonly event: LogEvent | null
}

/** Follows a log line by line; `undefined` when the user has interrupted. */
async function follow(file: string, cwd: string, interrupted: () => boolean): Promise<Conformed | undefined> {
  const followed = new Followed(file)
  try {
    for await (const read of eventsOf(file, cwd)) {
      if (read.number % BREATH === 0) {
        await breathe()
        if (interrupted()) return undefined
      }
      const refused = followed.take(read)
      if (refused !== undefined) return refused
    }
  } catch (error) {
    // What stands before a line that cannot be read is judged first.
    const refused = error instanceof UsageError ? followed.take() : undefined
    if (refused !== undefined) return refused
    throw error
  }
  return followed.end()
}

/** A log that is followed one event behind, so that the next one is known. */
class Followed {
  readonly #file: string
  readonly #conformance = new Conformance()
  #last: Read | undefined

  constructor(file: string) {
    this.#file = file
  }

  /** Notes the next event, and follows the one before it; the log as far as it goes, when that is refused. */
  take(next?: Read): Conformed | undefined {
    const last = this.#last
    this.#last = next
    if (last === undefined || last.event === null) return undefined
    const refusal = this.#conformance.push(last.event, next?.event ?? undefined)
    return refusal && { file: this.#file, conformance: this.#conformance, line: last.number, refusal, torn: null }
  }

  end(): Conformed {
    const torn = this.#last?.event === null ? this.#last.number : null
    const refused = this.take()
    if (refused !== undefined) return refused
    if (this.#conformance.events === 0) throw new UsageError(`${this.#file} has no events`)
    return { file: this.#file, conformance: this.#conformance, torn }
  }
}

/** The events of a log; a last line that begins like an event may be cut off. */
async function* eventsOf(file: string, cwd: string): AsyncGenerator<Read> {
  let broken: (Line & { readonly error: UsageError }) | undefined
  for await (const line of writtenOf(file, cwd)) {
    if (broken !== undefined) throw broken.error
    const where = `${file}, line ${line.number}`
    const value = parsed(line.text)
    if (value instanceof SyntaxError) {
      const error = new UsageError(`${where}: is not JSON: ${shortened(value.message, LONGEST)}`)
      broken = { ...line, error }
    } else {
      yield { number: line.number, event: wellFormed(value, where) }
    }
  }
  if (broken === undefined) return
  if (broken.number === 1 || !broken.text.startsWith('{')) throw broken.error
  yield { number: broken.number, event: null }
}

/** The lines that have something on them: blank ones may only follow these. */
async function* writtenOf(file: string, cwd: string): AsyncGenerator<Line> {
  let blank: number | undefined
  for await (const line of linesOf(file, cwd)) {
    const where = `${file}, line ${line.number}`
    if (line.text.includes('\0')) throw new UsageError(`${where}: has a NUL byte, so that the log is damaged there`)
    if (line.text.trim() === '') {
      blank ??= line.number
      continue
    }
    if (blank !== undefined) throw new UsageError(`${file}, line ${blank}: is blank, and events follow`)
    yield line
  }
}

/** Only what is read of a line is kept; a byte order mark before the first is none of it. */
async function* linesOf(file: string, cwd: string): AsyncGenerator<Line> {
  const input = createReadStream(resolve(cwd, file), 'utf8')
  let number = 0
  let rest = ''
  const line = (text: string): Line => {
    number++
    const bare = number === 1 ? text.replace(/^\ufeff/, '') : text
    return { number, text: bare.endsWith('\r') ? bare.slice(0, -1) : bare }
  }
  try {
    for await (const chunk of input as AsyncIterable<string>) {
      const texts = (rest + chunk).split('\n')
      rest = texts.pop() ?? ''
      for (const text of texts) yield line(text)
      if (rest.length > LONGEST_LINE) {
        throw new UsageError(
          `${file}, line ${number + 1}: is longer than ${grouped(LONGEST_LINE)} characters; an event is one line`,
        )
      }
    }
    if (rest !== '') yield line(rest)
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
