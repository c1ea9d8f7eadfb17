import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findingsOf } from '../../src/check/audit.ts'
import type { CheckOptions } from '../../src/check/check.ts'
import { check } from '../../src/check/check.ts'
import { Network } from '../../src/engine/network.ts'
import { symmetricSystems } from './symmetric-systems.ts'

const BOUNDS = { states: 3_000 }
const RUNS = 300

describe('of random systems with interchangeable actors', () => {
  it.each<[string, CheckOptions]>([
    ['by symmetry', { partialOrder: false }],
    ['by symmetry and partial order', {}],
  ])('a search reduced %s says what the full one says', (_, options) => {
    let [compared, smaller, violated, deadlocked] = [0, 0, 0, 0]
    fc.assert(
      fc.property(symmetricSystems(), (system) => {
        const full = check(system, BOUNDS)
        fc.pre(full.complete)
        const reduced = check(system, { ...BOUNDS, ...options, reduce: true })
        expect(findingsOf(reduced)).toEqual(findingsOf(full))
        compared++
        if (reduced.states < full.states) smaller++
        if (full.findings.length > 0) violated++
        if (findingsOf(full).deadlocks.length > 0) deadlocked++
      }),
      { numRuns: RUNS, seed: 11, endOnFailure: true },
    )
    expect(compared).toBe(RUNS)
    for (const many of [smaller, violated, deadlocked]) expect(many).toBeGreaterThan(RUNS / 3)
  })

  it('a state stands for all its images, and for itself', () => {
    fc.assert(
      fc.property(symmetricSystems(), fc.array(fc.nat(), { maxLength: 8 }), (system, choices) => {
        const network = new Network(system, 'free')
        const symmetry = network.symmetry
        let { state } = network.initial()
        for (const choice of choices) {
          const enabled = network.enabled(state).length
          if (enabled > 0) state = network.take(state, choice % enabled).state
        }
        const canonical = symmetry?.canonical(state).state.slice()
        const images = symmetry?.images(state).map((image) => image.slice()) ?? []
        expect(images.map((image) => symmetry?.canonical(image).state.slice())).toEqual(images.map(() => canonical))
      }),
      { numRuns: 100, seed: 12 },
    )
  })
})
