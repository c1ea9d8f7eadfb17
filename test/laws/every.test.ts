import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkEvery } from '../../src/check/every.ts'
import { check } from '../../src/index.ts'
import { randomFamilies } from './random-families.ts'

const ALONE = { alone: 1, excerpts: 500, states: 20_000 }

describe('what is verified for every number of copies', () => {
  it('is not violated by any small number', () => {
    fc.assert(
      fc.property(randomFamilies(), (family) => {
        // One copy alone, so that the excerpts have to know about more.
        const { verdict } = checkEvery(family, ALONE)
        if (verdict.kind !== 'verified') return
        for (const copies of [2, 3, 4]) expect(check(family(copies), { states: 20_000 }).findings).toEqual([])
      }),
      { seed: 5, numRuns: 300 },
    )
  })

  it('is drawn often enough, and so is the rest', () => {
    const kinds = fc
      .sample(randomFamilies(), { seed: 1, numRuns: 150 })
      .map((family) => checkEvery(family, ALONE).verdict.kind)
    expect(new Set(kinds)).toEqual(new Set(['verified', 'counterexample', 'inconclusive']))
    expect(kinds.filter((kind) => kind === 'verified').length).toBeGreaterThan(10)
  })
})
