import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findingsOf } from '../../src/check/audit.ts'
import { check } from '../../src/check/check.ts'
import { systemsOverTime } from './systems-over-time.ts'

// What goes on for ever is where reductions go wrong: every reduced search must say of it what the full one says.

const BOUNDS = { states: 3_000 }
const RUNS = 1000

describe('a reduced search of what must happen in the end', () => {
  it('says of random networks what the full one says', () => {
    const seen = { compared: 0, smaller: 0, cycles: 0, ends: 0, kept: 0 }
    fc.assert(
      fc.property(systemsOverTime(), (system) => {
        const full = check(system, BOUNDS)
        fc.pre(full.complete)
        const reduced = check(system, { ...BOUNDS, reduce: true })
        expect(findingsOf(reduced)).toEqual(findingsOf(full))
        expect(reduced.reductions).toEqual(['partial-order'])
        seen.compared++
        if (reduced.states < full.states) seen.smaller++
        const lassos = full.findings.flatMap(({ violation }) =>
          violation.kind === 'unfulfilled' ? [violation.extent] : [],
        )
        if (lassos.includes('cycle')) seen.cycles++
        if (lassos.includes('end')) seen.ends++
        if (lassos.length === 0) seen.kept++
      }),
      { numRuns: RUNS, seed: 11, endOnFailure: true },
    )
    expect(seen.compared).toBe(RUNS)
    expect(seen.smaller).toBeGreaterThan(RUNS / 2)
    for (const kind of [seen.cycles, seen.ends, seen.kept]) expect(kind).toBeGreaterThan(RUNS / 8)
  })
})
