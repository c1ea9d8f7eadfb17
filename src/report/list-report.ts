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

/** The scenarios by name, and the strategies and mixes of faults of `sim run`. */
export function listText(
  scenarios: readonly Listed[],
  strategies: readonly string[],
  mixes: string,
  { paint }: Style,
): string {
  const width = Math.max(0, ...scenarios.map(({ name }) => widthOf(printable(name))))
  const lines = scenarios.flatMap(({ name, about, expected }) => [
    `${padded(printable(name), width)}  ${printable(expectedWord(expected))}`,
    paint.dim(`  ${printable(about)}`),
  ])
  const ways = [
    `${paint.strong('Strategies')}: ${strategies.map(printable).join(', ')}`,
    `${paint.strong('Faults')}: ${mixes}`,
  ]
  return [...lines, '', ...ways].join('\n')
}
