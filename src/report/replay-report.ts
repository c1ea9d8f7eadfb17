import type { Divergence } from '../engine/follow.ts'
import type { Violation } from '../engine/verdict.ts'
import { signatureOf } from '../engine/verdict.ts'
import type { Replayed } from '../sim/replay.ts'
import type { SimulationResult } from '../sim/simulate.ts'
import type { Style } from './style.ts'
import { count, enumerate, grouped, paragraph, printable, quoted } from './text.ts'
import { violationWord } from './words.ts'

/** What is known of the recording besides its choices. */
export interface Recording {
  readonly sameModel: boolean
  /** The interlock that wrote it, and the one that reads it. */
  readonly tool: string
  readonly version: string
  /** The seed, when it is a run. */
  readonly seed: number | undefined
}

/** The line under a replayed explanation. */
export function reproducedLine(property: string, steps: number, { sameModel }: Recording, style: Style): string {
  const changed = sameModel ? '' : '; the model has changed since, but not here'
  return `${style.paint.good('reproduced')}: ${quoted(property)} is violated after ${count(steps, 'step')}, as recorded${changed}`
}

/** The line under an execution that was kept although it violates nothing. */
export function followedLine(steps: number, { sameModel }: Recording, style: Style): string {
  const changed = sameModel ? '' : '; the model has changed since, but not here'
  return `${style.paint.good('repeated')}: all ${count(steps, 'step')} could be taken, and nothing is violated, as recorded${changed}`
}

function causes({ sameModel, tool, version }: Recording): readonly string[] {
  if (!sameModel) return ['the model has changed since it was recorded (its hash differs)']
  const other = tool === version ? [] : [`it was recorded by interlock ${printable(tool)}, this is ${version}`]
  return [
    ...other,
    'a guard or action of the model changed (the hash does not see inside functions)',
    'user code is not deterministic (time, random numbers, outside state)',
  ]
}

function divergenceSentence({ at, kind, expected, gone, added }: Divergence, recorded: number): string {
  const step = `Step ${at + 1} of ${recorded}`
  const list = (labels: readonly string[]): string => enumerate(labels.map(quoted))
  const more = added.length === 0 ? '' : `; enabled instead: ${list(added)}`
  switch (kind) {
    case 'missing':
      return `${step}: ${quoted(expected)} was recorded and is not enabled${more}.`
    case 'digest':
      return `${step}: something else was taken, or enabled, when this was recorded; enabled now: ${list(added)}.`
    case 'order':
      return `${step}: ${quoted(expected)} is enabled, but at another position.`
    case 'enabled': {
      const less = gone.length === 0 ? [] : [`no longer enabled: ${list(gone)}`]
      const besides = added.length === 0 ? [] : [`newly enabled: ${list(added)}`]
      return `${step}: ${quoted(expected)} is enabled, but others differ; ${[...less, ...besides].join('; ')}.`
    }
  }
}

/** How far the labels led after the first difference. */
function onwardSentence({ divergence, lost, found, recorded }: Replayed & { kind: 'diverged' }): readonly string[] {
  if (lost === undefined) {
    return [`By their labels all ${count(recorded, 'step')} could be taken; at the end stands ${violationText(found)}.`]
  }
  if (lost.at === divergence.at) return []
  return [
    `By their labels ${count(lost.at - divergence.at, 'step')} more could be taken. ${divergenceSentence(lost, recorded)}`,
  ]
}

function endSentence(replayed: Replayed & { kind: 'different' }, seed: number | undefined): string {
  const { expected, found, steps } = replayed
  if (seed !== undefined && found === undefined) return `The run with seed ${seed} comes to no violation.`
  if (seed !== undefined) return `The run with seed ${seed} goes another way than it did, to ${violationText(found)}.`
  const instead =
    expected === undefined ? 'the recorded violation' : violationText(expected === 'none' ? undefined : expected)
  return `All ${count(steps.length, 'step')} could be taken; at the end stands ${violationText(found)}, not ${instead}.`
}

function violationText(violation: Violation | undefined): string {
  return violation === undefined ? 'no violation' : `${violationWord(violation)} (${printable(signatureOf(violation))})`
}

/** A replay that did not come to what was recorded. */
export type Unlike = Exclude<Replayed, { kind: 'reproduced' | 'followed' }>

/** Why a replay did not come to what was recorded. */
export function unlikeRecorded(system: string, replayed: Unlike, recording: Recording, style: Style): string {
  const { paint, columns } = style
  const told =
    replayed.kind === 'diverged'
      ? [divergenceSentence(replayed.divergence, replayed.recorded), ...onwardSentence(replayed)]
      : [endSentence(replayed, recording.seed)]
  return [
    `${paint.strong(printable(system))}: ${paint.bad(replayed.kind)}`,
    '',
    ...told.flatMap((text) => paragraph(text, columns, '  ')),
    '',
    'Usual causes:',
    ...causes(recording).flatMap((cause) => paragraph(cause, columns, '  ')),
  ].join('\n')
}

/** What going on after the recording came to (`--best-effort`). */
export function onwardLine(
  { runs, truncated }: Pick<SimulationResult, 'runs' | 'truncated'>,
  same: boolean | undefined,
): string {
  if (same !== undefined) {
    const which = same ? 'the recorded failure' : 'another failure than the recorded one'
    return `Going on from there, run ${grouped(runs)} showed ${which}.`
  }
  const cut = truncated === 0 ? '' : `; ${grouped(truncated)} of them reached the bound on steps`
  return `Going on from there, ${count(runs, 'run')} showed no violation${cut}.`
}
