import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Network } from '../engine/network.ts'
import type { System } from '../engine/system.ts'
import { fatesOf, judge } from '../model/judgement.ts'
import type { Observation } from '../model/observation.ts'
import { observationOf, systemOf } from '../model/observation.ts'
import type { Tally } from '../model/sight.ts'
import { sightOf } from '../model/sight.ts'
import { jsonReport } from '../report/json.ts'
import type { Predicted, PredictedRow } from '../report/predict-report.ts'
import { predictJson, predictTally, predictText, standpointOf } from '../report/predict-report.ts'
import type { Outcomes } from '../sim/outcomes.ts'
import { outcomesOf } from '../sim/outcomes.ts'
import { breathe, EXIT, UsageError } from './io.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import { interruptOf } from './supervise.ts'
import { toldWithReplay } from './told.ts'

/** The options of `sim predict`. */
export interface PredictOptions {
  readonly observed: string
  readonly maxStates?: number
  readonly runs?: number
  readonly schedules?: boolean
  readonly json?: boolean
}

/** How many states are searched before seeded runs take over, how many of these, and of how many steps each. */
const EFFORT = { states: 3_000_000, runs: 300, steps: 5_000 } as const

/** A row of the file, and what the models make of it. */
interface Asked {
  readonly line: number
  readonly seen: Observation
  readonly system: System
  readonly requests: number
}

/** `sim predict --observed FILE` */
export async function predictCommand(options: PredictOptions, session: Session): Promise<number> {
  const asked = rowsOf(options.observed, session.io.cwd)
  const effort = { ...EFFORT, states: options.maxStates ?? EFFORT.states, runs: options.runs ?? EFFORT.runs }
  const interrupt = interruptOf(session.io)
  const style = styleOf(session)
  const rows: PredictedRow[] = []
  try {
    for (const each of asked) {
      await breathe()
      if (interrupt.asked) return EXIT.interrupted
      const space = new Network(each.system, 'urgent')
      const row = predictedRow(each, outcomesOf(space, sightOf(space), effort))
      rows.push(row)
      if (!options.json) session.print(`${predictText(row, options.schedules ?? false, style)}\n\n`)
    }
  } finally {
    interrupt.release()
  }
  session.print(options.json ? jsonReport({ rows: rows.map(predictJson) }) : `${predictTally(rows, style)}\n`)
  const standpoints = rows.map(standpointOf)
  if (standpoints.includes('forbidden')) return EXIT.violated
  return standpoints.includes('undecided') ? EXIT.inconclusive : EXIT.expected
}

function rowsOf(file: string, cwd: string): readonly Asked[] {
  let text: string
  try {
    text = readFileSync(resolve(cwd, file), 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as Error).message}`)
  }
  const rows = text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [{ line, number: index + 1 }]))
  if (rows.length === 0) throw new UsageError(`${file} has no rows; each line is one, as JSON`)
  return rows.map(({ line, number }) => {
    try {
      const seen = observationOf(JSON.parse(line))
      return { line: number, seen, ...systemOf(seen.flags, seen.load) }
    } catch (error) {
      const reason = error instanceof SyntaxError ? `is not JSON: ${error.message}` : (error as Error).message
      throw new UsageError(`${file}, line ${number}: ${reason}`)
    }
  })
}

function predictedRow({ line, seen, system, requests }: Asked, outcomes: Outcomes): PredictedRow {
  const ends = outcomes.ends.map(({ outcome, marks, choices }) => ({
    tally: JSON.parse(outcome) as Tally,
    marks,
    choices,
  }))
  const judgement = judge(seen, ends, requests)
  const predicted = judgement.fates.flatMap((fate): readonly Predicted[] => {
    const end = ends.find((other) => fatesOf(other).includes(fate))
    if (end === undefined) return []
    return [{ fate, ...toldWithReplay(system, end.choices, fate === 'hang') }]
  })
  return { line, seen, judgement, predicted, outcomes, requests }
}
