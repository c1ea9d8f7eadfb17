import type { ModelChecked } from '../gate/model-checks.ts'
import { jsonReport } from './json.ts'
import type { Style } from './style.ts'
import { count, padded, paragraph, printable, widthOf } from './text.ts'

/** The table of the model gate, each failure in full, and what it all comes to. */
export function modelGateText(checked: readonly ModelChecked[], style: Style): string {
  const { paint, columns } = style
  const name = Math.max(...checked.map((check) => widthOf(check.name)))
  const looked = Math.max(...checked.map((check) => widthOf(check.looked)))
  const rows = checked.map((check) => {
    const failed = check.failures.length
    const word = failed === 0 ? paint.good(padded('as claimed', 14)) : paint.bad(padded(`${failed} not as claimed`, 14))
    return `  ${padded(check.name, name)}  ${padded(check.looked, looked)}  ${word}  ${check.seconds.toFixed(1)} s`
  })
  const failures = checked.flatMap((check) => check.failures)
  const told = failures.flatMap((failure) => [
    '',
    ...paragraph(`${printable(failure.message)} [${failure.rule}]`, columns, '').map((line) => paint.bad(line)),
    ...(failure.told === '' ? [] : ['', failure.told]),
  ])
  const seconds = checked.reduce((sum, check) => sum + check.seconds, 0).toFixed(1)
  const last =
    failures.length === 0
      ? paint.good(`passed: ${count(checked.length, 'check')}, ${seconds} s`)
      : paint.bad(`failed: ${count(failures.length, 'claim does', 'claims do')} not hold, ${seconds} s`)
  return [...rows, ...told, '', last].join('\n')
}

/** The model gate as JSON. */
export function modelGateJson(checked: readonly ModelChecked[]): string {
  return jsonReport({
    passed: checked.every(({ failures }) => failures.length === 0),
    checks: checked.map(({ name, looked, failures, seconds }) => ({
      name,
      looked,
      failures: failures.map(({ rule, file, about, message }) => ({ rule, file, about, message })),
      seconds,
    })),
  })
}
