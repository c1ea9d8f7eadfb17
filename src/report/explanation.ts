import type { Clock } from '../engine/clock.ts'
import { rootOf } from '../engine/roster.ts'
import type { System } from '../engine/system.ts'
import type { Counterexample, Explanation, Unviolated } from '../engine/verdict.ts'
import type { WaitEdge } from '../engine/wait.ts'
import { diagram } from './diagram.ts'
import type { Retold } from './retell.ts'
import { retell } from './retell.ts'
import { waitClause } from './sentence.ts'
import type { Style } from './style.ts'
import { count, nameColumn, padded, paragraph, printable, stateName, widthOf, wrapped } from './text.ts'
import { headline, violationSentence } from './words.ts'

/** A counterexample and what is said beside it. */
export interface Explained {
  readonly system: System
  readonly clock: Clock
  readonly counterexample: Counterexample
  /** The command that makes it again; `undefined` where no execution can be shown. */
  readonly replay: string | undefined
  /** The actors to show, all when empty or not given. */
  readonly only?: readonly string[]
}

/** The sentence that says why, as one line. */
export function why({ system, clock, counterexample }: Omit<Explained, 'replay'>): string {
  return violationSentence(counterexample, retell(system, clock, counterexample).standing)
}

function labelled(label: string, text: string, { columns, paint }: Style): readonly string[] {
  const lines = wrapped(text, columns - 11)
  return lines.map((line, at) => `  ${paint.dim(padded(at === 0 ? label : '', 9))}${line}`)
}

function roles({ core, victims }: Explanation, style: Style): readonly string[] {
  return [
    ...labelled('core', core.map(printable).join(', '), style),
    ...labelled('victims', victims.length === 0 ? 'none' : victims.map(printable).join(', '), style),
  ]
}

/** The names of some actors as a column, in at most half of the width. */
function namesOf(names: readonly string[], { columns, ascii }: Style): readonly string[] {
  return nameColumn(names, Math.floor(columns / 2), ascii ? '~' : '…')
}

function wholeClause(edge: WaitEdge): string {
  return edge.down === undefined ? waitClause(edge) : `${waitClause(edge)}, which has ${edge.down}`
}

/** Where each unfinished actor stands, and what it waits for. */
function whereabouts({ actors, waits, standing }: Retold, style: Style): readonly string[] {
  const rows = actors
    .filter(({ name }) => standing(name) === 'running')
    .map(({ name, value }) => {
      const own = waits.filter(({ from }) => from === name)
      return [printable(name), stateName(value), own.map(wholeClause).join('; ')] as const
    })
  const names = namesOf(
    rows.map(([name]) => name),
    style,
  )
  const states = Math.max(0, ...rows.map(([, state]) => widthOf(state)))
  return rows.flatMap(([, state, waiting], row) => {
    const head = `${names[row]}  ${padded(state, states)}`
    const lines = wrapped(waiting, Math.max(20, style.columns - widthOf(head) - 4))
    return lines.map((line, at) => `  ${at === 0 ? head : ' '.repeat(widthOf(head))}  ${line}`.trimEnd())
  })
}

/** What of the real system the actors stand for: those that a deadlock holds, or all. */
function standingFor({ system, counterexample: { violation }, only = [] }: Explained, style: Style): readonly string[] {
  const stuck = 'explanation' in violation ? violation.explanation : undefined
  const meant = stuck === undefined ? [...system.actors.keys()] : [...stuck.core, ...stuck.victims].map(rootOf)
  const rows = [...new Set(meant)].filter((name) => only.length === 0 || only.includes(name))
  const told = rows.flatMap((name) => {
    const { standsFor = [] } = system.actors.get(name) ?? {}
    return standsFor.map((text, at) => [at === 0 ? printable(name) : '', printable(text)] as const)
  })
  const names = namesOf(
    told.map(([name]) => name),
    style,
  )
  return told.flatMap(([, text], row) =>
    wrapped(text, Math.max(20, style.columns - widthOf(names[row]) - 4)).map(
      (line, at) => `  ${at === 0 ? names[row] : ' '.repeat(widthOf(names[row]))}  ${line}`,
    ),
  )
}

function title(name: string, told: string, { paint, columns }: Style): string {
  const space = widthOf(name) + widthOf(told) + 2 > columns ? '\n  ' : ' '
  return `${paint.strong(name)}:${space}${paint.bad(told)}`
}

function section(title: string, lines: readonly string[], { paint }: Style): readonly string[] {
  return lines.length === 0 ? [] : ['', paint.strong(title), ...lines]
}

/** The command as one line that can be copied, however long. */
function replayLines(replay: string | undefined, { paint }: Style): readonly string[] {
  if (replay === undefined) {
    return ['', 'No schedule shows this: that every reachable state was seen is the evidence.']
  }
  return ['', paint.strong('Replay'), `  ${replay}`]
}

/** `3 steps`, `3 steps and a loop of 2`. */
function length(steps: number, loop: number | undefined): string {
  if (loop === undefined || loop === steps) return count(steps, 'step')
  return `${count(loop, 'step')} and a loop of ${steps - loop}`
}

/** An execution at whose end nothing is violated: the schedule, and where everybody stands after it. */
export function unviolatedText(
  { system, clock, execution }: { system: System; clock: Clock; execution: Unviolated },
  style: Style,
): string {
  const retold = retell(system, clock, execution)
  const { steps } = execution
  const ends = retold.goesOn ? 'it could go on' : 'nothing can be taken any more'
  return [
    `${style.paint.strong(printable(system.name))}: nothing is violated after ${count(steps.length, 'step')}; ${ends}`,
    ...section(`Schedule, ${count(steps.length, 'step')}`, diagram(retold.steps, [], style, undefined, []), style),
    ...section('Unfinished at the end', whereabouts(retold, style), style),
  ].join('\n')
}

/**
 * A counterexample explained: the sentence, who is at the core and who merely waits behind it, the schedule as a
 * space-time diagram, where everybody stands and what of the real system that is, and the command that makes it again.
 */
export function explanation(explained: Explained, style: Style): string {
  const { system, clock, counterexample, replay, only = [] } = explained
  const retold = retell(system, clock, counterexample)
  const { violation, steps, loop } = counterexample
  const deadlock = 'explanation' in violation ? violation.explanation : undefined
  const goesRound = loop !== undefined && loop < steps.length
  const drawn = diagram(retold.steps, deadlock?.core ?? [], style, loop, only)
  const shown = violation.kind === 'never' || violation.kind === 'vacuous' ? undefined : retold
  return [
    title(printable(system.name), headline(counterexample), style),
    '',
    ...paragraph(violationSentence(counterexample, retold.standing), style.columns, '  '),
    ...(deadlock === undefined ? [] : ['', ...roles(deadlock, style)]),
    ...section(`Schedule, ${length(steps.length, loop)}`, drawn, style),
    ...(shown === undefined
      ? []
      : section(goesRound ? 'Unfinished after each round' : 'Unfinished at the end', whereabouts(shown, style), style)),
    ...section('Stands for', standingFor(explained, style), style),
    ...replayLines(replay, style),
  ].join('\n')
}
