import type { Place } from '../gate/source-report.ts'
import type { Style } from './style.ts'
import { padded, printable, shortened, widthOf } from './text.ts'

/** A place to point at, and what is said of it. */
export interface Mark {
  readonly at: Place
  readonly message: string
}

/** The lines of a file; `undefined` when it cannot be shown. */
export type LinesOf = (file: string) => readonly string[] | undefined

/** A line as it is shown: a tab is one column, and what would drive a terminal is written out. */
function shown(text: string): string {
  return printable(text.replaceAll('\t', ' '))
}

function caretLine(text: string, { at, message }: Mark, width: number, { paint }: Style): string {
  const end = at.endLine === at.line ? at.endColumn - 1 : text.length
  const from = Math.min(widthOf(shown(text.slice(0, at.column - 1))), width - 1)
  const length = Math.max(1, Math.min(widthOf(shown(text.slice(at.column - 1, end))), width - from))
  const said = message === '' ? '' : ` ${printable(message)}`
  return `${' '.repeat(from)}${paint.bad('^'.repeat(length))}${said}`
}

/** Source lines with carets under what is meant, in the order of the file; of several files one after another. */
export function excerpt(marks: readonly Mark[], linesOf: LinesOf, style: Style): readonly string[] {
  const files = [...new Set(marks.map(({ at }) => at.file))]
  const number = Math.max(...marks.map(({ at }) => String(at.line).length))
  const width = Math.max(20, style.columns - number - 6)
  const gutter = (label: string): string => style.paint.dim(`  ${padded(label, number, 'left')} | `)
  return files.flatMap((file) => {
    const lines = linesOf(file)
    if (lines === undefined) return []
    const some = marks
      .filter(({ at }) => at.file === file && lines[at.line - 1] !== undefined)
      .sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column)
    const told = some.flatMap((mark, index) => {
      const { line } = mark.at
      const text = lines[line - 1]
      const again = some[index - 1]?.at.line === line
      const source = `${gutter(String(line))}${shortened(shown(text), width, style.ascii ? '...' : '…')}`
      return [...(again ? [] : [source]), `${gutter('')}${caretLine(text, mark, width, style)}`]
    })
    return files.length > 1 && told.length > 0 ? [`  ${printable(file)}`, ...told] : told
  })
}
