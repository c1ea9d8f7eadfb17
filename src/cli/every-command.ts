import type { EveryResult, Family } from '../check/every.ts'
import { checkEvery } from '../check/every.ts'
import { signatureOf } from '../engine/verdict.ts'
import type { FamilyScenario } from '../model/families.ts'
import { families } from '../model/families.ts'
import { familyNamed } from '../model/server.ts'
import { everyJson, everyTally, everyText } from '../report/every-report.ts'
import { jsonReport } from '../report/json.ts'
import { oneLine } from '../report/text.ts'
import { commandLine, searchReplay } from './commands.ts'
import { EXIT, isMistake, UsageError } from './io.ts'
import { without } from './judge.ts'
import { familiesIn, moduleName, portable } from './module.ts'
import type { SearchOptions } from './options.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'

/** Systems with any number of copies, and where they come from. */
interface Asked {
  readonly name: string
  readonly family: Family
  /** Whether replays can make one of its systems again: not those of a user's file, which holds no such system. */
  readonly isNamed: boolean
  readonly fails?: FamilyScenario['fails']
}

/** `sim check --every-n [family | file]…` */
export async function everyCommand(
  names: readonly string[],
  options: SearchOptions,
  session: Session,
): Promise<number> {
  const asked: Asked[] = []
  for (const name of names.length === 0 ? families.map((each) => each.name) : new Set(names)) {
    asked.push(...(await familiesNamed(name, session)))
  }
  const started = session.io.now()
  const done = asked.flatMap((each) => judged(each, options, session))
  if (options.json) {
    const results = done.map(({ name, result, code }) => everyJson(name, result, code === EXIT.expected))
    session.print(jsonReport({ results }))
  } else {
    const asExpected = done.filter(({ code }) => code === EXIT.expected).length
    const results = done.map(({ result }) => result)
    session.print(`${everyTally(results, asExpected, (session.io.now() - started) / 1000)}\n`)
  }
  const codes = done.map(({ code }) => code)
  if (done.length < asked.length) return EXIT.usage
  return codes.find((code) => code === EXIT.violated) ?? codes.find((code) => code !== EXIT.expected) ?? EXIT.expected
}

interface Judged {
  readonly name: string
  readonly result: EveryResult
  readonly code: number
}

/** Checks one, and prints what it came to; nothing when it cannot be checked. */
function judged(asked: Asked, options: SearchOptions, session: Session): readonly Judged[] {
  const { name, family } = asked
  const { maxStates } = options
  try {
    const bounds = maxStates === undefined ? {} : { states: maxStates, excerpts: maxStates }
    const result = checkEvery(checked(family, options.check), bounds)
    if (!options.json) session.print(`${everyText(name, result, again(asked, result), styleOf(session, options))}\n\n`)
    return [{ name, result, code: exitOf(asked, result) }]
  } catch (error) {
    if (!isMistake(error)) throw error
    session.io.stderr.write(`sim: ${oneLine(`${name}: ${error.message}`)}\n`)
    return []
  }
}

async function familiesNamed(name: string, { io: { cwd } }: Session): Promise<readonly Asked[]> {
  const family = familyNamed(name)
  const scenario = families.find((each) => each.name === name)
  if (family !== undefined) return [{ name, family, isNamed: true, fails: scenario?.fails }]
  const file = moduleName(name)
  if (file === undefined) {
    throw new UsageError(
      `'${name}' is no system with any number of copies; name one such as ${families[1].name}, or a file that exports a function of n`,
    )
  }
  const found = await familiesIn(file, cwd)
  return found.map(([exported, each]) => ({
    name: `${portable(file.path, cwd)}:${exported}`,
    family: each,
    isNamed: false,
  }))
}

/** The family without the properties that `--no-check` names. */
function checked(family: Family, skipped: readonly string[]): Family {
  if (skipped.length === 0) return family
  return (copies) => without([{ system: family(copies), module: undefined, scenario: undefined }], skipped)[0].system
}

function again({ family, isNamed }: Asked, { verdict }: EveryResult): string | undefined {
  if (verdict.kind !== 'counterexample' || !isNamed) return undefined
  const system = family(verdict.copies)
  return searchReplay(system, verdict.counterexample) && commandLine('explain', system.name)
}

function exitOf({ fails }: Asked, { verdict }: EveryResult): number {
  switch (verdict.kind) {
    case 'verified':
      return fails === undefined ? EXIT.expected : EXIT.violated
    case 'inconclusive':
      return EXIT.inconclusive
    case 'counterexample': {
      const isExpected =
        fails?.copies === verdict.copies && fails.signature === signatureOf(verdict.counterexample.violation)
      return isExpected ? EXIT.expected : EXIT.violated
    }
  }
}
