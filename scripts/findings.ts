import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ADVICE_EFFORT, advise } from '../src/cli/advice.ts'
import { Predictions } from '../src/cli/predictions.ts'
import { fixes, trials } from '../src/model/fixes.ts'
import { rootCauses } from '../src/model/root-causes.ts'
import { trialCell } from '../src/report/diagnose-report.ts'

const root = join(import.meta.dirname, '..')

/** The root causes that the findings are about: what the report leaves, and what would change the advice. */
const TOLD = ['scheduler-thread', 'scheduler-parked', 'second-lock']

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

function outcomes(name: string): string {
  const cause = rootCauses.find((each) => each.name === name)
  if (cause === undefined) throw new Error(name)
  const rows = advise(cause, new Predictions(ADVICE_EFFORT)).map(({ fix, trials: cells }) => [
    fix.name,
    ...cells.map(trialCell),
  ])
  return `**If it is ${cause.label}** (${cause.about}):\n\n${table(['fix', ...trials.map(({ load }) => load)], rows)}`
}

/** A scenario of the catalogue, linked to its counterexample when it has one. */
function verdict(scenario: string | null): string {
  if (scenario === null) return 'not in the models'
  const folder = join('traces', dirname(scenario))
  const file = existsSync(join(root, folder))
    ? readdirSync(join(root, folder))
        .sort()
        .find((name) => name.startsWith(`${scenario.split('/').at(-1)}.`))
    : undefined
  return file === undefined ? `\`npx sim check ${scenario}\`` : `[${scenario}](../${folder}/${file})`
}

function risks(): string {
  const seen = new Map<string, { fixes: string[]; scenario: string | null }>()
  for (const fix of fixes) {
    for (const { risk, scenario } of fix.risks) {
      const known = seen.get(risk) ?? { fixes: [], scenario }
      known.fixes.push(fix.name)
      seen.set(risk, known)
    }
  }
  return table(
    ['with', 'new risk', 'verdict'],
    [...seen].map(([risk, { fixes: names, scenario }]) => [names.join(', '), risk, verdict(scenario)]),
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
  outcomes: () => TOLD.map(outcomes).join('\n\n'),
  risks,
}

/** The findings with their tables made again. */
export function findings(text: string): string {
  return text.replace(/(<!-- table: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g, (_, begin, name, end) => {
    return `${begin}${TABLES[name]()}\n${end}`
  })
}
