import type { Audit } from '../check/audit.ts'
import type { CheckResult } from '../check/check.ts'
import { reductionWords } from './check-report.ts'
import type { Style } from './style.ts'
import { count, grouped, padded, paragraph, printable, widthOf } from './text.ts'
import { boundSentence } from './words.ts'

const COLUMNS = ['full', 'partial order', 'symmetry', 'both', 'by threads'] as const
const WIDTH = 14

/** By column, the search that belongs there. */
function columnsOf({ full, reduced, helped }: Audit): readonly (CheckResult | undefined)[] {
  const by = (names: string): CheckResult | undefined =>
    reduced.find(({ result }) => result.reductions.join() === names)?.result
  return [full.result, by('partial-order'), by('symmetry'), by('partial-order,symmetry'), helped?.result]
}

/** The table of `sim check --audit`: the states that each search of a system has seen, and whether they agree. */
export function auditTable(names: readonly string[], { paint }: Style) {
  const width = Math.max(6, ...names.map((name) => widthOf(printable(name)))) + 2
  return {
    header: paint.dim(`  ${padded('states', width)}${COLUMNS.map((name) => padded(name, WIDTH, 'left')).join('')}`),
    row: (name: string, audit: Audit): string => {
      const cells = columnsOf(audit).map((result) => padded(result ? grouped(result.states) : '-', WIDTH, 'left'))
      return `  ${padded(printable(name), width)}${cells.join('')}  ${wordOf(audit, paint)}`
    },
  }
}

function wordOf({ disagreeing, hit, reduced, helped }: Audit, paint: Style['paint']): string {
  if (hit !== undefined) return paint.warn('not compared')
  if (reduced.length === 0 && helped === undefined) return 'nothing to compare'
  return disagreeing.length === 0 ? paint.good('agree') : paint.bad('DISAGREE')
}

/** What two searches say that disagree, and what to do about it; or why nothing was compared. Empty when all is well. */
export function auditText(audit: Audit, { columns, paint }: Style): string {
  const { full, disagreeing, hit } = audit
  const name = paint.strong(printable(full.result.system))
  if (hit !== undefined) return `${name}: ${paint.warn(`not compared: ${boundSentence(hit)}`)}`
  if (disagreeing.length === 0) return ''
  const said = [full, ...disagreeing].flatMap(({ result, found }) => [
    `  ${wayOf(result)}:`,
    ...Object.entries(found).map(([what, names]) => `    ${what}: ${printable([names].flat().join('; '))}`),
  ])
  const fault =
    'This is an error of interlock: trust the full search, and please report it with the file of the system (or the name of the scenario), the options, and these lines.'
  return [`${name}: ${paint.bad('the searches disagree')}`, ...said, ...paragraph(fault, columns, '  ')].join('\n')
}

function wayOf({ reductions, threads }: CheckResult): string {
  if (threads > 1) return `by ${threads} threads`
  return reductions.length === 0 ? 'in full' : `by ${reductionWords(reductions)}`
}

/** An audit as it stands in `results`. */
export function auditJson({ full, reduced, helped, disagreeing, hit }: Audit, seconds: number): object {
  return {
    system: full.result.system,
    parameters: full.result.parameters,
    agrees: hit === undefined ? disagreeing.length === 0 : null,
    bound: hit ?? null,
    seconds: Math.round(seconds * 1000) / 1000,
    searches: [full, ...reduced, ...(helped ? [helped] : [])].map(({ result, found }) => ({
      reductions: result.reductions,
      threads: result.threads,
      states: result.states,
      transitions: result.transitions,
      ...found,
    })),
  }
}

/** The last line of `sim check --audit`. */
export function auditTally(audits: readonly Audit[], seconds: number, { paint }: Style): string {
  const wrong = audits.filter(({ disagreeing }) => disagreeing.length > 0).length
  const open = audits.filter(({ hit }) => hit !== undefined).length
  return [
    count(audits.length, 'system'),
    paint.good(`${audits.length - wrong - open} agree`),
    ...(wrong === 0 ? [] : [paint.bad(`${wrong} disagree`)]),
    ...(open === 0 ? [] : [paint.warn(`${open} not compared`)]),
    `${seconds.toFixed(1)} s`,
  ].join(', ')
}
