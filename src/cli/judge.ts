import type { CheckResult } from '../check/check.ts'
import type { System } from '../engine/system.ts'
import type { Expected } from '../report/expectation.ts'
import { differences } from '../report/expectation.ts'
import { EXIT, UsageError } from './io.ts'
import { suggestion } from './suggest.ts'
import type { Target } from './target.ts'

/** Short names of kinds of properties, besides the properties' own names. */
const KINDS: Readonly<Record<string, string>> = { deadlock: 'deadlock-free', unhandled: 'no-unhandled-events' }

function leftOut(system: System, skipped: readonly string[]): readonly string[] {
  const asked = skipped.map((name) => KINDS[name] ?? name)
  return system.properties
    .filter(({ kind, name }) => asked.includes(kind) || asked.includes(name))
    .map(({ name }) => name)
}

/** The targets without the properties that `--no-check` names. */
export function without(targets: readonly Target[], skipped: readonly string[]): readonly Target[] {
  for (const name of skipped) {
    if (targets.some(({ system }) => leftOut(system, [name]).length > 0)) continue
    const known = new Set(
      targets.flatMap(({ system }) => system.properties.flatMap((property) => [property.kind, property.name])),
    )
    const names = ['deadlock', ...known]
    throw new UsageError(
      `--no-check: no system here has a property '${name}'${suggestion(name, names) || `; known are ${names.join(', ')}`}`,
    )
  }
  return targets.map((target) => {
    const names = leftOut(target.system, skipped)
    const properties = target.system.properties.filter(({ name }) => !names.includes(name))
    return { ...target, system: { ...target.system, properties } }
  })
}

/** What is expected of a target: what its catalogue says, less what is not checked; of a user's, that it is verified. */
export function expectedOf({ scenario, system }: Target): Expected {
  if (scenario === undefined) return { violations: [], states: 0 }
  const asked = new Set(scenario.system().properties.map(({ name }) => name))
  const kept = new Set(system.properties.map(({ name }) => name))
  const { violations, states } = scenario.expected
  return { violations: violations.filter(({ property }) => kept.has(property) || !asked.has(property)), states }
}

/** Whether a check came to what is expected. */
export function isAsExpected(target: Target, result: CheckResult): boolean {
  return differences(expectedOf(target), result).length === 0
}

/** The exit code for one check. */
export function exitOf(target: Target, result: CheckResult): number {
  if (result.hit?.bound === 'interrupted') return EXIT.interrupted
  if (isAsExpected(target, result)) return EXIT.expected
  return onlyIncomplete(target, result) ? EXIT.inconclusive : EXIT.violated
}

/** Whether a search that was cut off has found nothing that is not expected. */
function onlyIncomplete(target: Target, result: CheckResult): boolean {
  if (result.complete) return false
  const expected = expectedOf(target).violations
  return (
    result.findings.length === 0 ||
    differences({ violations: expected, states: 0 }, { ...result, hit: undefined }).length === 0
  )
}

/** The code for several: an interrupt before a violation before an inconclusive search. */
export function worstExit(codes: readonly number[]): number {
  const order = [EXIT.interrupted, EXIT.violated, EXIT.inconclusive]
  return order.find((code) => codes.includes(code)) ?? EXIT.expected
}
