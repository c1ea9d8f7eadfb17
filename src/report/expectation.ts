import type { CheckResult } from '../check/check.ts'
import type { Style } from './style.ts'
import { grouped, printable, quoted } from './text.ts'
import { boundSentence } from './words.ts'

/** A property with the signature of its violation. */
interface Signed {
  readonly property: string
  readonly signature: string
}

/** What is expected of a check. */
export interface Expected {
  readonly violations: readonly Signed[]
  /** The search is to see at least as many states. */
  readonly states: number
}

function listed(violations: readonly Signed[]): string {
  if (violations.length === 0) return 'verified'
  return violations.map(({ property, signature }) => `${quoted(property)} (${printable(signature)})`).join(', ')
}

const inOrder = (violations: readonly Signed[]): readonly Signed[] => violations

/** Which deadlock is the nearest depends on how the graph was reduced. */
function sorted(violations: readonly Signed[]): readonly Signed[] {
  return violations.toSorted((a, b) => (listed([a]) < listed([b]) ? -1 : 1))
}

/** How a result differs from what was expected, one line each; empty when it does not. */
export function differences(expected: Expected, result: CheckResult): readonly string[] {
  const { hit, reductions } = result
  const order = reductions.length === 0 ? inOrder : sorted
  const found = listed(order(result.violations))
  const asked = listed(order(expected.violations))
  return [
    ...(hit === undefined ? [] : [`the search is not complete: ${boundSentence(hit)}`]),
    ...(found === asked ? [] : [`expected: ${asked}`, `found:    ${hit === undefined ? found : `so far ${found}`}`]),
    ...(hit !== undefined || reductions.length > 0 || result.states >= expected.states
      ? []
      : [`only ${grouped(result.states)} states were reached, at least ${grouped(expected.states)} are expected`]),
  ]
}

/** That a result is not what the catalogue says, and how. */
export function changedText(system: string, lines: readonly string[], { paint }: Style): string {
  const title = `${paint.strong(printable(system))}: ${paint.bad('not as expected')}`
  return [title, ...lines.map((line) => `  ${line}`), ''].join('\n')
}
