import type { GateReport, Judged, Standing } from '../gate/judgement.ts'
import { isFailure } from '../gate/judgement.ts'
import type { SourceFinding } from '../gate/source-report.ts'
import { count, enumerate } from './text.ts'

/** What becomes of a finding, in a few words. */
export function standingText(standing: Standing): string {
  switch (standing.kind) {
    case 'fails':
      return 'fails'
    case 'warns':
      return 'warning'
    case 'known':
      return `known until ${standing.entry.expires} (${standing.entry.reason})`
    case 'expired':
      return `known until ${standing.entry.expires}, which is over (${standing.entry.reason})`
    case 'declared':
      return `declared by ${standing.exception.owner} (${standing.exception.reason})`
  }
}

/** What a finding says, and its cycle where it does not tell that itself. */
export function toldOf({ message, cycle }: SourceFinding): readonly string[] {
  return cycle === undefined || message.includes(cycle) ? [message] : [message, cycle]
}

/** The verdict and how sure it is. */
export function verdictText({ source: { verdict, may } }: GateReport): string {
  return may ? `${verdict} (may: an abstraction stands between this and the source)` : verdict
}

/** The findings that fail the gate. */
function failuresOf({ judged }: GateReport): readonly Judged[] {
  return judged.filter(({ standing }) => isFailure(standing))
}

/** What it all came to, in one line. */
export function tallyText(report: GateReport): string {
  const failing = failuresOf(report).length
  const unresolved = report.unresolved.length
  const parts = [
    count(failing, 'finding that fails', 'findings that fail'),
    ...(report.judged.length > failing ? [`${report.judged.length - failing} that do not`] : []),
    ...(unresolved > 0 ? [`${unresolved} unresolved`] : []),
  ]
  return `${report.passed ? 'passed' : 'failed'}: ${enumerate(parts)}`
}
