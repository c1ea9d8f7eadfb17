import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bagOf, beginnings, cons, elementsOf, joined, listOf } from '../../src/gate/lists.ts'
import { intervalOf, isLess, isSame, sum } from '../../src/gate/numbers.ts'
import type { ValueId } from '../../src/gate/pool.ts'
import { Pool } from '../../src/gate/pool.ts'

// Small numbers and lengths stand for all: what can happen with the real ones can happen with them.

const pool = new Pool()
const exact = (n: number): ValueId => pool.intern({ kind: 'const', value: String(n) })
const zero = exact(0)

/** The values that stand for an integer after some arithmetic. */
const standingFor = (n: number): readonly ValueId[] => sum(pool, exact(n), zero) ?? []

function covers(id: ValueId, n: number): boolean {
  const interval = intervalOf(pool, id)
  return interval !== undefined && interval.from <= n && n <= interval.to
}

const integers = fc.integer({ min: -9, max: 9 })

describe('small integers', () => {
  it('add up to values of which one stands for the sum', () => {
    fc.assert(
      fc.property(integers, integers, fc.constantFrom(1, -1), (a, b, sign) => {
        for (const left of standingFor(a)) {
          for (const right of standingFor(b)) {
            const sums = sum(pool, left, right, sign as 1 | -1) ?? []
            expect(sums.some((one) => covers(one, a + sign * b))).toBe(true)
            expect(sums.every((one) => isSame(pool, one, zero) !== undefined)).toBe(true)
          }
        }
      }),
    )
  })

  it('compare as the integers do, or not at all', () => {
    fc.assert(
      fc.property(integers, integers, (a, b) => {
        const [left] = standingFor(a)
        const [right] = standingFor(b)
        expect([a < b, undefined]).toContain(isLess(pool, left, right))
        expect([a === b, undefined]).toContain(isSame(pool, left, right))
      }),
    )
  })

  it('are few, however often one counts', () => {
    const seen = new Set<ValueId>([zero])
    for (const id of seen) for (const by of [1, -1]) for (const next of sum(pool, id, exact(by)) ?? []) seen.add(next)
    expect(seen.size).toBeLessThanOrEqual(12)
  })
})

describe('lists', () => {
  const elements = [pool.construct('A'), pool.construct('B'), pool.construct('C')]
  const lists = fc.array(fc.constantFrom(...elements), { maxLength: 8 })

  /** Whether a value may be this list. */
  function mayBe(id: ValueId, items: readonly ValueId[]): boolean {
    const value = pool.value(id)
    if (value.kind === 'list') return value.items.join() === items.join()
    const known = elementsOf(pool, id)
    if (known === undefined) return false
    const long = known.more ? items.length >= known.least : items.length === known.least
    return long && items.every((item) => known.items.includes(item))
  }

  it('are what they were made of, element by element and joined', () => {
    fc.assert(
      fc.property(lists, lists, (left, right) => {
        const built = [...left].reverse().reduce((tail, head) => cons(pool, head, tail), pool.nothing)
        expect(mayBe(built, left)).toBe(true)
        expect(mayBe(listOf(pool, left), left)).toBe(true)
        expect(mayBe(joined(pool, listOf(pool, left), listOf(pool, right)), [...left, ...right])).toBe(true)
      }),
    )
  })

  it('begin with their first element, and go on with the rest', () => {
    fc.assert(
      fc.property(lists, fc.boolean(), (items, vague) => {
        const id = vague ? bagOf(pool, items, { least: Math.min(items.length, 2), more: true }) : listOf(pool, items)
        const ways = beginnings(pool, id)
        if (items.length === 0) return
        expect(ways.some(([head, rest]) => head === items[0] && mayBe(rest, items.slice(1)))).toBe(true)
      }),
    )
  })
})
