import type { CheckResult, WorstResponse } from '../check/check.ts'
import type { Growth, Measured } from '../engine/growth.ts'
import type { Property } from '../engine/property.ts'
import type { System } from '../engine/system.ts'
import type { Counterexample } from '../engine/verdict.ts'
import { faultsText } from './faults.ts'
import type { Style } from './style.ts'
import { count, enumerate, grouped, largest, padded, paragraph, printable, quoted, shortened } from './text.ts'
import { boundSentence, delayText, violationSentence, violationWord } from './words.ts'

/** What a check came to when it found nothing, and how much that says. */
export function foundNothing(
  result: CheckResult,
  { properties, faults }: Pick<System, 'properties' | 'faults'>,
  style: Style,
): string {
  const { states, transitions, depth, hit } = result
  const { paint } = style
  const name = paint.strong(printable(result.system))
  const seen = `${count(states, 'state')}, ${count(transitions, 'transition')}, depth ${grouped(depth)}`
  if (hit !== undefined) {
    const found = `No violation so far (${seen}); what was not reached may hold one.`
    return [
      `${name}: ${paint.warn(`inconclusive: ${boundSentence(hit)}`)}`,
      '',
      ...paragraph(found, style.columns, '  '),
      ...growthLines(result.growth, style),
    ].join('\n')
  }
  const { reductions } = result
  const reduced = `${count(states, 'state')} stand for all, reduced by ${reductionWords(reductions)}`
  const means =
    reductions.length === 0
      ? `Every reachable state was explored: ${seen}. ${promise(properties)}`
      : `The explored states stand for all reachable ones: ${seen}. ${promise(properties)}`
  const strength = reductions.length === 0 ? `every interleaving: ${count(states, 'state')}` : reduced
  return [
    `${name}: ${paint.good(`verified (${strength})`)}`,
    '',
    ...paragraph(means, style.columns, '  '),
    ...(faults === undefined ? [] : paragraph(`Within its faults: ${faultsText(faults)}.`, style.columns, '  ')),
    ...witnessLines(result, style),
    ...noteLines(result, style),
    ...result.responses.flatMap((response) => longest(response, style)),
  ].join('\n')
}

/** Reductions, in words. */
export function reductionWords(reductions: CheckResult['reductions']): string {
  return enumerate(reductions.map((name) => name.replace('-', ' ')))
}

/** How searches were reduced, and what that means for what is said of them. */
export function reducedLines(results: readonly CheckResult[], { columns }: Style): readonly string[] {
  const used = new Set(results.flatMap(({ reductions }) => reductions))
  const whole = results.filter(({ reductions }) => reductions.length === 0).map(({ system }) => printable(system))
  const said =
    used.size === 0
      ? ''
      : `Reduced by ${reductionWords([...used])}: states and transitions are those that are left, and counterexamples are not always the shortest.`
  const full =
    whole.length === 0
      ? ''
      : `Explored in full, since no reduction applies (they keep no fairness, times, observers or faults): ${enumerate(whole)}.`
  return [said, full].filter((text) => text !== '').flatMap((text) => paragraph(text, columns, ''))
}

/** Where the states are, and what keeps growing: without it "too many states" is no help. */
function growthLines(growth: readonly Growth[], { columns, paint }: Style): readonly string[] {
  if (growth.length === 0) return []
  const lines = growth.flatMap((grown) => paragraph(growthText(grown), columns, '  '))
  return ['', paint.strong('Where the states are'), ...lines]
}

function growthText({ actor, configs, channel, counter, payload, timers, children }: Growth): string {
  const measured = ({ path, value }: Measured, where: string): string =>
    `${printable(path)} in ${where} grows (${grouped(value)} so far)`
  const grows = [
    ...(channel === undefined
      ? []
      : [`its channel from ${printable(channel.from)} grows (${count(channel.length, 'message')} so far)`]),
    ...(counter === undefined ? [] : [measured(counter, 'its context')]),
    ...(payload === undefined ? [] : [measured(payload, 'messages to it')]),
    ...(timers === undefined ? [] : [`its pending timers grow (${grouped(timers)} so far)`]),
    ...(children === undefined ? [] : [`its children grow (${grouped(children)} so far)`]),
  ]
  return `${printable(actor)}: ${[count(configs, 'configuration'), ...grows].join('; ')}`
}

/** What `verified` means. */
function promise(properties: readonly Property[]): string {
  const asked = properties.filter(({ kind }) => kind !== 'sometimes')
  const always = asked.filter((property) => fairnessOf(property) === 'none').map(({ name }) => quoted(name))
  const kept = always.length === 0 ? 'makes user code throw' : `violates ${enumerate(always, 'or')}`
  const fairly = (['weak', 'strong', 'declared'] as const).flatMap((fairness) => {
    const names = asked.filter((property) => fairnessOf(property) === fairness).map(({ name }) => quoted(name))
    const which = fairness === 'declared' ? 'as fair as was declared' : `${fairness}ly fair`
    return names.length === 0 ? [] : [`None that is ${which} violates ${enumerate(names, 'or')}.`]
  })
  return [`No schedule of this model ${kept}.`, ...fairly].join(' ')
}

/** Which schedules a property is about. */
function fairnessOf(property: Property): 'none' | 'weak' | 'strong' | 'declared' {
  if (!('fairness' in property)) return 'none'
  return typeof property.fairness === 'string' ? property.fairness : 'declared'
}

function witnessLines({ witnesses }: CheckResult, { paint }: Style): readonly string[] {
  if (witnesses.length === 0) return []
  const lines = witnesses.map(({ property, steps }) => `  ${quoted(property)} after ${count(steps.length, 'step')}`)
  return ['', paint.strong('Witnesses (what does happen)'), ...lines]
}

/** The execution in which a response takes longest. */
function longest({ property, steps }: WorstResponse, { paint, columns }: Style): readonly string[] {
  const times = largest(steps.map(({ time }) => `${time} ms`.length))
  const lines = steps.map(({ label, time }, at) => {
    const left = `${padded(String(at + 1), String(steps.length).length, 'left')}  ${padded(`${time} ms`, times, 'left')}`
    return `  ${paint.dim(left)}  ${shortened(printable(label), Math.max(20, columns - left.length - 4))}`
  })
  return lines.length === 0 ? [] : ['', paint.strong(`The longest: ${quoted(property)}`), ...lines]
}

/** What is worth knowing though it violates nothing: the longest delays, and deadlocks that only timers break. */
export function noteLines(result: CheckResult, style: Style): readonly string[] {
  const { responses, masked, findings } = result
  const delays = responses.map(
    ({ property, delay, within, steps }) =>
      `${quoted(property)}: at worst the response ${delayText(delay)}, in ${count(steps.length, 'step')}; at most ${grouped(within)} ms are allowed.`,
  )
  const cycles = masked.flatMap((found) =>
    findings.some(({ violation }) => violation.kind === 'timeout-masked')
      ? []
      : [violationSentence(found, () => 'running')],
  )
  const section = (title: string, texts: readonly string[]): readonly string[] =>
    texts.length === 0
      ? []
      : ['', style.paint.strong(title), ...texts.flatMap((text) => paragraph(text, style.columns, '  '))]
  return [...section('Response times', delays), ...section('Deadlocks that only a timeout breaks', cycles)]
}

/** Names the findings besides the one that is shown; empty when there are none. */
export function otherFindings(shown: Counterexample, findings: readonly Counterexample[], style: Style): string {
  const others = findings.filter((finding) => finding.property !== shown.property)
  if (others.length === 0) return ''
  const named = others.map((other) => `${quoted(other.property)} (${violationWord(other.violation)})`)
  const text = `Also violated: ${enumerate(named)}; sim explain --property NAME shows another.`
  return `\n\n${paragraph(text, style.columns, '').join('\n')}`
}

/** That the designs which are proposed to ship hold in all their scenarios; each design by its name. */
export function shippingText(scenarios: readonly string[], { columns, paint }: Style): string {
  const groups = [...new Set(scenarios.map((name) => name.slice(0, Math.max(0, name.lastIndexOf('/')))))]
  const said = `${enumerate(groups.map(printable))}: verified in ${count(scenarios.length, 'scenario')}, no schedule violates a property.`
  return [paint.strong('Proposed to ship'), ...paragraph(said, columns, '  ')].join('\n')
}

/** That threads were asked for which could not help: observers number what they see in the order of the search. */
export function aloneText(systems: readonly string[], { columns, paint }: Style): string {
  const said = `${enumerate(systems.map(printable))}: observers watch every step, in the order of one search.`
  return [paint.strong('Searched by one thread'), ...paragraph(said, columns, '  ')].join('\n')
}

/** What all checks came to. */
export interface Tally {
  readonly checked: number
  readonly asExpected: number
  readonly violated: number
  readonly inconclusive: number
  readonly seconds: number
  /** Whether verdicts are compared with a catalogue's. */
  readonly judged: boolean
  readonly interrupted: boolean
}

/** The last line of `sim check`. */
export function tallyLine(tally: Tally, { paint }: Style): string {
  const { checked, asExpected, violated, inconclusive, seconds } = tally
  const parts = [
    count(checked, tally.judged ? 'scenario' : 'system'),
    paint.good(`${asExpected} ${tally.judged ? 'as expected' : 'verified'}`),
    ...(violated === 0 ? [] : [paint.bad(`${violated} ${tally.judged ? 'not as expected' : 'violated'}`)]),
    ...(inconclusive === 0 ? [] : [paint.warn(`${inconclusive} inconclusive`)]),
    `${seconds.toFixed(1)} s`,
  ]
  return (tally.interrupted ? [paint.warn('interrupted'), ...parts] : parts).join(', ')
}
