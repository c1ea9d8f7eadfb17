import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auditing, findingsOf } from '../../src/check/audit.ts'
import { check } from '../../src/check/check.ts'
import { catalogue } from '../../src/model/catalogue.ts'
import { bothGraphs, unlike } from './graphs.ts'
import { smallSystems, THEMES } from './small-systems.ts'

// A reduction that misses one deadlock is worse than none: every reduced search must say what the full one says.

const BOUNDS = { states: 2_000 }
const RUNS = 400

describe('a reduced search', () => {
  it('of random networks says what the full one says', () => {
    const share = { smaller: 0, deadlocked: 0, verified: 0, witnessed: 0, lost: 0 }
    let compared = 0
    fc.assert(
      fc.property(smallSystems(), (system) => {
        const full = check(system, BOUNDS)
        fc.pre(full.complete)
        const reduced = check(system, { ...BOUNDS, reduce: true })
        const found = findingsOf(full)
        expect(findingsOf(reduced)).toEqual(found)
        compared++
        if (reduced.states < full.states) share.smaller++
        if (found.deadlocks.length > 0) share.deadlocked++
        if (found.verdict === 'verified') share.verified++
        if (found.witnessed.length > 0) share.witnessed++
        if (full.findings.some(({ violation }) => violation.kind === 'unhandled')) share.lost++
      }),
      { numRuns: RUNS, seed: 7 },
    )
    expect(compared).toBeGreaterThanOrEqual(RUNS)
    expect(share.smaller).toBeGreaterThan(RUNS / 3)
    expect(share.deadlocked).toBeGreaterThan(RUNS / 3)
    for (const many of [share.verified, share.witnessed, share.lost]) expect(many).toBeGreaterThan(RUNS / 50)
  })

  // Nothing is asked for, so that as much is left out as ever may be.
  it.each(THEMES)('comes to the same ends and snapshots, with the same actors stuck: %s', (theme) => {
    const share = { smaller: 0, stuck: 0, rounds: 0, timed: 0, children: 0 }
    fc.assert(
      fc.property(smallSystems(theme), (system) => {
        const graphs = bothGraphs(system, { partialOrder: true, symmetry: false }, BOUNDS.states)
        fc.pre(graphs !== undefined)
        const { full, reduced } = graphs
        expect(unlike(full, reduced)).toEqual([])
        if (reduced.stuck.size < full.stuck.size) share.smaller++
        if (full.ends.size === 0) share.rounds++
        if (full.timed) share.timed++
        if ([...full.snapshots].some((snapshot) => snapshot.includes('/k '))) share.children++
        if ([...full.stuck.values()].some((slots) => slots !== '')) share.stuck++
      }),
      { numRuns: 500, seed: 7 },
    )
    const [some, many] = [20, 150]
    expect(share.smaller).toBeGreaterThan(many)
    expect(share.stuck).toBeGreaterThan(many)
    if (theme === 'rounds') expect(share.rounds).toBeGreaterThan(some)
    if (theme === 'timers') expect(share.timed).toBeGreaterThan(many)
    if (theme === 'children') expect(share.children).toBeGreaterThan(many)
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
