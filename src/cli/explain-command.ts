import type { CheckResult } from '../check/check.ts'
import type { Counterexample } from '../engine/verdict.ts'
import { checkJson, jsonReport } from '../report/json.ts'
import { searchReplay } from './commands.ts'
import { explained } from './explained.ts'
import { UsageError } from './io.ts'
import { exitOf, isAsExpected, without } from './judge.ts'
import type { SearchOptions } from './options.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import { suggestion } from './suggest.ts'
import { interruptOf, supervise } from './supervise.ts'
import { target } from './target.ts'

/** The options of `sim explain`. */
export interface ExplainOptions extends SearchOptions {
  readonly property?: string
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
  const interrupt = interruptOf(session.io)
  const { result, seconds } = await supervise(asked.system, options, session.io, interrupt).finally(interrupt.release)
  const style = styleOf(session, options)
  const finding = findingFor(result, options.property)
  if (options.json) {
    const shown = finding && { counterexample: finding, replay: searchReplay(asked.system, finding, asked.module) }
    const checked = { result, seconds, asExpected: isAsExpected(asked, result), shown }
    session.print(jsonReport({ results: [checkJson(checked)] }))
  } else session.print(`${explained(asked, result, finding, style)}\n`)
  return exitOf(asked, result)
}
