import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ADVICE_EFFORT, advise } from '../src/cli/advice.ts'
import { evidenceOfOptions } from '../src/cli/evidence.ts'
import { Predictions } from '../src/cli/predictions.ts'
import { standingOf } from '../src/model/diagnosis.ts'
import type { Trial } from '../src/model/fixes.ts'
import { fixes, trials } from '../src/model/fixes.ts'
import { rootCauses } from '../src/model/root-causes.ts'
import type { Advised } from '../src/report/diagnose-report.ts'
import { classesOf, shortFate, trialCell } from '../src/report/diagnose-report.ts'

const root = join(import.meta.dirname, '..')

/** The pages with tables that are made. */
export const PAGES = ['findings.md', 'fixes.md'] as const

/** What the report says was seen. */
const REPORT = ['/ = 200', '/actors/alice/outbox = hang']

/** The trials that the short table takes together: those of the report, and those in which a request makes another. */
const GROUPS = [
  ['seq', 'conc4-mixed', 'boom'],
  ['loopback', 'fed-handler', 'fed-deferred'],
]

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

/** What each fix comes to for each root cause that the report leaves: worked out once. */
let known: readonly Advised[] | undefined
function advised(): readonly Advised[] {
  if (known !== undefined) return known
  const seen = evidenceOfOptions(REPORT, 'original')
  const predictions = new Predictions({ states: 100_000, runs: 0, steps: 0 })
  const left = rootCauses.filter((cause) => {
    const predicted = seen.map((each) => predictions.of(cause, each))
    return standingOf(cause, predicted).verdict === 'allows'
  })
  const trialsOf = new Predictions(ADVICE_EFFORT)
  known = left.flatMap((cause) => advise(cause, trialsOf))
  return known
}

const labelsOf = (causes: readonly string[]): readonly string[] =>
  causes.map((name) => rootCauses.find((each) => each.name === name)?.label ?? name)

/** What trials come to together: `race` when there is one, for then anything may happen. */
function together(some: readonly Trial[]): string {
  const fates = [...new Set(some.flatMap((trial) => trial.fates.map(shortFate)))].sort()
  const sure = some.every(({ exhaustive }) => exhaustive) ? '' : '?'
  return fates.includes('race') ? 'race' : `${fates.join('/')}${sure}`
}

function shortCell({ trials: cells }: Advised): string {
  return GROUPS.map((group) => together(cells.filter(({ load }) => group.includes(load)))).join(', ')
}

function short(): string {
  const classes = classesOf(advised(), shortCell)
  const head = ['fix', ...classes.map(({ causes }) => labelsOf(causes).join('; '))]
  return table(
    head,
    fixes.map((fix) => [
      fix.name,
      ...classes.map(({ rows }) => shortCell(rows.find((row) => row.fix === fix) as Advised)),
    ]),
  )
}

function outcomes(): string {
  return classesOf(advised(), ({ trials: cells }) => cells.map(trialCell).join())
    .map(({ causes, rows }) => {
      const cells = rows.map(({ fix, trials: each }) => [fix.name, ...each.map(trialCell)])
      return `**If it is ${labelsOf(causes).join('; or ')}:**\n\n${table(['fix', ...trials.map(({ load }) => load)], cells)}`
    })
    .join('\n\n')
}

function causes(): string {
  const left = new Set(advised().map(({ cause }) => cause))
  return table(
    ['root cause', 'name', 'what it is'],
    [...left].map(({ label, name, about }) => [label, `\`${name}\``, about]),
  )
}

/** A scenario of the catalogue, linked to its counterexample when it has one. */
function verdict(scenario: string, text: string): string {
  const folder = join('traces', dirname(scenario))
  const file = existsSync(join(root, folder))
    ? readdirSync(join(root, folder))
        .sort()
        .find((name) => name.startsWith(`${scenario.split('/').at(-1)}.`))
    : undefined
  return file === undefined ? `${text} (\`${scenario}\`)` : `${text} ([shown](../${folder}/${file}))`
}

/** `A, A+pump, A+thread` is any A. */
function family(names: readonly string[]): string {
  const [first] = names
  return names.length > 1 && names.every((name) => name.startsWith(first)) ? `any ${first}` : names.join(', ')
}

function risks(): string {
  const seen = new Map<string, { fixes: string[]; risk: (typeof fixes)[number]['risks'][number] }>()
  for (const fix of fixes) {
    for (const risk of fix.risks) {
      const entry = seen.get(risk.scenario) ?? { fixes: [], risk }
      entry.fixes.push(fix.name)
      seen.set(risk.scenario, entry)
    }
  }
  return table(
    ['with', 'new risk', 'what takes it away'],
    [...seen.values()].map(({ fixes: names, risk: { risk, scenario, remedy } }) => [
      family(names),
      verdict(scenario, risk),
      remedy === undefined ? '' : verdict(remedy.scenario, remedy.measure),
    ]),
  )
}

const TABLES: Readonly<Record<string, () => string>> = {
  trials: () =>
    table(
      ['trial', 'what it is'],
      trials.map(({ load, about }) => [load, about]),
    ),
  fixes: () =>
    table(
      ['fix', 'what it is'],
      fixes.map(({ name, about }) => [name, about]),
    ),
  causes,
  outcomes,
  short,
  risks,
}

/** A page with its tables made again. */
export function findings(text: string): string {
  return text.replace(/(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g, (_, begin, name, end) => {
    return `${begin}${TABLES[name]()}\n${end}`
  })
}
