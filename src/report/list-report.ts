import type { Expected } from './expectation.ts'
import type { Style } from './style.ts'
import { enumerate, padded, printable, widthOf } from './text.ts'

/** A scenario as it is listed. */
export interface Listed {
  readonly name: string
  readonly about: string
  readonly expected: Expected
}

function expectedWord({ violations }: Expected): string {
  return violations.length === 0 ? 'verified' : `violates ${enumerate(violations.map(({ property }) => property))}`
}

/** The scenarios by name, and the strategies of `sim run`. */
export function listText(scenarios: readonly Listed[], strategies: readonly string[], { paint }: Style): string {
  const width = Math.max(0, ...scenarios.map(({ name }) => widthOf(printable(name))))
  const lines = scenarios.flatMap(({ name, about, expected }) => [
    `${padded(printable(name), width)}  ${printable(expectedWord(expected))}`,
    paint.dim(`  ${printable(about)}`),
  ])
  return [...lines, '', `${paint.strong('Strategies')}: ${strategies.map(printable).join(', ')}`].join('\n')
}
