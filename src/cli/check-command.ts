import type { Crew } from '../check/crew.ts'
import { signatureOf } from '../engine/verdict.ts'
import type { Cause } from '../report/causes.ts'
import { causesText, showText } from '../report/causes.ts'
import type { Tally } from '../report/check-report.ts'
import { aloneText, noteLines, reducedLines, shippingText, tallyLine } from '../report/check-report.ts'
import { checkTable } from '../report/check-table.ts'
import { why } from '../report/explanation.ts'
import { checkJson, jsonReport } from '../report/json.ts'
import { oneLine, printable } from '../report/text.ts'
import { auditCommand } from './audit-command.ts'
import { commandLine, nameOf, searchReplay } from './commands.ts'
import { explained } from './explained.ts'
import { breathe, EXIT, isMistake, UsageError } from './io.ts'
import { exitOf, isAsExpected, without, worstExit } from './judge.ts'
import type { SearchOptions } from './options.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import type { Interrupt, Supervised } from './supervise.ts'
import { interruptOf, supervise } from './supervise.ts'
import type { Target } from './target.ts'
import { targets } from './target.ts'
import { crewFor } from './threads.ts'
import { writeTrace } from './trace-file.ts'

/** The options of `sim check`. */
export interface CheckOptions extends SearchOptions {
  readonly audit?: boolean
  readonly traceDir?: string
}

/** Who may end the searches, and who helps with them. */
interface Outside {
  readonly interrupt: Interrupt
  readonly crew: Crew | undefined
}

/** A target and its check. */
interface Done extends Supervised {
  readonly target: Target
}

/** `sim check [system | file]…` */
export async function checkCommand(names: readonly string[], options: CheckOptions, session: Session): Promise<number> {
  const asked = without(await targets(names, session), options.check)
  checkOptions(options, asked)
  if (options.audit) return auditCommand(asked, options, session)
  const interrupt = interruptOf(session.io)
  const crew = options.reduce ? undefined : crewFor(options.workers)
  try {
    const started = session.io.now()
    const done = await (options.json ? collect : tabulate)(asked, options, session, { interrupt, crew })
    if (done.length === 0 && asked.length > 0 && !interrupt.asked) return EXIT.usage
    if (options.traceDir !== undefined) writeTraces(done, options.traceDir, options, session)
    if (options.json) session.print(jsonReport({ results: done.map(resultJson) }))
    else conclude(done, (session.io.now() - started) / 1000, interrupt, options, session)
    if (interrupt.asked) return EXIT.interrupted
    if (done.length < asked.length) return EXIT.usage
    return worstExit(done.map(({ target, result }) => exitOf(target, result)))
  } finally {
    interrupt.release()
    crew?.dismiss()
  }
}

/** Refuses options that say nothing here. */
function checkOptions(options: CheckOptions, asked: readonly Target[]): void {
  const { reduce, partialOrder, symmetry, checkpoint, resume, checkpointEvery } = options
  if (!reduce && (partialOrder === false || symmetry === false)) {
    throw new UsageError('--no-partial-order and --no-symmetry take back a part of --reduce; add --reduce')
  }
  if (checkpointEvery !== undefined && (checkpoint ?? resume) === undefined) {
    throw new UsageError('--checkpoint-every says how often checkpoints are written; add --checkpoint <file>')
  }
  if ((checkpoint ?? resume) !== undefined && asked.length !== 1) {
    throw new UsageError(`a checkpoint is of one system, and these are ${asked.length}; name one`)
  }
}

async function collect(
  asked: readonly Target[],
  options: CheckOptions,
  { io }: Session,
  { interrupt, crew }: Outside,
  each: (done: Done) => void = () => {},
): Promise<readonly Done[]> {
  const all: Done[] = []
  for (const target of asked) {
    await breathe()
    if (interrupt.asked) break
    try {
      const done = { target, ...(await supervise(target.system, options, io, interrupt, crew)) }
      all.push(done)
      each(done)
    } catch (error) {
      if (!isMistake(error)) throw error
      // The others are still worth an answer; the exit code will tell.
      io.stderr.write(`sim: ${oneLine(`${nameOf(target)}: ${error.message}`)}\n`)
    }
  }
  return all
}

/** The heading under which a target stands, and its name there. */
function placeOf({ system, module, scenario }: Target): { group: string; name: string } {
  if (module !== undefined || scenario === undefined) return { group: module ?? '', name: system.name }
  const cut = scenario.name.lastIndexOf('/')
  return { group: scenario.name.slice(0, Math.max(0, cut)), name: scenario.name.slice(cut + 1) }
}

async function tabulate(
  asked: readonly Target[],
  options: CheckOptions,
  session: Session,
  outside: Outside,
): Promise<readonly Done[]> {
  const table = checkTable(
    asked.map((target) => placeOf(target).name),
    styleOf(session),
  )
  let last: string | undefined
  return collect(asked, options, session, outside, ({ target, result, seconds }) => {
    const { group, name } = placeOf(target)
    if (last === undefined) session.print(`${table.header}\n`)
    if (group !== last) session.print(`${table.group(group, target.scenario?.shipping ? 'proposed to ship' : '')}\n`)
    last = group
    const judged = target.scenario !== undefined
    session.print(`${table.row({ name, result, seconds, judged, asExpected: isAsExpected(target, result) })}\n`)
  })
}

function conclude(
  done: readonly Done[],
  seconds: number,
  interrupt: Interrupt,
  options: CheckOptions,
  session: Session,
): void {
  const style = styleOf(session, options)
  const causes = done.flatMap(expectedCause)
  if (causes.length > 0) session.print(`\n${causesText(causes, style)}\n`)
  const shipping = done.filter(({ target }) => target.scenario?.shipping)
  if (shipping.length > 0 && shipping.every(({ result }) => result.verdict.kind === 'verified')) {
    const names = shipping.map(({ target }) => target.system.name)
    session.print(`\n${shippingText(names, style)}\n`)
  }
  const first = done.find((each) => expectedCause(each).length > 0)
  if (first !== undefined) session.print(`\n${showText(showCommands(first), style)}\n`)
  for (const { target, result, checkpoint } of done) {
    const notes = noteLines(result, style)
    if (!isAsExpected(target, result)) {
      session.print(`\n${explained(target, result, result.findings[0], style)}\n`)
    } else if (notes.length > 0) session.print(`\n${style.paint.strong(printable(result.system))}${notes.join('\n')}\n`)
    if (checkpoint === undefined) continue
    const resume = commandLine('check', nameOf(target), '--resume', checkpoint)
    session.print(`\nCheckpoint: ${printable(checkpoint)}; ${resume} goes on from there.\n`)
  }
  const alone = searchedAlone(done, options)
  if (alone.length > 0) session.print(`\n${aloneText(alone, style)}\n`)
  const reduced = options.reduce
    ? reducedLines(
        done.map(({ result }) => result),
        style,
      )
    : []
  if (reduced.length > 0) session.print(`\n${reduced.join('\n')}\n`)
  session.print(`\n${tallyLine(tallyOf(done, seconds, interrupt.asked), style)}\n`)
}

/** The systems in whose search the threads that were asked for cannot help. */
function searchedAlone(done: readonly Done[], { workers = 1 }: CheckOptions): readonly string[] {
  if (workers === 1) return []
  const systems = done.map(({ target }) => target.system)
  return systems.filter(({ properties }) => properties.some(({ kind }) => kind === 'observer')).map(({ name }) => name)
}

function showCommands({ target, result }: Done): readonly string[] {
  const replay = searchReplay(target.system, result.findings[0], target.module)
  return [commandLine('explain', nameOf(target)), ...(replay === undefined ? [] : [replay])]
}

function expectedCause({ target, result }: Done): readonly Cause[] {
  const [counterexample] = result.findings
  if (counterexample === undefined || !isAsExpected(target, result)) return []
  const { system } = target
  return [
    {
      system: system.name,
      property: counterexample.property,
      signature: signatureOf(counterexample.violation),
      sentence: why({ system, clock: system.clock ?? 'free', counterexample }),
    },
  ]
}

function tallyOf(done: readonly Done[], seconds: number, interrupted: boolean): Tally {
  const codes = done.map(({ target, result }) => exitOf(target, result))
  return {
    checked: done.length,
    asExpected: codes.filter((code) => code === EXIT.expected).length,
    violated: codes.filter((code) => code === EXIT.violated).length,
    inconclusive: codes.filter((code) => code === EXIT.inconclusive || code === EXIT.interrupted).length,
    seconds,
    judged: done.every(({ target }) => target.scenario !== undefined),
    interrupted,
  }
}

function resultJson({ target, result, seconds }: Done): object {
  const [counterexample] = result.findings
  const shown = counterexample && {
    counterexample,
    replay: searchReplay(target.system, counterexample, target.module),
  }
  return checkJson({ result, seconds, asExpected: isAsExpected(target, result), shown })
}

function writeTraces(done: readonly Done[], directory: string, options: CheckOptions, session: Session): void {
  for (const { target, result } of done) {
    for (const counterexample of result.findings) {
      const path = writeTrace(target, counterexample, directory, session.io.cwd)
      if (path === undefined || options.json) continue
      const system = target.module === undefined ? [] : ['--system', nameOf(target)]
      session.print(`Trace: ${printable(path)}; ${commandLine('replay', path, ...system)}\n`)
    }
  }
}
