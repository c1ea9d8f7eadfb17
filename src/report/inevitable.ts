import type { Counterexample } from '../engine/verdict.ts'
import type { Style } from './style.ts'
import { count, enumerate, paragraph, printable, shortened } from './text.ts'

/** Labels longer than this are cut in a sentence. */
const LONGEST = 70

/** After which step a deadlock was inevitable, and what could have been done instead. */
export function inevitableLines({ steps }: Counterexample, fatal: number, style: Style): readonly string[] {
  const quoted = (label: string): string => `'${shortened(printable(label), LONGEST, style.ascii ? '~' : '…')}'`
  if (fatal === 0) {
    return [
      style.paint.strong('Inevitable from the start'),
      ...paragraph('Every schedule of this model comes to a deadlock.', style.columns, '  '),
    ]
  }
  const { label, enabled } = steps[fatal - 1]
  const others = enabled.filter((other) => other !== label)
  const instead =
    others.length === 0
      ? 'Nothing else could be taken there.'
      : `There, ${enumerate(others.map(quoted), 'or')} could be taken instead.`
  const told = `Up to ${count(fatal - 1, 'step')} it can be avoided; after ${quoted(label)} no schedule does. ${instead}`
  return [style.paint.strong(`Inevitable after step ${fatal}`), ...paragraph(told, style.columns, '  ')]
}
