import type { CheckResult } from '../check/check.ts'
import type { Counterexample } from '../engine/verdict.ts'
import { foundNothing, noteLines, otherFindings } from '../report/check-report.ts'
import { changedText, differences } from '../report/expectation.ts'
import { explanation } from '../report/explanation.ts'
import type { Style } from '../report/style.ts'
import { searchReplay } from './commands.ts'
import { expectedOf } from './judge.ts'
import type { Target } from './target.ts'

/** A check told in full: how it differs from its catalogue, and this finding explained, or what was explored. */
export function explained(
  target: Target,
  result: CheckResult,
  counterexample: Counterexample | undefined,
  style: Style,
): string {
  const judged = target.scenario !== undefined && (result.complete || counterexample !== undefined)
  const changed = judged ? differences(expectedOf(target), result) : []
  const told =
    counterexample === undefined
      ? foundNothing(result, target.system.properties, style)
      : counterexampleText(target, result, counterexample, style)
  return changed.length === 0 ? told : `${changedText(target.system.name, changed, style)}\n${told}`
}

function counterexampleText(
  { system, module }: Target,
  result: CheckResult,
  counterexample: Counterexample,
  style: Style,
): string {
  const replay = searchReplay(system, counterexample, module)
  const told = explanation({ system, clock: system.clock ?? 'free', counterexample, replay }, style)
  const notes = noteLines(result, style).map((line) => `\n${line}`)
  return told + otherFindings(counterexample, result.findings, style) + notes.join('')
}
