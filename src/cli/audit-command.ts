import type { Audit } from '../check/audit.ts'
import { auditing } from '../check/audit.ts'
import type { CheckOptions } from '../check/check.ts'
import type { Crew } from '../check/crew.ts'
import { auditJson, auditTable, auditTally, auditText } from '../report/audit-report.ts'
import { jsonReport } from '../report/json.ts'
import { oneLine } from '../report/text.ts'
import { nameOf } from './commands.ts'
import { breathe, EXIT, isMistake } from './io.ts'
import type { SearchOptions } from './options.ts'
import { checkOptionsOf } from './options.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import type { Interrupt, Timed } from './supervise.ts'
import { interruptOf, superviseSearch } from './supervise.ts'
import type { Target } from './target.ts'
import { crewFor } from './threads.ts'

/** Threads that an audit searches in when nobody says how many, also where there are fewer cores. */
const AUDITORS = 2

/** `sim check --audit`: whether all ways to search each system find the same. */
export async function auditCommand(
  asked: readonly Target[],
  options: SearchOptions,
  session: Session,
): Promise<number> {
  const interrupt = interruptOf(session.io)
  const crew = await helpers(options, interrupt)
  const style = styleOf(session)
  const started = session.io.now()
  try {
    const table = auditTable(asked.map(nameOf), style)
    if (!options.json) session.print(`${table.header}\n`)
    const done = await auditAll(
      asked,
      { ...checkOptionsOf(options), crew },
      options,
      session,
      interrupt,
      (target, audit) => {
        if (!options.json) session.print(`${table.row(nameOf(target), audit)}\n`)
      },
    )
    const audits = done.map(({ result }) => result)
    if (options.json) {
      session.print(jsonReport({ results: done.map(({ result, seconds }) => auditJson(result, seconds)) }))
    } else {
      for (const text of audits.map((audit) => auditText(audit, style))) if (text !== '') session.print(`\n${text}\n`)
      session.print(`\n${auditTally(audits, (session.io.now() - started) / 1000, style)}\n`)
    }
    if (interrupt.asked) return EXIT.interrupted
    return done.length < asked.length ? EXIT.usage : exitOf(audits)
  } finally {
    interrupt.release()
    crew?.dismiss()
  }
}

function exitOf(audits: readonly Audit[]): number {
  if (audits.some(({ disagreeing }) => disagreeing.length > 0)) return EXIT.violated
  return audits.some(({ hit }) => hit !== undefined) ? EXIT.inconclusive : EXIT.expected
}

/** Threads that are there from the start, and help with every state. */
async function helpers({ workers = AUDITORS }: SearchOptions, interrupt: Interrupt): Promise<Crew | undefined> {
  const crew = crewFor(workers, { states: 0, rest: 1 })
  while (crew?.isReady() === false && !interrupt.asked) await breathe()
  return crew
}

async function auditAll(
  asked: readonly Target[],
  ways: CheckOptions,
  options: SearchOptions,
  { io }: Session,
  interrupt: Interrupt,
  each: (target: Target, audit: Audit) => void,
): Promise<readonly Timed<Audit>[]> {
  const done: Timed<Audit>[] = []
  for (const target of asked) {
    await breathe()
    if (interrupt.asked) break
    try {
      const search = auditing(target.system, ways)
      const supervised = await superviseSearch(target.system.name, search, options, io, interrupt)
      done.push(supervised)
      each(target, supervised.result)
    } catch (error) {
      if (!isMistake(error)) throw error
      io.stderr.write(`sim: ${oneLine(`${nameOf(target)}: ${error.message}`)}\n`)
    }
  }
  return done
}
