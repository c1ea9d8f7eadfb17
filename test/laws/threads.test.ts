import { inspect } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditing } from '../../src/check/audit.ts'
import type { CheckOptions, CheckResult } from '../../src/check/check.ts'
import { check, checking } from '../../src/check/check.ts'
import type { Standing } from '../../src/check/standing.ts'
import { threads } from '../../src/cli/threads.ts'
import type { System } from '../../src/engine/system.ts'
import { catalogue } from '../../src/model/catalogue.ts'
import { Deaf, Rehearsal } from '../check/crew.ts'
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
  expect(told(many)).toBe(told(check(system, options)))
}

/** As a text: what machines send may hold functions, which are never the same. */
const told = (result: CheckResult): string => inspect(said(result), { depth: 30 })

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

  // What observers watch is searched by one thread.
  const watched = ({ properties }: System): boolean => properties.some(({ kind }) => kind === 'observer')
  const helped = catalogue.filter(({ system, expected }) => expected.states < 20_000 && !watched(system()))
  it.each(helped)('in $name', ({ system }) => compare(system(), {}, 3))
})

describe('a search by several', () => {
  const whole = check(philosophers(7))

  it('is cut off, and goes on with several, to the same answer', () => {
    const crew = new Rehearsal(2)
    const cut = checking(philosophers(7), { crew, depth: whole.depth >> 1 })
    let standing: Standing | undefined
    for (let next = cut.next(); !next.done; next = cut.next()) standing = next.value.standing?.() ?? standing
    const run = checking(philosophers(7), { crew }, standing)
    let end = run.next()
    while (!end.done) end = run.next()
    expect(said(end.value)).toEqual(said(whole))
  })

  it('gives up edges when memory gets short, and ends where that is not enough', () => {
    const found = (mebibytes: number) => check(philosophers(7), { crew: new Rehearsal(2), memory: mebibytes * 2 ** 20 })
    const short = found(5)
    expect(said(short)).toEqual(said(whole))
    expect(short.bytes).toBeLessThan(found(100).bytes)
    expect(found(2).hit).toEqual({ bound: 'memory', limit: 2 * 2 ** 20 })
  })

  it('is stopped while it waits for a thread: nothing is half done, and another goes on from there', () => {
    const crew = new Deaf(8)
    const run = checking(philosophers(7), { crew })
    const limit = { bound: 'interrupted', limit: 0 } as const
    let standing: Standing | undefined
    let next = run.next()
    while (!next.done) {
      if (crew.isWaitedFor) standing = next.value.standing?.()
      next = run.next(crew.isWaitedFor ? limit : undefined)
    }
    expect(next.value).toMatchObject({ verdict: { kind: 'inconclusive', hit: limit }, complete: false })
    expect(next.value.states).toBeLessThan(whole.states)
    expect(standing?.states).toBe(next.value.states)
    const goingOn = checking(philosophers(7), {}, standing)
    let end = goingOn.next()
    while (!end.done) end = goingOn.next()
    expect(said(end.value)).toEqual(said(whole))
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
        expect(told(many)).toBe(told(check(system, BOUNDS)))
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
