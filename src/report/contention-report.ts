import type { Contention } from '../check/contention.ts'
import { clauses } from './sentence.ts'
import type { Style } from './style.ts'
import { count, enumerate, paragraph, printable } from './text.ts'

/** How long waits get in a system that always gets out of them. */
export function contentionText({ chain, lock }: Contention, { columns, paint }: Style): string {
  const longest =
    chain === undefined
      ? 'No state declares a wait.'
      : `The longest chain of waits, after ${count(chain.steps, 'step')}: ${clauses(chain.edges).join('; ')}.`
  const wanted =
    lock === undefined
      ? []
      : [
          `Most wanted at once, after ${count(lock.steps, 'step')}: ${printable(lock.name)}, for which ${enumerate(lock.waiters.map(printable))} ${lock.waiters.length === 1 ? 'waits' : 'wait'}.`,
        ]
  return [
    paint.strong('Waiting at its worst'),
    ...[longest, ...wanted].flatMap((text) => paragraph(text, columns, '  ')),
  ].join('\n')
}
