import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findingsOf } from '../../src/check/audit.ts'
import type { CheckOptions } from '../../src/check/check.ts'
import { check } from '../../src/check/check.ts'
import { Network } from '../../src/engine/network.ts'
import { bothGraphs, unlike } from './graphs.ts'
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
      fc.property(symmetricSystems({ children: false }), (system) => {
        const full = check(system, BOUNDS)
        fc.pre(full.complete)
        const reduced = check(system, { ...BOUNDS, ...options, reduce: true })
        expect(findingsOf(reduced)).toEqual(findingsOf(full))
        compared++
        if (reduced.states < full.states) smaller++
        if (full.findings.length > 0) violated++
        if (findingsOf(full).deadlocks.length > 0) deadlocked++
      }),
      { numRuns: RUNS, seed: 11 },
    )
    expect(compared).toBe(RUNS)
    for (const many of [smaller, violated, deadlocked]) expect(many).toBeGreaterThan(RUNS / 3)
  })

  it.each([
    ['by symmetry', { partialOrder: false, symmetry: true }],
    ['by symmetry and partial order', { partialOrder: true, symmetry: true }],
  ] as const)('a graph reduced %s comes to the same ends and snapshots, with the same actors stuck', (_, by) => {
    let [smaller, stuck, rounds] = [0, 0, 0]
    fc.assert(
      fc.property(symmetricSystems({ children: false }), (system) => {
        const graphs = bothGraphs(system, by, BOUNDS.states)
        fc.pre(graphs !== undefined)
        const { full, reduced } = graphs
        expect(unlike(full, reduced)).toEqual([])
        if (reduced.stuck.size < full.stuck.size) smaller++
        if (full.ends.size === 0) rounds++
        if ([...full.stuck.values()].some((slots) => slots !== '')) stuck++
      }),
      { numRuns: RUNS, seed: 13 },
    )
    for (const many of [smaller, stuck]) expect(many).toBeGreaterThan(RUNS / 3)
    expect(rounds).toBeGreaterThan(RUNS / 30)
  })

  it('those that have children are refused, unless none ever starts', () => {
    let [refused, kept] = [0, 0]
    fc.assert(
      fc.property(symmetricSystems({ children: true }), (system) => {
        const graph = bothGraphs(system, { partialOrder: true, symmetry: false }, BOUNDS.states)
        fc.pre(graph !== undefined)
        expect(unlike(graph.full, graph.reduced)).toEqual([])
        const starts = [...graph.full.snapshots].some((snapshot) => snapshot.includes('/k '))
        const search = (): unknown => check(system, { ...BOUNDS, reduce: true, partialOrder: false })
        if (starts) expect(search).toThrow('only systems without children')
        else expect(search).not.toThrow()
        if (starts) refused++
        else kept++
      }),
      { numRuns: 100, seed: 14 },
    )
    expect(Math.min(refused, kept)).toBeGreaterThan(10)
  })

  it('a state stands for all its images, and for itself', () => {
    fc.assert(
      fc.property(symmetricSystems({ children: false }), fc.array(fc.nat(), { maxLength: 8 }), (system, choices) => {
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
