import type { Guarantee } from '../engine/strategy.ts'
import type { System } from '../engine/system.ts'
import type { Truncated } from '../sim/loop.ts'
import type { Shrunk, Size } from '../sim/shrink.ts'
import type { SimulationResult } from '../sim/simulate.ts'
import type { Style } from './style.ts'
import { count, enumerate, grouped, paragraph, printable, quoted } from './text.ts'

/** How a simulation went about it. */
function manner({ strategy, seed, runs, steps, faults }: SimulationResult): string {
  const seeds = runs === 1 ? `seed ${seed}` : `seeds ${seed} to ${seed + runs - 1}`
  const struck = faults === undefined ? '' : `faults ${printable(faults)}, `
  return `${count(runs, 'run')}, strategy ${printable(strategy)}, ${struck}${seeds}, ${count(steps, 'step')}`
}

/** What a strategy promises, in numbers that a reader can weigh, and on which conditions. */
function promise({ depth, chains, steps, probability, turns }: Guarantee, runs: number): string {
  const own = Math.floor(runs / turns)
  const together = 100 * (1 - (1 - probability) ** own)
  const percent = together > 0 && together < 0.01 ? 'less than 0.01' : together.toFixed(2)
  const its = turns === 1 ? '' : ` of its own, one in ${turns},`
  return `A bug of depth ${depth} is found by one run${its} with a probability of at least 1/${grouped(Math.round(1 / probability))}, by ${count(runs, 'run')} with at least ${percent} %: if no run has more than the ${count(chains, 'chain')} and ${count(steps, 'step')} of the trial run, and if the bug takes an order of chains alone. Outcomes, how long steps take, messages that overtake and faults are drawn besides.`
}

/** What a strategy promises of so many runs, each promise a paragraph. */
export function promises(guarantees: readonly Guarantee[], runs: number, columns: number): readonly string[] {
  return guarantees.flatMap((guarantee) => paragraph(promise(guarantee, runs), columns, '  '))
}

/** Labels of a loop that are told; the others are counted. */
const LABELS = 4

/** A loop by its labels: the first few. */
function loopText(labels: readonly string[]): string {
  const distinct = [...new Set(labels)].map(printable)
  const more = distinct.length - LABELS
  const shown = distinct.slice(0, LABELS)
  return `${shown.join('; ')}${more > 0 ? `; and ${count(more, 'other step')}` : ''}`
}

interface Cut {
  readonly truncated: number
  readonly endless: Truncated | undefined
}

/** What is to be said about runs that reached their bound on steps; the remedy is what a reader can do about it. */
export function truncatedText(
  { truncated, endless }: Cut,
  runs: number,
  bound: number,
  remedy = '--steps raises it',
): string | undefined {
  if (endless === undefined) return undefined
  const { seed, loop } = endless
  const cut = truncated === 1 ? 'was cut off and is inconclusive' : 'were cut off and are inconclusive'
  const where =
    loop === undefined
      ? `Seed ${seed} was in no loop: it was never in the same state twice.`
      : `Seed ${seed} was in a loop of ${count(loop.length, 'step')}: ${loopText(loop)}.`
  return `${count(truncated, 'run')} of ${grouped(runs)} reached the bound of ${count(bound, 'step')} and ${cut}: what comes later was not seen (${remedy}). ${where}`
}

/** Properties that no run judges, if there are any. */
export function undecided(unjudged: readonly string[], columns: number): readonly string[] {
  if (unjudged.length === 0) return []
  const text = `Not judged: ${enumerate(unjudged.map(quoted))}. What must happen in the end, or in time, no run can decide; sim check does.`
  return paragraph(text, columns, '  ')
}

/** What a simulation without a violation came to; it is never called a pass. */
export function sampledText(result: SimulationResult, bound: number, style: Style): string {
  const { paint, columns } = style
  const { runs, unseen, verdict } = result
  const unjudged = verdict.kind === 'sampled' ? verdict.unjudged : []
  const cut = truncatedText(result, runs, bound)
  const never = `Never seen: ${enumerate(unseen.map(quoted))}. No run showed it, which may be chance; sim check decides.`
  return [
    `${paint.strong(printable(result.system))}: sampled (${manner(result)})`,
    '',
    ...paragraph(`No violation in ${count(runs, 'run')}; that proves nothing about the rest.`, columns, '  '),
    ...promises(verdict.kind === 'sampled' ? verdict.guarantees : [], runs, columns),
    ...(cut === undefined ? [] : paragraph(cut, columns, '  ')),
    ...undecided(unjudged, columns),
    ...(unseen.length === 0 ? [] : paragraph(never, columns, '  ')),
  ].join('\n')
}

/** Which run failed. */
export function failingRunLine(result: SimulationResult): string {
  const faults = result.mix === undefined ? '' : `, faults ${printable(result.mix)}`
  return `Run ${grouped(result.runs)} failed: seed ${result.failing}, strategy ${printable(result.strategy)}, ${result.time} ms of virtual time${faults}.`
}

function sizeText({ faults, steps, switches }: Size): string {
  const struck = faults === 0 ? '' : `${count(faults, 'fault')}, `
  return `${struck}${count(steps, 'step')}, ${count(switches, 'context switch', 'context switches')}`
}

const MINIMAL: Readonly<Record<Shrunk['minimal'], string>> = {
  shortest: 'no shorter schedule shows it',
  'shortest-of-its-faults': 'no shorter schedule with as few faults shows it, one with fewer may',
  'shortest-of-its-steps': 'no shorter schedule of these steps shows it',
  locally: 'no single step can be left out',
  interrupted: 'interrupted, it may be longer than need be',
  bounded: 'the bound on executed steps was reached, it may be longer than need be',
  unconfirmed: 'left as it is, for a run does not notice this failure at its end',
}

/** Where there may be faults, a schedule of more of them is often shorter. */
const FEWEST = 'no schedule with fewer faults shows it, and no shorter one with as few'

/** What shrinking a failure of a system came to, in one sentence. */
export function shrunkLine({ faults }: System, { from, to, minimal }: Shrunk): string {
  const known = faults !== undefined && minimal === 'shortest' ? FEWEST : MINIMAL[minimal]
  return `Shrunk from ${sizeText(from)} to ${sizeText(to)}: ${known}.`
}
