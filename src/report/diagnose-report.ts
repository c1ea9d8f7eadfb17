import { signatureOf } from '../engine/verdict.ts'
import type { Standing } from '../model/diagnosis.ts'
import type { Evidence, RunEvidence } from '../model/evidence.ts'
import type { Split } from '../model/experiments.ts'
import type { Fix, Trial } from '../model/fixes.ts'
import type { Fate } from '../model/judgement.ts'
import type { RootCause } from '../model/root-causes.ts'
import type { Told } from './predict-report.ts'
import { deadlockSentence } from './sentence.ts'
import type { Style } from './style.ts'
import { count, enumerate, grouped, padded, paragraph, printable } from './text.ts'

/** An execution of a root cause, and what it shows; `shortest`: of those that show it. */
export interface Retold extends Told {
  readonly shows: string
  readonly shortest: boolean
}

/** One that shows a run that was seen, and what else the root cause allows there. */
interface AsSeen extends Retold {
  readonly evidence: RunEvidence
  readonly others: readonly string[]
  readonly exhaustive: boolean
  readonly states: number
}

/** A root cause, judged. */
export interface Diagnosed {
  readonly standing: Standing
  readonly asSeen: readonly AsSeen[]
  /** What it comes to instead of what refutes it first; `undefined` when it allows all, or nothing was found. */
  readonly instead: Retold | undefined
}

/** What a fix comes to if something is the root cause. */
export interface Advised {
  readonly fix: Fix
  readonly cause: RootCause
  readonly trials: readonly Trial[]
}

/** All that `sim diagnose` says. */
export interface Diagnosis {
  readonly evidence: readonly Evidence[]
  readonly diagnosed: readonly Diagnosed[]
  /** When nothing is left: the smallest sets of facts that no root cause allows together. */
  readonly contradictions: readonly (readonly string[])[]
  /** The experiments that tell apart what is left, the best first. */
  readonly splits: readonly Split[]
  readonly advised: readonly Advised[]
  /** What the patterns leave as it is. */
  readonly leaves: Fix['risks']
}

function evidenceWords(evidence: Evidence): string {
  if (evidence.kind === 'row') return `${printable(evidence.seen.scenario)} ${evidence.seen.load}`.trim()
  const phases = evidence.phases.map((phase) =>
    phase.map((client) => client.map(({ text, said }) => `${text} ${said}`).join(', then ')).join(' at once with '),
  )
  return printable(phases.join('; then ')) + (evidence.scheduler === null ? '' : `; scheduler ${evidence.scheduler}`)
}

/** A diagnosis in words; with `schedules` every step of the executions that it speaks of. */
export function diagnoseText(diagnosis: Diagnosis, schedules: boolean, style: Style): string {
  const { evidence, diagnosed, contradictions } = diagnosis
  const { paint, columns } = style
  const seen = evidence.flatMap((each) =>
    paragraph(`${printable(each.where)}: ${evidenceWords(each)} (${printable(each.design)})`, columns, '  '),
  )
  const of = (verdict: Standing['verdict']) => diagnosed.filter(({ standing }) => standing.verdict === verdict)
  const sections: (readonly string[])[] = [[paint.strong('Seen'), ...seen]]
  const section = (
    verdict: Standing['verdict'],
    title: string,
    words: (each: Diagnosed) => readonly string[],
  ): void => {
    const some = of(verdict)
    if (some.length === 0) return
    sections.push([paint.strong(`${title}: ${some.length} of ${diagnosed.length}`), ...some.flatMap(words)])
  }
  section('allows', 'Allow all of it', (each) => allowedWords(each, schedules, columns))
  section('undecided', 'Not found, but the search was cut off', (each) => refutedWords(each, schedules, columns))
  section('refuted', 'Refuted', (each) => refutedWords(each, schedules, columns))
  if (contradictions.length > 0) {
    sections.push([paint.strong('Nothing is left'), ...contradictionWords(contradictions, columns)])
  }
  sections.push(...experimentWords(diagnosis, style), ...adviceWords(diagnosis, style))
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function nameOf({ label, name }: RootCause): string {
  return `${label} (${name})`
}

function allowedWords({ standing, asSeen }: Diagnosed, schedules: boolean, columns: number): readonly string[] {
  const lines = [...paragraph(`${nameOf(standing.cause)}: ${standing.cause.about}.`, columns, '  ')]
  for (const each of asSeen) {
    const { explanation, standing: stands, others } = each
    if (explanation !== undefined) lines.push(...paragraph(deadlockSentence(explanation, stands), columns, '    '))
    if (others.length > 0) lines.push(...paragraph(`It also allows: ${others.join('; ')}.`, columns, '    '))
    if (schedules) lines.push(...scheduleWords(each, columns))
  }
  return lines
}

function scheduleWords({ shows, schedule, shortest }: Retold, columns: number): readonly string[] {
  const steps = count(schedule.length, 'step')
  const title = `${printable(shows)}, ${shortest ? 'by a shortest schedule' : 'by a schedule'} of ${steps}:`
  return [...paragraph(title, columns, '    '), ...paragraph(schedule.map(printable).join('; '), columns, '      ')]
}

/** What was seen and no schedule yields, how hard was looked, and what the root cause comes to instead. */
function refutedWords({ standing, instead }: Diagnosed, schedules: boolean, columns: number): readonly string[] {
  const [first] = standing.refutations
  const looked = first.certain
    ? `no schedule yields it, all of ${count(first.states, 'state')} were searched`
    : `not found in ${count(first.states, 'state')}, which are not all`
  const allows = first.allows.length === 0 ? 'nothing of the kind' : `only ${enumerate(first.allows, 'or')}`
  const soonest = instead === undefined ? '' : `, at the earliest after ${count(instead.schedule.length, 'step')}`
  const text = `${nameOf(standing.cause)}: not '${printable(first.at)}' (${printable(first.where)}): ${looked}. It allows ${allows} there${instead?.shortest === true ? soonest : ''}.`
  const lines = paragraph(text, columns, '  ')
  if (!schedules || instead === undefined) return lines
  const { explanation, standing: stands } = instead
  return [
    ...lines,
    ...(explanation === undefined ? [] : paragraph(deadlockSentence(explanation, stands), columns, '    ')),
    ...scheduleWords(instead, columns),
  ]
}

/** So many contradictions are listed. */
const LISTED = 10

function contradictionWords(contradictions: readonly (readonly string[])[], columns: number): readonly string[] {
  const more = contradictions.length - LISTED
  return [
    ...contradictions.slice(0, LISTED).flatMap((facts) => paragraph(contradictionSentence(facts), columns, '  ')),
    ...(more > 0 ? paragraph(`And ${grouped(more)} more, which --json lists.`, columns, '  ') : []),
  ]
}

function contradictionSentence(facts: readonly string[]): string {
  const [one, other, ...more] = facts.map(printable)
  if (other === undefined) return `No root cause allows ${one}.`
  if (more.length === 0) return `${one} contradicts ${other}: no root cause allows both.`
  return `${enumerate([one, other, ...more])} contradict each other: no root cause allows all ${facts.length}, and any ${facts.length - 1} of them are allowed.`
}

function labelsOf(names: readonly string[], { diagnosed }: Diagnosis): string {
  const labels = names.map(
    (name) => diagnosed.find(({ standing }) => standing.cause.name === name)?.standing.cause.label,
  )
  return labels.map((label) => label ?? '').join('; ')
}

/** Whether an experiment tells two root causes apart, whatever it shows. */
function tellsApart({ groups }: Split, one: string, other: string): boolean {
  return !groups.some(({ causes }) => causes.includes(one) && causes.includes(other))
}

/** The cheapest experiments that tell the first two that are left apart for certain, and those that may. */
function firstTwo({ splits, diagnosed }: Diagnosis): string {
  const [one, other] = diagnosed
    .filter(({ standing }) => standing.verdict !== 'refuted')
    .map((each) => each.standing.cause)
  const certain = splits.filter((split) => tellsApart(split, one.name, other.name))
  const possible = splits.filter(
    (split) =>
      !certain.includes(split) &&
      split.groups.some(({ causes }) => causes.includes(one.name) !== causes.includes(other.name)),
  )
  const names = (some: readonly Split[]): string =>
    enumerate(
      some.map(({ experiment }) => experiment.name),
      'or',
    )
  const parts = [
    certain.length === 0 ? '' : `for certain by ${names(certain)}`,
    possible.length === 0 ? '' : `if it shows what only one of them allows, by ${names(possible)}`,
  ].filter((part) => part !== '')
  return parts.length === 0
    ? `Nothing that is known here tells ${one.label} from ${other.label}.`
    : `${one.label} and ${other.label} are told apart ${parts.join('; ')}.`
}

function experimentWords(diagnosis: Diagnosis, { paint, columns }: Style): readonly (readonly string[])[] {
  const { splits, diagnosed } = diagnosis
  const left = diagnosed.filter(({ standing }) => standing.verdict !== 'refuted').length
  if (left < 2) return []
  const title = paint.strong('Next experiments, the cheapest first')
  if (splits.length === 0)
    return [[title, ...paragraph('None that is known here tells apart what is left.', columns, '  ')]]
  const best = splits.reduce((least, split) => (split.left < least.left ? split : least))
  return [
    [
      title,
      ...paragraph(`The best one is ${best.experiment.name}. ${firstTwo(diagnosis)}`, columns, '  '),
      ...splits.flatMap(({ experiment, groups, left: rest }) => [
        ...paragraph(
          `${experiment.name} (${experiment.cost}): ${experiment.todo}. Leaves ${rest.toFixed(1)} of ${left} on average.`,
          columns,
          '  ',
        ),
        ...groups.flatMap(({ shows, causes }) =>
          paragraph(`${shows}: ${labelsOf(causes, diagnosis)}`, columns, '    '),
        ),
      ]),
    ],
  ]
}

const SHORT: Readonly<Record<string, string>> = { 'error-reply': '500', 'wrong answer': 'wrong', 'no server': 'dead' }

/** What an execution comes to, in a word. */
export function shortFate(fate: Fate): string {
  return SHORT[fate] ?? fate
}

/** What a fix comes to in a trial, in a cell: `?` when not all executions were looked at. */
export function trialCell({ fates, exhaustive }: Trial): string {
  return `${fates.map(shortFate).join('/')}${exhaustive ? '' : '?'}`
}

/** Root causes for which each fix comes to the same, by what is said of it. */
interface SameCauses {
  readonly causes: readonly string[]
  readonly rows: readonly Advised[]
}

/** The root causes, those together for which each fix comes to the same. */
export function classesOf(advised: readonly Advised[], cell: (each: Advised) => string): readonly SameCauses[] {
  const classes = new Map<string, { causes: string[]; rows: readonly Advised[] }>()
  for (const cause of new Set(advised.map((each) => each.cause))) {
    const rows = advised.filter((each) => each.cause === cause)
    const key = rows.map(cell).join(';')
    const known = classes.get(key)
    if (known === undefined) classes.set(key, { causes: [cause.name], rows })
    else known.causes.push(cause.name)
  }
  return [...classes.values()]
}

function tableOf(rows: readonly Advised[]): readonly string[] {
  const head = ['', ...rows[0].trials.map(({ load }) => load)]
  const table = [head, ...rows.map(({ fix, trials }) => [fix.name, ...trials.map(trialCell)])]
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column].length)))
  return table.map((row) => `    ${row.map((cell, column) => padded(cell, widths[column])).join('  ')}`.trimEnd())
}

function riskWords({ risk, scenario, remedy }: Fix['risks'][number]): string {
  return `${risk} (${scenario})${remedy === undefined ? '' : `; what takes it away: ${remedy.measure} (${remedy.scenario})`}`
}

function adviceWords(diagnosis: Diagnosis, { paint, columns }: Style): readonly (readonly string[])[] {
  const { advised } = diagnosis
  if (advised.length === 0) return []
  const [{ trials }] = advised
  const offered = [...new Set(advised.map(({ fix }) => fix))]
  return [
    [
      paint.strong('What each fix would do'),
      ...trials.flatMap(({ load, about }) => paragraph(`${load}: ${about}`, columns, '  ')),
      ...classesOf(advised, ({ trials: cells }) => cells.map(trialCell).join()).flatMap(({ causes, rows }) => [
        ...paragraph(`If it is ${labelsOf(causes, diagnosis)}:`, columns, '  '),
        ...tableOf(rows),
      ]),
    ],
    [paint.strong('What they leave'), ...diagnosis.leaves.flatMap((each) => paragraph(riskWords(each), columns, '  '))],
    [
      paint.strong('The fixes, and what is new with them'),
      ...offered.flatMap(({ name, about, risks }) => [
        ...paragraph(`${name}: ${about}`, columns, '  '),
        ...risks.flatMap((each) => paragraph(riskWords(each), columns, '    ')),
      ]),
    ],
  ]
}

function retoldJson({ shows, schedule, shortest, explanation }: Retold): object {
  const signature = explanation === undefined ? null : signatureOf({ kind: 'deadlock', extent: 'global', explanation })
  return { shows, signature, shortest, schedule }
}

/** A diagnosis as JSON. */
export function diagnoseJson(diagnosis: Diagnosis): object {
  const { evidence, diagnosed, contradictions, splits, advised, leaves } = diagnosis
  return {
    evidence: evidence.map((each) => ({ where: each.where, flags: each.design, seen: evidenceWords(each) })),
    hypotheses: diagnosed.map(({ standing: { cause, verdict, refutations }, asSeen, instead }) => ({
      name: cause.name,
      label: cause.label,
      about: cause.about,
      verdict,
      refutedBy: refutations.map(({ at, where, allows, certain, states }) => ({
        where,
        seen: at,
        modelAllows: allows,
        exhaustive: certain,
        states,
      })),
      instead: instead === undefined ? null : retoldJson(instead),
      asSeen: asSeen.map((each) => ({
        where: each.evidence.where,
        alsoAllows: each.others,
        ...retoldJson(each),
      })),
    })),
    contradictions,
    experiments: splits.map(({ experiment: { name, cost, todo }, groups, left }) => ({
      name,
      cost,
      todo,
      left: Math.round(left * 100) / 100,
      groups,
    })),
    fixes: advised.map(({ fix, cause, trials }) => ({
      fix: fix.name,
      hypothesis: cause.name,
      trials,
      risks: fix.risks,
    })),
    leaves,
  }
}
