import type { Explanation } from '../engine/verdict.ts'
import { signatureOf } from '../engine/verdict.ts'
import type { Fate, Judgement } from '../model/judgement.ts'
import type { Observation } from '../model/observation.ts'
import type { Outcomes } from '../sim/outcomes.ts'
import type { Standing } from './sentence.ts'
import { deadlockSentence } from './sentence.ts'
import type { Style } from './style.ts'
import { count, enumerate, paragraph, printable } from './text.ts'

/** An execution, retold. */
export interface Told {
  /** The labels of the steps of an execution that ends so. */
  readonly schedule: readonly string[]
  /** A hang: why what hangs is stuck when all else has come to rest; `undefined` when nothing is. */
  readonly explanation: Explanation | undefined
  readonly standing: Standing
}

/** Something that the model allows, and how it comes to that. */
export interface Predicted extends Told {
  readonly fate: Fate
  /** The command that follows the schedule; of a hang, on to where all else has come to rest. */
  readonly replay: string
}

/** A row, and what the model says of it. */
export interface PredictedRow {
  readonly line: number
  readonly seen: Observation
  readonly judgement: Judgement
  readonly predicted: readonly Predicted[]
  readonly outcomes: Outcomes
  /** How many requests the model's clients make. */
  readonly requests: number
}

/** How an observation stands to the model; `undecided`: not found, but not all executions were searched. */
export type Standpoint = 'allowed' | 'forbidden' | 'undecided'

export function standpointOf({ judgement, outcomes }: PredictedRow): Standpoint {
  if (judgement.forbidden.length === 0) return 'allowed'
  return outcomes.exhaustive ? 'forbidden' : 'undecided'
}

/** How hard was looked. */
function strength({ outcomes, requests, seen }: PredictedRow): string {
  const scale = requests === seen.requests ? '' : `; ${requests} requests stand for ${seen.requests}`
  const states = count(outcomes.states, 'state')
  return outcomes.exhaustive
    ? `all of ${states}${scale}`
    : `${states} and ${count(outcomes.runs, 'seeded run')}${scale}`
}

function because({ fate, explanation, standing }: Predicted): string {
  if (fate !== 'hang') return ''
  if (explanation === undefined) return ' Nobody is stuck: the answer comes too late.'
  return ` ${deadlockSentence(explanation, standing)}`
}

/** A row in words; with `schedules` every step of an execution to each thing that is predicted. */
export function predictText(row: PredictedRow, schedules: boolean, { paint, columns }: Style): string {
  const { seen, judgement, predicted } = row
  const standpoint = standpointOf(row)
  const word = standpoint === 'allowed' ? standpoint : paint.strong(standpoint)
  const lines = [
    `${printable(seen.scenario)} ${printable(seen.load)}: ${word}`,
    ...paragraph(`The model allows: ${enumerate(judgement.fates)} (${strength(row)}).`, columns, '  '),
  ]
  if (judgement.forbidden.length > 0) {
    lines.push(...paragraph(`Seen, and not in the model: ${enumerate(judgement.forbidden)}.`, columns, '  '))
  }
  for (const each of predicted) {
    if (each.fate === 'ok' && !schedules) continue
    const steps = count(each.schedule.length, 'step')
    lines.push(...paragraph(`${each.fate}, after ${steps}.${because(each)}`, columns, '  '))
    if (schedules)
      lines.push(...paragraph(each.schedule.map(printable).join('; '), columns, '    '), `    ${each.replay}`)
  }
  if (judgement.missed.length > 0) {
    lines.push(...paragraph(`Predicted, and not seen: ${enumerate(judgement.missed)}.`, columns, '  '))
  }
  return lines.join('\n')
}

/** How many rows are allowed. */
export function predictTally(rows: readonly PredictedRow[], { paint }: Style): string {
  const number = (standpoint: Standpoint): number => rows.filter((row) => standpointOf(row) === standpoint).length
  const parts = [`${number('allowed')} allowed`, `${number('forbidden')} forbidden`]
  if (number('undecided') > 0) parts.push(`${number('undecided')} undecided`)
  return paint.strong(`${count(rows.length, 'row')}: ${parts.join(', ')}`)
}

/** A row as it stands in `rows`. */
export function predictJson(row: PredictedRow): object {
  const { line, seen, judgement, predicted, outcomes, requests } = row
  return {
    line,
    scenario: seen.scenario,
    load: seen.load,
    flags: seen.flags,
    observation: standpointOf(row),
    forbidden: judgement.forbidden,
    allows: predicted.map(({ fate, schedule, explanation, replay }) => ({
      fate,
      cycle: explanation?.cycle ?? [],
      chain: explanation?.chain ?? [],
      signature: explanation === undefined ? null : signatureOf({ kind: 'deadlock', extent: 'global', explanation }),
      schedule,
      replay,
    })),
    missed: judgement.missed,
    requests: { seen: seen.requests, modelled: requests },
    states: outcomes.states,
    exhaustive: outcomes.exhaustive,
    runs: outcomes.runs,
  }
}
