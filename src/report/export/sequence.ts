import { senderOf } from '../../engine/step.ts'
import { stepWord } from '../step-words.ts'
import type { History, Moment } from './history.ts'
import { mermaidText } from './mermaid.ts'

function coreOf({ execution: { violation } }: History): readonly string[] {
  return violation?.kind === 'deadlock' ? violation.explanation.core : []
}

function participants(history: History): readonly string[] {
  const { moments } = history
  const moved = moments.flatMap(({ step }) => [senderOf(step), step.actor])
  return [...new Set([...moved, ...coreOf(history)])]
}

function line({ step }: Moment, id: (actor: string) => string): string {
  const from = senderOf(step)
  // A dotted arrow with a cross: the event is lost.
  const arrow = step.moves ? '->>' : '--x'
  return `  ${id(from)}${arrow}${id(step.actor)}: ${mermaidText(stepWord(step))}`
}

/** An execution as a Mermaid sequence diagram: an arrow for each delivery, the core of a deadlock noted at the end. */
export function sequence(history: History): string {
  const names = participants(history)
  const id = (actor: string): string => `a${names.indexOf(actor)}`
  const { property } = history.execution
  const core = coreOf(history)
  return `${[
    'sequenceDiagram',
    '  autonumber',
    ...names.map((name) => `  participant ${id(name)} as ${mermaidText(name)}`),
    ...history.moments.map((moment) => line(moment, id)),
    ...core.map((name) => `  Note over ${id(name)}: stuck`),
    ...(core.length === 0 && names.length > 0 && property !== undefined
      ? [`  Note over ${id(names[0])}: ${mermaidText(property)} is violated`]
      : []),
  ].join('\n')}\n`
}
