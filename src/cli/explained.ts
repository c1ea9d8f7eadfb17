import type { CheckResult } from '../check/check.ts'
import type { Counterexample } from '../engine/verdict.ts'
import { foundNothing, noteLines, otherFindings } from '../report/check-report.ts'
import { differenceLines, finalLines } from '../report/differences.ts'
import { changedText, differences } from '../report/expectation.ts'
import { explanation } from '../report/explanation.ts'
import { inevitableLines } from '../report/inevitable.ts'
import { recordingOf } from '../report/page/record.ts'
import type { Style } from '../report/style.ts'
import { hasExecution, searchReplay } from './commands.ts'
import { expectedOf } from './judge.ts'
import type { Target } from './target.ts'

/** What is told of an execution besides. */
export interface Detail {
  /** What each step changes. */
  readonly steps: boolean
  /** And where everybody stands at the end, with mailbox, timers and context. */
  readonly full: boolean
  /** Of these actors only; of all when empty. */
  readonly only: readonly string[]
}

const PLAIN: Detail = { steps: false, full: false, only: [] }

/** A check told in full: how it differs from its catalogue, and this finding explained, or what was explored. */
export function explained(
  target: Target,
  result: CheckResult,
  counterexample: Counterexample | undefined,
  style: Style,
  detail: Detail = PLAIN,
): string {
  const judged = target.scenario !== undefined && (result.complete || counterexample !== undefined)
  const changed = judged ? differences(expectedOf(target), result) : []
  const told =
    counterexample === undefined
      ? foundNothing(result, target.system, style)
      : counterexampleText(target, result, counterexample, style, detail)
  return changed.length === 0 ? told : `${changedText(target.system.name, changed, style)}\n${told}`
}

function counterexampleText(
  { system, module }: Target,
  result: CheckResult,
  counterexample: Counterexample,
  style: Style,
  detail: Detail,
): string {
  const replay = searchReplay(system, counterexample, module)
  const { only } = detail
  const told = explanation({ system, clock: system.clock ?? 'free', counterexample, replay, only }, style)
  const deadlocked = counterexample.violation.kind === 'deadlock'
  const fatal = deadlocked && result.fatal !== undefined ? inevitableLines(counterexample, result.fatal, style) : []
  const sections = [fatal, ...detailed(system, counterexample, style, detail)].filter((lines) => lines.length > 0)
  const notes = noteLines(result, style).map((line) => `\n${line}`)
  return [
    [told, ...sections.map((lines) => lines.join('\n'))].join('\n\n'),
    otherFindings(counterexample, result.findings, style),
    ...notes,
  ].join('')
}

function detailed(
  system: Target['system'],
  counterexample: Counterexample,
  style: Style,
  { steps, full, only }: Detail,
): readonly (readonly string[])[] {
  if (!(steps || full) || !hasExecution(counterexample)) return []
  const recording = recordingOf(system, system.clock ?? 'free', counterexample.steps, () => -1)
  return [
    [style.paint.strong('What each step changes'), ...differenceLines(recording, only, style)],
    full ? [style.paint.strong('At the end'), ...finalLines(recording, only, style)] : [],
  ]
}
