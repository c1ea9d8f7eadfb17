import type { GateReport, Judged } from '../gate/judgement.ts'
import { isFailure } from '../gate/judgement.ts'
import type { Place } from '../gate/source-report.ts'
import { standingText, toldOf } from './gate-words.ts'

/** What XML 1.0 cannot hold, even escaped. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function xml(text: string): string {
  return text.replace(FORBIDDEN, '').replace(/[&<>"]/g, (char) => ENTITIES[char])
}

function attributes(fields: Readonly<Record<string, string | number>>): string {
  return Object.entries(fields)
    .map(([name, value]) => ` ${name}="${xml(String(value)).replace(/[\t\n\r]/g, ' ')}"`)
    .join('')
}

const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`

/** A test, and what its element holds besides. */
interface Case {
  readonly fields: Readonly<Record<string, string | number>>
  readonly body: string
  readonly kind: 'passed' | 'failed' | 'skipped'
}

function caseOf({ finding, standing }: Judged): Case {
  const { rule, at, message, steps } = finding
  const fields = { classname: rule, name: placeText(at), file: at.file, line: at.line }
  if (!isFailure(standing)) {
    return {
      fields,
      kind: 'skipped',
      body: `<skipped${attributes({ message: `${standingText(standing)}: ${message}` })}/>`,
    }
  }
  const told = [
    ...toldOf(finding),
    ...steps.map(
      ({ actor, text, at: place }) => `${actor}: ${text}${place === undefined ? '' : ` (${placeText(place)})`}`,
    ),
  ].join('\n')
  const failure = `<failure${attributes({ message, type: finding.verdict ?? rule })}>${xml(told)}</failure>`
  return { fields, kind: 'failed', body: failure }
}

function unresolvedCase({ unresolved: { at, what }, fails }: GateReport['unresolved'][number]): Case {
  const fields = { classname: 'unresolved', name: placeText(at), file: at.file, line: at.line }
  const body = fails
    ? `<failure${attributes({ message: what, type: 'unresolved' })}>${xml(what)}</failure>`
    : `<skipped${attributes({ message: what })}/>`
  return { fields, body, kind: fails ? 'failed' : 'skipped' }
}

/** A report as JUnit XML: a test for each finding, or one that passed for each file when there is none. */
export function junit(report: GateReport): string {
  const told = [...report.judged.map(caseOf), ...report.unresolved.map(unresolvedCase)]
  const passed = report.source.files.map(
    (file): Case => ({ fields: { classname: 'gate', name: file, file }, body: '', kind: 'passed' }),
  )
  const cases = told.length === 0 ? passed : told
  const count = (kind: Case['kind']): number => cases.filter((one) => one.kind === kind).length
  const counts = { tests: cases.length, failures: count('failed'), errors: 0, skipped: count('skipped') }
  const lines = cases.map(({ fields, body }) =>
    body === '' ? `    <testcase${attributes(fields)}/>` : `    <testcase${attributes(fields)}>${body}</testcase>`,
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'interlock', ...counts })}>`,
    `  <testsuite${attributes({ name: 'sim gate', ...counts })}>`,
    ...lines,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}
