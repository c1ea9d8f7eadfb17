import type { CheckResult } from '../check/check.ts'
import { contentionOf } from '../check/contention.ts'
import type { Counterexample } from '../engine/verdict.ts'
import { contentionText } from '../report/contention-report.ts'
import { checkJson, jsonReport } from '../report/json.ts'
import type { Style } from '../report/style.ts'
import { searchReplay } from './commands.ts'
import type { Detail } from './explained.ts'
import { explained } from './explained.ts'
import { UsageError } from './io.ts'
import { exitOf, isAsExpected, without } from './judge.ts'
import type { SearchOptions } from './options.ts'
import { explored } from './page-target.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import { suggestion } from './suggest.ts'
import { interruptOf, supervise } from './supervise.ts'
import type { Target } from './target.ts'
import { target } from './target.ts'

/** The options of `sim explain`. */
export interface ExplainOptions extends SearchOptions {
  readonly property?: string
  readonly steps?: boolean
  readonly full?: boolean
  readonly actors?: readonly string[]
}

/** In larger systems it takes too long to look at the waits of every state. */
const LOOKED_AT = 200_000

function detailOf({ steps = false, full = false, actors = [] }: ExplainOptions, { system }: Target): Detail {
  const names = [...system.actors.keys()]
  const unknown = actors.find((actor) => !names.includes(actor.split('/')[0]))
  if (unknown === undefined) return { steps, full, only: actors }
  const near = suggestion(unknown, names)
  throw new UsageError(`--actors: no actor is named '${unknown}'${near || `; there are ${names.join(', ')}`}`)
}

function standsFor({ system }: Target): Readonly<Record<string, readonly string[]>> {
  const told = [...system.actors].filter(([, options]) => options.standsFor !== undefined)
  return Object.fromEntries(told.map(([name, options]) => [name, options.standsFor ?? []]))
}

/** How bad waiting gets in a system that was found sound. */
function waiting({ system }: Target, { verdict, states }: CheckResult, style: Style): string {
  if (verdict.kind !== 'verified' || states > LOOKED_AT) return ''
  const { space, graph } = explored(system)
  return `\n\n${contentionText(contentionOf(space, graph), style)}`
}

/** The finding that `--property` asks for; without it the first one. */
export function findingFor(
  { findings, system }: CheckResult,
  property: string | undefined,
): Counterexample | undefined {
  if (property === undefined) return findings[0]
  const finding = findings.find((other) => other.property === property)
  if (finding !== undefined) return finding
  const names = findings.map((other) => other.property)
  const found = names.length === 0 ? 'nothing is' : `violated are ${names.join(', ')}`
  throw new UsageError(`'${property}' is not violated by ${system}; ${found}${suggestion(property, names)}`)
}

/** `sim explain <system>` */
export async function explainCommand(name: string, options: ExplainOptions, session: Session): Promise<number> {
  const [asked] = without([await target(name, session)], options.check)
  const detail = detailOf(options, asked)
  const interrupt = interruptOf(session.io)
  const { result, seconds } = await supervise(asked.system, options, session.io, interrupt).finally(interrupt.release)
  const style = styleOf(session, options)
  const finding = findingFor(result, options.property)
  if (options.json) {
    const shown = finding && { counterexample: finding, replay: searchReplay(asked.system, finding, asked.module) }
    const checked = { result, seconds, asExpected: isAsExpected(asked, result), shown }
    session.print(jsonReport({ results: [{ ...checkJson(checked), standsFor: standsFor(asked) }] }))
  } else session.print(`${explained(asked, result, finding, style, detail)}${waiting(asked, result, style)}\n`)
  return exitOf(asked, result)
}
