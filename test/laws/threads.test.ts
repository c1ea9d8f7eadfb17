import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditing } from '../../src/check/audit.ts'
import type { CheckOptions, CheckResult } from '../../src/check/check.ts'
import { check } from '../../src/check/check.ts'
import { threads } from '../../src/cli/threads.ts'
import { catalogue } from '../../src/model/catalogue.ts'
import { Rehearsal } from '../check/crew.ts'
import { philosophers } from '../systems/philosophers.ts'
import { ring } from '../systems/ring.ts'
import { systems } from './machines.ts'
import { smallSystems } from './small-systems.ts'

// What a search finds does not depend on how many threads make it: not a state, a step or a number.

const BOUNDS = { states: 2_000 }

/**
 * All that a check says, but for who did it and what memory that took; and, of one that a bound has cut off, how many
 * configurations were known beyond what it tells of.
 */
function said({ bytes, threads: _, growth, ...all }: CheckResult): object {
  return all
}

function compare(system: Parameters<typeof check>[0], options: CheckOptions, size: number): void {
  const crew = new Rehearsal(size)
  const many = check(system, { ...options, crew })
  expect(many.threads).toBe(size)
  // As texts: what machines send may hold functions, which are never the same.
  expect(inspect(said(many), { depth: 30 })).toBe(inspect(said(check(system, options)), { depth: 30 }))
}

describe('a search by several, each doing its part in turn, finds what one finds', () => {
  it.each([2, 3, 5])('in random networks with deadlocks, lost events, timers and children: %i', (size) => {
    fc.assert(
      fc.property(smallSystems(), (system) => compare(system, BOUNDS, size)),
      { seed: size, numRuns: 100, endOnFailure: true },
    )
  })

  it('in random systems with all that machines can do', () => {
    fc.assert(
      fc.property(systems(), (system) => compare(system, { states: 500 }, 2)),
      { seed: 3, numRuns: 60, endOnFailure: true },
    )
  })

  it.each([philosophers(6), ring(8), ring(9)])('in $name, up to any bound', (system) => {
    const { states, depth } = check(system)
    for (const bounds of [{}, { states: states - 1 }, { states: states >> 1 }, { depth: depth >> 1 }]) {
      compare(system, bounds, 2)
    }
  })

  it.each(catalogue.filter(({ expected }) => expected.states < 20_000))('in $name', ({ system }) => {
    compare(system(), {}, 3)
  })
})

describe('real threads', () => {
  const crew = threads(3, { states: 0, rest: 1 })
  beforeAll(async () => {
    while (!crew.isReady()) await new Promise((resolve) => setTimeout(resolve, 10))
  }, 60_000)
  afterAll(() => crew.dismiss())

  it('find what one finds, search after search', () => {
    fc.assert(
      fc.property(smallSystems(), (system) => {
        const many = check(system, { ...BOUNDS, crew })
        expect(many.threads).toBe(3)
        expect(said(many)).toEqual(said(check(system, BOUNDS)))
      }),
      { seed: 8, numRuns: 100, endOnFailure: true },
    )
  }, 60_000)

  it('and an audit says so', () => {
    const audit = auditing(ring(7), { crew })
    let step = audit.next(undefined)
    while (!step.done) step = audit.next(undefined)
    expect(step.value).toMatchObject({ disagreeing: [], helped: { result: { threads: 3, states: 2_860 } } })
  })
})
