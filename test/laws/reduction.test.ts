import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auditing, findingsOf } from '../../src/check/audit.ts'
import { check } from '../../src/check/check.ts'
import { catalogue } from '../../src/model/catalogue.ts'
import { smallSystems } from './small-systems.ts'

// A reduction that misses one deadlock is worse than none: every reduced search must say what the full one says.

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
        expect(findingsOf(reduced)).toEqual(findingsOf(full))
        compared++
        if (reduced.states < full.states) smaller++
      }),
      { numRuns: RUNS, seed: 7, endOnFailure: true },
    )
    expect(compared).toBe(RUNS)
    expect(smaller).toBeGreaterThan(RUNS / 2)
  })

  it.each(catalogue.filter(({ expected }) => expected.states < 20_000))(
    'of $name does, by each reduction',
    ({ system }) => {
      const audit = auditing(system())
      let step = audit.next(undefined)
      while (!step.done) step = audit.next(undefined)
      const { full, reduced, disagreeing, hit } = step.value
      expect({ disagreeing, hit }).toEqual({ disagreeing: [], hit: undefined })
      // What an observer may have seen depends on the order of all steps: nothing is left out.
      const observed = system().properties.some(({ kind }) => kind === 'observer')
      expect(reduced.length).toBe(observed ? 0 : system().symmetric.length > 0 ? 3 : 1)
      for (const { result } of reduced) expect(result.states).toBeLessThanOrEqual(full.result.states)
    },
  )
})
