import type { System } from '../engine/system.ts'
import type { Finding, Seeds, Swept } from '../sim/sweep.ts'
import { promises, truncatedText, undecided } from './run-report.ts'
import type { Style } from './style.ts'
import { count, enumerate, grouped, padded, paragraph, printable, quoted } from './text.ts'

/** Runs over a range of seeds, and what the command line knows about them. */
export interface Told {
  readonly system: System
  readonly strategy: string
  /** The mix of faults that was asked for. */
  readonly faults: string
  /** The bound on the steps of a run. */
  readonly bound: number
  readonly asked: Seeds
  /** `undefined` when it was interrupted before the first runs were done. */
  readonly swept: Swept | undefined
  /** Properties that no run judges. */
  readonly unjudged: readonly string[]
  readonly isExpected: (finding: Finding) => boolean
  /** The command that makes the run of a seed again. */
  readonly replayOf: (seed: number) => string
  /** The command that makes the runs that are left. */
  readonly resume: string | undefined
}

/** Which seeds these are. */
function seedsText({ first, runs }: Seeds): string {
  return runs === 1 ? `seed ${first}` : `seeds ${first} to ${first + runs - 1}`
}

function findingText(finding: Finding, told: Told, { paint, columns }: Style): readonly string[] {
  const { property, signature, seed, steps, runs } = finding
  const frequency = `${grouped(runs)}×`
  const note = told.isExpected(finding) ? ', as expected' : ''
  return [
    `  ${padded(frequency, 8, 'left')}  ${paint.bad(printable(property))}${note}`,
    ...(signature === '' || signature === property ? [] : paragraph(printable(signature), columns, ' '.repeat(12))),
    `${' '.repeat(12)}smallest seed ${seed}, ${count(steps, 'step')}:`,
    `${' '.repeat(12)}${told.replayOf(seed)}`,
  ]
}

/** Every way to fail that the runs have shown, the most frequent first. */
export function sweepText(told: Told, style: Style): string {
  const { system, strategy, swept, resume } = told
  const { paint, columns } = style
  const going = resume === undefined ? [] : ['', '  To go on:', `  ${resume}`]
  const name = paint.strong(printable(system.name))
  if (swept === undefined) return [`${name}: interrupted before the first runs were done`, ...going].join('\n')
  const { seeds, steps, findings, unseen } = swept
  const failing = findings.reduce((sum, { runs }) => sum + runs, 0)
  const sorted = findings.toSorted((a, b) => b.runs - a.runs || a.seed - b.seed)
  const cut = truncatedText(swept, seeds.runs, told.bound)
  const never = `Never seen: ${enumerate(unseen.map(quoted))}. No run showed it, which may be chance; sim check decides.`
  const struck = system.faults === undefined ? '' : `faults ${printable(told.faults)}, `
  const head = `${name}: sampled (${count(seeds.runs, 'run')}, strategy ${printable(strategy)}, ${struck}${seedsText(seeds)}, ${count(steps, 'step')})`
  const sum =
    findings.length === 0
      ? `No violation in ${count(seeds.runs, 'run')}; that proves nothing about the rest.`
      : `${count(failing, 'run')} failed, in ${count(findings.length, 'way')}:`
  return [
    head,
    '',
    ...paragraph(sum, columns, '  '),
    ...promises(swept.guarantees, seeds.runs, columns),
    ...sorted.flatMap((finding) => ['', ...findingText(finding, told, style)]),
    ...(cut === undefined ? [] : ['', ...paragraph(cut, columns, '  ')]),
    ...(told.unjudged.length === 0 ? [] : ['', ...undecided(told.unjudged, columns)]),
    ...(unseen.length === 0 ? [] : ['', ...paragraph(never, columns, '  ')]),
    ...going,
  ].join('\n')
}

/** The same as it stands in `results`. */
export function sweepJson({
  system,
  strategy,
  bound,
  asked,
  swept,
  unjudged,
  isExpected,
  replayOf,
  resume,
}: Told): object {
  return {
    system: system.name,
    parameters: system.parameters,
    strategy,
    bound,
    asked,
    seeds: swept?.seeds ?? { first: asked.first, runs: 0 },
    steps: swept?.steps ?? 0,
    failures: (swept?.findings ?? []).map((finding) => ({
      ...finding,
      asExpected: isExpected(finding),
      replay: replayOf(finding.seed),
    })),
    truncated: swept?.truncated ?? 0,
    endless: swept?.endless ?? null,
    unseen: swept?.unseen ?? [],
    guarantees: swept?.guarantees ?? [],
    unjudged,
    resume: resume ?? null,
  }
}
