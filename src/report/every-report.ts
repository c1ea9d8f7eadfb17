import type { Doubt, EveryResult } from '../check/every.ts'
import type { Style } from './style.ts'
import { count, enumerate, grouped, paragraph, printable, quoted } from './text.ts'
import { boundSentence, violationWord } from './words.ts'

/** Why nothing is known of every number of copies. */
function doubtSentence(doubt: Doubt): string {
  switch (doubt.kind) {
    case 'timer':
      return `${printable(doubt.actor)} has a timer; the timers of copies that are left out would run down with it.`
    case 'child':
      return `${printable(doubt.actor)} is a child; declare it as an actor.`
    case 'acquainted':
      return `${printable(doubt.actor)} sends to another copy, or keeps the name of one that the other actors do not know; let copies talk by way of these.`
    case 'counts':
      return `the answer of ${printable(doubt.actor)} to ${quoted(doubt.event)} depends on how many copies are in its uncounted fields, or on two of them at once.`
    case 'crowded':
      return `the actors that are there once know so many copies by name that ${grouped(doubt.kept)} are not enough; declare lists and sets of names as uncounted if they are.`
    case 'bound':
      return `${boundSentence(doubt.hit)}.`
    case 'endless':
      return `nobody is stuck where executions end, but some may go on for ever, by these steps: ${doubt.steps.map(printable).join('; ')}.`
    case 'suspicion':
      return `${quoted(doubt.property)} may fail (${suspected(doubt)}), though no number of copies is known for which it does.`
  }
}

function suspected({ violation, stuck }: Doubt & { kind: 'suspicion' }): string {
  return violation === 'deadlock' ? `deadlock; stuck: ${enumerate(stuck.map(printable))}` : violation
}

/** What a check of every number of copies came to. */
export function everyText(name: string, result: EveryResult, again: string | undefined, style: Style): string {
  const { paint, columns } = style
  const title = paint.strong(printable(name))
  const { verdict } = result
  switch (verdict.kind) {
    case 'verified':
      return [`${title}: ${paint.good('verified for every n')}`, ...paragraph(covered(result), columns, '  ')].join(
        '\n',
      )
    case 'counterexample': {
      const { copies, counterexample } = verdict
      const what = `${violationWord(counterexample.violation)}: ${quoted(counterexample.property)}`
      return [
        `${title}: ${paint.bad(`refuted at n = ${copies}`)}`,
        ...paragraph(`${what}, after ${count(counterexample.steps.length, 'step')}.`, columns, '  '),
        ...(again === undefined ? [] : [`  ${again}`]),
      ].join('\n')
    }
    case 'inconclusive':
      return [
        `${title}: ${paint.warn('inconclusive')}`,
        ...paragraph(doubtSentence(verdict.doubt), columns, '  '),
        ...paragraph(alone(result), columns, '  '),
        ...pathLines(verdict.doubt),
      ].join('\n')
  }
}

function covered(result: EveryResult): string {
  const { excerpts, uncounted, roles } = result
  const fields = [...uncounted].map(([actor, names]) => `${actor}.${names.join(`, ${actor}.`)}`)
  const rests =
    fields.length === 0 ? '' : ` It rests on nobody counting the members of ${fields.map(printable).join(', ')}.`
  return `n copies of ${enumerate(roles.map(printable))}: ${count(excerpts, 'excerpt')} of states stand for all states of all n.${rests} ${alone(result)}`
}

function alone({ alone }: EveryResult): string {
  const done = alone.map(({ states, complete }) => `${grouped(states)}${complete ? '' : ' (cut off)'}`)
  return `Checked one by one: n = 1 to ${alone.length} (${done.join(', ')} states).`
}

function pathLines(doubt: Doubt): readonly string[] {
  if (doubt.kind !== 'suspicion') return []
  const steps = doubt.path.map((label, at) => `  ${String(at + 1).padStart(4)}  ${printable(label)}`)
  return ['', '  The way there, as far as it is seen (#other is any other copy):', ...steps]
}

/** How much was found of how many families. */
export function everyTally(results: readonly EveryResult[], asExpected: number, seconds: number): string {
  const of = (kind: EveryResult['verdict']['kind']): number =>
    results.filter(({ verdict }) => verdict.kind === kind).length
  return `${results.length} families: ${of('verified')} verified for every n, ${of('counterexample')} refuted, ${of('inconclusive')} inconclusive; ${asExpected} as expected, ${seconds.toFixed(1)} s`
}

/** The same as data. */
export function everyJson(name: string, result: EveryResult, asExpected: boolean): object {
  const { verdict, roles, excerpts, uncounted, alone } = result
  return {
    family: name,
    asExpected,
    verdict: verdict.kind === 'verified' ? { kind: 'verified', every: 'n' } : verdict,
    roles,
    excerpts,
    uncounted: Object.fromEntries(uncounted),
    alone: alone.map(({ verdict: { kind }, states, complete }, index) => ({
      n: index + 1,
      verdict: kind,
      states,
      complete,
    })),
  }
}
