import type { GateReport } from '../gate/judgement.ts'
import type { Place } from '../gate/source-report.ts'
import { standingText, tallyText, toldOf, verdictText } from './gate-words.ts'
import { oneLine } from './text.ts'

/** A text in a cell of a table: Markdown and HTML in it are only text. */
function cell(text: string): string {
  return oneLine(text).replace(/[\\`*_[\]<>|&#!~]/g, (char) => `&#${char.charCodeAt(0)};`)
}

const place = ({ file, line, column }: Place): string => `${file}:${line}:${column}`

/** A report in Markdown, for the page of a run (`GITHUB_STEP_SUMMARY`). */
export function summary(report: GateReport): string {
  const rows = [
    ...report.judged.map(({ finding, standing }) => [
      finding.rule,
      place(finding.at),
      toldOf(finding).join(' '),
      standingText(standing),
    ]),
    ...report.unresolved.map(({ unresolved: { at, what }, fails }) => [
      'unresolved',
      place(at),
      what,
      fails ? 'fails' : 'warning',
    ]),
  ]
  const table =
    rows.length === 0
      ? []
      : ['', '| rule | place | what | |', '|---|---|---|---|', ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`)]
  const files = report.source.files.length === 0 ? [] : ['', `Verdict: ${cell(verdictText(report))}`]
  return [`### interlock: ${cell(tallyText(report))}`, ...files, ...table, ''].join('\n')
}
