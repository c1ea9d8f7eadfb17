import type { CheckResult } from '../check/check.ts'
import type { Style } from './style.ts'
import { grouped, padded, printable, widthOf } from './text.ts'
import { verdictWord } from './words.ts'

/** A row of the table of `sim check`. */
interface CheckRow {
  readonly name: string
  readonly result: CheckResult
  readonly asExpected: boolean
  /** Whether a violation is what is expected here; then the row says so. */
  readonly judged: boolean
  readonly seconds: number
}

/** The table, to be written row by row as the results come in. */
export interface CheckTable {
  readonly header: string
  readonly group: (name: string, note: string) => string
  readonly row: (row: CheckRow) => string
}

const VERDICT = 17
const EXPECTED = 12
const STATES = 10
const TRANSITIONS = 12
const TIME = 8
/** The columns of all but the name. */
const NUMBERS = VERDICT + EXPECTED + STATES + TRANSITIONS + TIME

function verdictCell({ result, asExpected }: CheckRow, { paint }: Style): string {
  const cell = padded(verdictWord(result.verdict), VERDICT)
  if (!asExpected) return result.verdict.kind === 'inconclusive' ? paint.warn(cell) : paint.bad(cell)
  return result.verdict.kind === 'verified' ? paint.good(cell) : cell
}

function expectedCell({ result, asExpected, judged }: CheckRow, { paint }: Style): string {
  if (asExpected) return padded('as expected', EXPECTED)
  const word = result.verdict.kind === 'inconclusive' ? 'not decided' : judged ? 'CHANGED' : 'violated'
  return paint.bad(padded(word, EXPECTED))
}

/** A name that is too long stands in a line of its own. */
function nameCell(name: string, width: number): string {
  const shown = printable(name)
  return widthOf(shown) + 2 <= width ? padded(shown, width) : `${shown}\n  ${' '.repeat(width)}`
}

/** The layout of the table for systems with these names. */
export function checkTable(names: readonly string[], style: Style): CheckTable {
  const { paint } = style
  const room = Math.max(8, style.columns - NUMBERS - 4)
  const width = Math.min(room, Math.max(6, ...names.map((name) => widthOf(printable(name))))) + 2
  const numbers = (states: string, transitions: string, time: string): string =>
    padded(states, STATES, 'left') + padded(transitions, TRANSITIONS, 'left') + padded(time, TIME, 'left')
  return {
    header: paint.dim(
      `  ${padded('system', width)}${padded('verdict', VERDICT + EXPECTED)}${numbers('states', 'transitions', 'time')}`,
    ),
    group: (name, note) => paint.strong(printable(name)) + (note === '' ? '' : paint.good(`  ${note}`)),
    row: (row) => {
      const { name, result, seconds } = row
      const tail = numbers(grouped(result.states), grouped(result.transitions), `${seconds.toFixed(2)}s`)
      return `  ${nameCell(name, width)}${verdictCell(row, style)}${expectedCell(row, style)}${tail}`
    },
  }
}
