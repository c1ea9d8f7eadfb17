import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CheckResult } from '../../src/check/check.ts'
import { check } from '../../src/check/check.ts'
import { catalogue } from '../../src/model/catalogue.ts'
import { smallSystems } from './small-systems.ts'

// A reduction that misses one deadlock is worse than none: every reduced search must say what the full one says.

/** What a reduction must not change; which event is the first to be lost is a matter of the nearest execution. */
function findings({ verdict, violations, witnesses, findings: found }: CheckResult) {
  return {
    kind: verdict.kind,
    properties: found.map(({ property }) => property),
    deadlocks: violations.filter(({ property }) => property === 'deadlock-free'),
    witnesses: witnesses.map(({ property }) => property).sort(),
  }
}

const BOUNDS = { states: 2_000 }
const RUNS = 400

describe('a reduced search', () => {
  it('of random networks says what the full one says', () => {
    let [compared, smaller] = [0, 0]
    fc.assert(
      fc.property(smallSystems(), (system) => {
        const full = check(system, BOUNDS)
        fc.pre(full.complete)
        const reduced = check(system, { ...BOUNDS, reduce: true })
        expect(findings(reduced)).toEqual(findings(full))
        compared++
        if (reduced.states < full.states) smaller++
      }),
      { numRuns: RUNS, seed: 7, endOnFailure: true },
    )
    expect(compared).toBe(RUNS)
    expect(smaller).toBeGreaterThan(RUNS / 2)
  })

  it.each(catalogue.filter(({ expected }) => expected.states < 20_000))('of $name does', ({ system }) => {
    expect(findings(check(system(), { reduce: true }))).toEqual(findings(check(system())))
  })
})
