import type { Known } from '../gate/baseline.ts'
import type { GateReport, Judged } from '../gate/judgement.ts'
import { isFailure } from '../gate/judgement.ts'
import type { Place, SourceStep } from '../gate/source-report.ts'
import type { LinesOf } from './excerpt.ts'
import { excerpt } from './excerpt.ts'
import type { GateRule } from './gate-rules.ts'
import { gateRule } from './gate-rules.ts'
import { standingText, tallyText, toldOf, verdictText } from './gate-words.ts'
import type { Style } from './style.ts'
import { count, padded, paragraph, printable, widthOf } from './text.ts'

const place = ({ file, line, column }: Place): string => `${printable(file)}:${line}:${column}`

/** A verdict, marked when an abstraction stands between it and the source. */
const sureness = (verdict: string, may: boolean): string => (may ? `${verdict} (may)` : verdict)

function title({ finding, standing }: Judged, { paint }: Style): string {
  const { rule, verdict, may, at } = finding
  const word = verdict === undefined ? standingText(standing) : sureness(verdict, may)
  const painted = isFailure(standing) ? paint.bad(word) : paint.warn(word)
  const also = verdict === undefined || standing.kind === 'fails' ? '' : `, ${standingText(standing)}`
  return `${paint.strong(place(at))}: ${painted}${printable(also)} [${printable(rule)}]`
}

/** A schedule; places in the file of its finding by line and column alone. */
function scheduleLines(steps: readonly SourceStep[], file: string, { paint }: Style): readonly string[] {
  if (steps.length === 0) return []
  const rows = steps.map(({ actor, text, at, holds }) => ({
    actor: printable(actor),
    text: printable(text),
    at: at === undefined ? '' : at.file === file ? `${at.line}:${at.column}` : place(at),
    holds: holds.length === 0 ? '' : `holds ${holds.map(printable).join(', ')}`,
  }))
  const width = (key: 'actor' | 'text' | 'at'): number => Math.max(...rows.map((row) => widthOf(row[key])))
  const [actor, text, at] = [width('actor'), width('text'), width('at')]
  const digits = String(rows.length).length
  const lines = rows.map((row, index) =>
    `  ${padded(String(index + 1), digits, 'left')}  ${padded(row.actor, actor)}  ${padded(row.text, text)}  ${padded(row.at, at)}  ${row.holds}`.trimEnd(),
  )
  return ['', paint.strong(`Schedule, ${count(steps.length, 'step')}`), ...lines]
}

function shapeLines(rule: GateRule | undefined, { paint }: Style): readonly string[] {
  if (rule === undefined) return []
  return ['', paint.strong('What is sound'), ...rule.good.split('\n').map((line) => (line === '' ? '' : `  ${line}`))]
}

function findingText(judged: Judged, first: boolean, linesOf: LinesOf, style: Style): string {
  const { finding, fingerprint, standing } = judged
  const { at, related, steps } = finding
  const [message, cycle] = toldOf(finding)
  const lines = excerpt([{ at, message: related.length === 0 ? '' : 'here' }, ...related], linesOf, style)
  const fails = isFailure(standing)
  return [
    title(judged, style),
    ...paragraph(printable(message), style.columns, '  '),
    ...(lines.length === 0 ? [] : ['', ...lines]),
    ...(cycle === undefined ? [] : ['', ...paragraph(printable(cycle), style.columns, '  ')]),
    ...scheduleLines(steps, at.file, style),
    ...(first && fails ? shapeLines(gateRule(finding.rule), style) : []),
    ...(fails
      ? ['', style.paint.dim(`  sim gate --explain ${printable(finding.rule)}; fingerprint ${fingerprint}`)]
      : []),
  ].join('\n')
}

function unresolvedLines(report: GateReport, { paint, columns }: Style): readonly string[] {
  if (report.unresolved.length === 0) return []
  const reaching = report.unresolved.filter(({ unresolved }) => unresolved.reaches)
  const lines = reaching.map(({ unresolved: { at, what }, fails }) => {
    const word = fails ? paint.bad('unresolved') : paint.warn('unresolved')
    return `${place(at)}: ${word}: ${printable(what)}, which can reach a lock or the runtime`
  })
  const others = report.unresolved.length - reaching.length
  const told = `${count(others, 'place')} could not be followed, and can reach neither a lock nor the runtime (--format json lists them).`
  return ['', ...lines, ...(others === 0 ? [] : paragraph(told, columns, ''))]
}

function staleLines(stale: readonly Known[], { paint, columns }: Style): readonly string[] {
  return stale.flatMap(({ fingerprint, rule, reason }) => {
    const told = `The baseline knows ${printable(rule)} ${printable(fingerprint)} (${printable(reason)}), which is not found any more: take it out.`
    return ['', ...paragraph(told, columns, '').map((line) => paint.warn(line))]
  })
}

function variantLines({ source: { variants } }: GateReport, { paint }: Style): readonly string[] {
  if (variants.length === 0) return []
  const width = Math.max(...variants.map(({ name }) => widthOf(printable(name))))
  const lines = variants.map(({ name, verdict, may }) => {
    const word = sureness(verdict, may)
    return `  ${padded(printable(name), width)}  ${verdict === 'ok' ? paint.good(word) : paint.bad(word)}`
  })
  return ['', paint.strong('Variants'), ...lines]
}

/** What was read, what was found in it, and what it comes to. */
export function gateText(report: GateReport, notes: readonly string[], linesOf: LinesOf, style: Style): string {
  const { paint } = style
  const { files, lines, verdict } = report.source
  const explained = new Set<string>()
  const findings = report.judged.flatMap((judged) => {
    const { rule } = judged.finding
    const first = !explained.has(rule)
    explained.add(rule)
    return ['', findingText(judged, first, linesOf, style)]
  })
  const said = `${count(files.length, 'file')}, ${count(lines, 'line')} of OCaml: `
  return [
    `${said}${verdict === 'ok' ? paint.good(verdictText(report)) : paint.bad(verdictText(report))}`,
    ...notes.flatMap((note) => paragraph(printable(note), style.columns, '')),
    ...variantLines(report, style),
    ...findings,
    ...unresolvedLines(report, style),
    ...staleLines(report.stale, style),
    '',
    report.passed ? paint.good(tallyText(report)) : paint.bad(tallyText(report)),
  ].join('\n')
}

/** A rule, told: why it is there, what breaks it, what does not. */
export function ruleText({ id, title: named, about, bad, good }: GateRule, style: Style): string {
  const { paint, columns } = style
  const shape = (text: string): readonly string[] => text.split('\n').map((line) => (line === '' ? '' : `  ${line}`))
  return [
    `${paint.strong(id)}: ${named}`,
    '',
    ...paragraph(about, columns, '  '),
    '',
    paint.strong('What breaks it'),
    ...shape(bad),
    '',
    paint.strong('What is sound'),
    ...shape(good),
  ].join('\n')
}
