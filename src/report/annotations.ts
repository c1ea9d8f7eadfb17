import type { GateReport } from '../gate/judgement.ts'
import { isFailure } from '../gate/judgement.ts'
import type { Place } from '../gate/source-report.ts'
import { tallyText, toldOf } from './gate-words.ts'
import { oneLine } from './text.ts'

/** GitHub shows so many annotations of a kind for one step, and drops the rest. */
const SHOWN = 10

interface Note {
  readonly level: 'error' | 'warning'
  readonly at: Place
  readonly title: string
  readonly message: string
}

function notesOf(report: GateReport): readonly Note[] {
  const findings = report.judged.map(({ finding, standing }): Note => {
    const { rule, at } = finding
    return { level: isFailure(standing) ? 'error' : 'warning', at, title: rule, message: toldOf(finding).join('\n') }
  })
  const unresolved = report.unresolved.map(
    ({ unresolved: { at, what }, fails }): Note => ({
      level: fails ? 'error' : 'warning',
      at,
      title: 'unresolved',
      message: what,
    }),
  )
  return [...findings, ...unresolved]
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** A report as workflow commands of GitHub Actions; what would be dropped is counted instead. */
export function github(report: GateReport): string {
  const notes = notesOf(report)
  const lines = (['error', 'warning'] as const).flatMap((level) => {
    const some = notes.filter((note) => note.level === level)
    // The last annotation says how many more there are.
    const shown = some.length > SHOWN ? some.slice(0, SHOWN - 1) : some
    const rest = some.length - shown.length
    const told = shown.map(({ at, title, message }) => {
      const where = `file=${property(at.file)},line=${at.line},endLine=${at.endLine},col=${at.column},endColumn=${at.endColumn}`
      return `::${level} ${where},title=${property(`interlock: ${title}`)}::${data(message)}`
    })
    return rest === 0 ? told : [...told, `::${level} title=interlock::${data(`${rest} more; the log has all of them`)}`]
  })
  return `${[...lines, tallyText(report)].join('\n')}\n`
}

/** A report as lines `path:line:column: level: message`, for logs that show no annotations. */
export function logLines(report: GateReport): string {
  const lines = notesOf(report).map(
    ({ level, at, title, message }) =>
      `${oneLine(at.file)}:${at.line}:${at.column}: ${level}: ${oneLine(message)} [${title}]`,
  )
  return `${[...lines, tallyText(report)].join('\n')}\n`
}
