import fc from 'fast-check'
import { expect } from 'vitest'
import type { CheckResult, Counterexample, System } from '../src/index.ts'
import { check, formatToken, searchToken, signatureOf, simulate } from '../src/index.ts'
import type { DesignName, HypothesisName } from '../src/model/designs.ts'
import type { Route } from '../src/model/routes.ts'
import { sxServer } from '../src/model/server.ts'

/** A workload of at most `requests` requests, spread over clients that each do theirs one after another. */
export function workloads(requests: number, routes: readonly Route[]): fc.Arbitrary<readonly (readonly Route[])[]> {
  const route = fc.constantFrom(...routes)
  return fc
    .array(fc.array(route, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: requests })
    .filter((clients) => clients.flat().length <= requests)
}

/** The server of a design under a workload. */
export function server(design: DesignName, hypothesis: HypothesisName, clients: readonly (readonly Route[])[]): System {
  return sxServer({ design, hypothesis, clients })
}

/** The line that replays a counterexample of a search. */
export function replayLine(system: System, counterexample: Counterexample): string {
  return `npx sim replay ${formatToken(searchToken(system, counterexample))}`
}

function tell(system: System, { property, violation, steps }: Counterexample): string {
  return `${system.name}: '${property}' is violated after ${steps.length} steps (${signatureOf(violation)})\n  ${replayLine(system, { property, violation, steps })}`
}

/** Explores every interleaving; a violation fails the test with the line that replays it. */
export function expectVerified(system: System): CheckResult {
  const result = check(system)
  const found = result.findings.filter(({ violation }) => violation.kind !== 'never')
  if (found.length > 0) throw new Error(found.map((finding) => tell(system, finding)).join('\n'))
  expect(result.findings.map(({ property }) => `${system.name}: never seen: ${property}`)).toEqual([])
  expect(result.complete).toBe(true)
  return result
}

/**
 * Explores every interleaving; the property must fail, and in this way. Another failure fails the test with the line
 * that replays it.
 */
export function expectViolated(system: System, property: string, signature: string | RegExp): void {
  const finding = check(system).findings.find((other) => other.property === property)
  if (finding === undefined) {
    throw new Error(`${system.name}: '${property}' holds, though this design is known to be wrong`)
  }
  const found = signatureOf(finding.violation)
  const same = typeof signature === 'string' ? found === signature : signature.test(found)
  if (!same) throw new Error(`${tell(system, finding)}\n  expected was ${signature}`)
}

/** Simulates a system; a violation fails the test with the line that replays its seed. */
export function expectNoViolation(system: System, seed: number, strategy: string): void {
  const { verdict, failing } = simulate(system, { seed, strategy, runs: 3, steps: 3_000 })
  if (verdict.kind !== 'counterexample') return
  const { property, violation } = verdict.counterexample
  throw new Error(
    `${system.name}: '${property}' is violated (${signatureOf(violation)})\n  npx sim replay ${failing} --system ${system.name} --strategy ${strategy} --steps 3000`,
  )
}
