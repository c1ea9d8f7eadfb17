import type { Fate } from '../check/mutants.ts'
import type { Style } from './style.ts'
import { count, enumerate, grouped, padded, paragraph, printable, quoted, widthOf } from './text.ts'
import { boundSentence } from './words.ts'

/** A mutant and what became of it. */
export interface Tried {
  readonly id: string
  readonly design: string
  readonly machine: string
  readonly operator: string
  readonly fate: Fate
  /** Why it may live although nothing tells that it is equivalent. */
  readonly reason: string | undefined
}

const COLUMN = 12

const kinds = (tried: readonly Tried[], kind: Fate['kind']): number =>
  tried.filter(({ fate }) => fate.kind === kind).length

/** Whether nothing excuses that it lives. */
const isUnexplained = ({ fate, reason }: Tried): boolean =>
  (fate.kind === 'survived' || fate.kind === 'inconclusive') && reason === undefined

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
  const width = Math.max(9, ...tried.map(({ machine }) => widthOf(printable(machine)) + 2))
  const head = ['mutants', 'killed', 'equivalent', 'survivors'].map((word) => padded(word, COLUMN, 'left')).join('')
  const blocks = [...groupsOf(tried, ({ design }) => design)].flatMap(([design, all]) => [
    paint.strong(printable(design)),
    ...[...groupsOf(all, ({ machine }) => machine)].map(([machine, some]) => row(machine, width, some)),
    paint.dim(row('all', width, all)),
    ...killers(all, style).map((line) => paint.dim(line)),
  ])
  return [paint.dim(`  ${padded('machine', width)}${head}`), ...blocks]
}

function fateWords(fate: Fate): string {
  switch (fate.kind) {
    case 'killed':
      return `killed by ${quoted(fate.property)} (${printable(fate.signature)}) after ${count(fate.steps, 'step')} of ${printable(fate.system)}`
    case 'equivalent':
      return fate.proof === 'never asked'
        ? 'equivalent: no schedule brings that event to that state'
        : 'equivalent: every schedule has the same steps and messages as in the original'
    case 'inconclusive':
      return `inconclusive: ${boundSentence(fate.hit)}`
    case 'survived':
      return 'survived: its steps differ, and no property is violated'
  }
}

function entry(tried: Tried, { paint, columns }: Style): readonly string[] {
  const { id, fate, reason } = tried
  const words = paragraph(fateWords(fate), columns, '    ')
  const why = reason === undefined ? [] : paragraph(`because ${printable(reason)}`, columns, '    ')
  const name = `  ${printable(id)}`
  return [isUnexplained(tried) ? paint.bad(`${name}: no reason is given`) : name, ...words, ...why]
}

/** The table of `sim mutants`, what lives and why, or (`all`) each mutant with what became of it. */
export function mutantsText(tried: readonly Tried[], seconds: number, all: boolean, style: Style): string {
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
    `${seconds.toFixed(1)} s`,
  ].join(', ')
  const list = listed.length === 0 ? [] : ['', paint.strong(title), ...listed.flatMap((one) => entry(one, style))]
  return [...table(tried, style), ...list, '', last].join('\n')
}

/** A mutant as it stands in `results`. */
export function mutantJson({ id, design, machine, operator, fate, reason }: Tried): object {
  return { id, design, machine, operator, ...fate, fate: fate.kind, kind: undefined, reason: reason ?? null }
}
