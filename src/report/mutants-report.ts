import type { Fate, Judged, Mutant } from '../check/mutants.ts'
import type { Style } from './style.ts'
import { count, enumerate, grouped, padded, paragraph, printable, quoted, widthOf } from './text.ts'
import { boundSentence } from './words.ts'

/** What a mutant of a design is shown by. */
export interface Labelled {
  readonly design: string
  readonly machine: string
  readonly operator: string
}

type Tried = Judged<Mutant & Labelled>

/** What `sim mutants` found. */
interface Findings {
  readonly judged: readonly Tried[]
  /** Mutants that a reason is given for, and that do not live. */
  readonly stale: readonly string[]
  readonly seconds: number
  /** Whether to list those that do not live, too. */
  readonly all: boolean
}

const COLUMN = 12

const kinds = (tried: readonly Tried[], kind: Fate['kind']): number =>
  tried.filter(({ fate }) => fate.kind === kind).length

/** Whether nothing excuses that it lives. */
const isUnexplained = (tried: Tried): boolean => lives(tried) && tried.reason === undefined

const lives = ({ fate }: Tried): boolean => fate.kind === 'survived' || fate.kind === 'inconclusive'

function row(name: string, width: number, tried: readonly Tried[]): string {
  const survivors = kinds(tried, 'survived') + kinds(tried, 'inconclusive')
  const numbers = [tried.length, kinds(tried, 'killed'), kinds(tried, 'equivalent'), survivors]
  return `  ${padded(printable(name), width)}${numbers.map((number) => padded(grouped(number), COLUMN, 'left')).join('')}`
}

function groupsOf<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return groups
}

/** Who killed how many, the most deadly property first. */
function killers(tried: readonly Tried[], { columns }: Style): readonly string[] {
  const killed = tried.flatMap(({ fate }) => (fate.kind === 'killed' ? [fate.property] : []))
  const groups = [...groupsOf(killed, (property) => property)].sort((a, b) => b[1].length - a[1].length)
  if (groups.length === 0) return []
  const said = enumerate(groups.map(([property, all]) => `${quoted(property)} ${grouped(all.length)}`))
  return paragraph(`killed by ${said}`, columns, '  ')
}

function table(tried: readonly Tried[], style: Style): readonly string[] {
  const { paint } = style
  const width = Math.max(9, ...tried.map(({ mutant: { machine } }) => widthOf(printable(machine)) + 2))
  const head = ['mutants', 'killed', 'equivalent', 'survivors'].map((word) => padded(word, COLUMN, 'left')).join('')
  const blocks = [...groupsOf(tried, ({ mutant }) => mutant.design)].flatMap(([design, all]) => [
    paint.strong(printable(design)),
    ...[...groupsOf(all, ({ mutant }) => mutant.machine)].map(([machine, some]) => row(machine, width, some)),
    paint.dim(row('all', width, all)),
    ...[...killers(all, style), ...proved(all, style)].map((line) => paint.dim(line)),
  ])
  return [paint.dim(`  ${padded('machine', width)}${head}`), ...blocks]
}

const PROOFS: Readonly<Record<Extract<Fate, { kind: 'equivalent' }>['proof'], string>> = {
  'never entered': 'no schedule enters that state',
  'never asked': 'no schedule brings that event to that state',
  'same answers': 'the machine answers all that it is ever asked as the original does',
  'same steps': 'every schedule has the same steps and messages as in the original',
}

/** By which proofs how many are equivalent. */
function proved(tried: readonly Tried[], { columns }: Style): readonly string[] {
  const proofs = tried.flatMap(({ fate }) => (fate.kind === 'equivalent' ? [fate.proof] : []))
  const groups = [...groupsOf(proofs, (proof) => proof)]
  if (groups.length === 0) return []
  return paragraph(
    `equivalent: ${enumerate(groups.map(([proof, all]) => `${proof} ${grouped(all.length)}`))}`,
    columns,
    '  ',
  )
}

function fateWords(fate: Fate): string {
  switch (fate.kind) {
    case 'killed':
      return `killed by ${quoted(fate.property)} (${printable(fate.signature)}) after ${count(fate.steps, 'step')} of ${printable(fate.system)}`
    case 'equivalent':
      return `equivalent: ${PROOFS[fate.proof]}`
    case 'inconclusive':
      return `inconclusive: ${boundSentence(fate.hit)}`
    case 'survived':
      return 'survived: its steps differ, and no property is violated'
  }
}

function entry(tried: Tried, { paint, columns }: Style): readonly string[] {
  const { mutant, fate, reason } = tried
  const words = paragraph(fateWords(fate), columns, '    ')
  const why = reason === undefined ? [] : paragraph(`because ${printable(reason)}`, columns, '    ')
  const name = `  ${printable(mutant.id)}`
  return [isUnexplained(tried) ? paint.bad(`${name}: no reason is given`) : name, ...words, ...why]
}

/** The table of `sim mutants`, what lives and why, or (`all`) each mutant with what became of it. */
export function mutantsText({ judged: tried, stale, seconds, all }: Findings, style: Style): string {
  const { paint } = style
  const listed = all ? tried : tried.filter(lives)
  const title = all ? 'Mutants' : 'Survivors, and why they may live'
  const unexplained = tried.filter(isUnexplained).length
  const living = tried.filter(lives).length
  const last = [
    count(tried.length, 'mutant'),
    `${grouped(kinds(tried, 'killed'))} killed`,
    `${grouped(kinds(tried, 'equivalent'))} proved equivalent`,
    `${grouped(living - unexplained)} alive with a reason`,
    unexplained === 0 ? paint.good('0 without one') : paint.bad(`${grouped(unexplained)} without one`),
    ...(stale.length === 0 ? [] : [paint.bad(`${count(stale.length, 'reason')} out of date`)]),
    `${seconds.toFixed(1)} s`,
  ].join(', ')
  const list = listed.length === 0 ? [] : ['', paint.strong(title), ...listed.flatMap((one) => entry(one, style))]
  const outdated = stale.map((id) => paint.bad(`  ${printable(id)}: is given a reason to live, and does not`))
  const olds = stale.length === 0 ? [] : ['', paint.strong('Reasons out of date'), ...outdated]
  return [...table(tried, style), ...list, ...olds, '', last].join('\n')
}

/** A mutant as it stands in `results`. */
export function mutantJson({ mutant, fate, reason }: Tried): object {
  const { id, design, machine, operator } = mutant
  return { id, design, machine, operator, ...fate, fate: fate.kind, kind: undefined, reason: reason ?? null }
}
