import type { Pool, ValueId } from './pool.ts'

/**
 * Integers as counters need them: exact from -1 to 3 and where the source names them, below and beyond that a bound
 * (intervals, after Cousot and Cousot, "Static determination of dynamic properties of programs", 1976, of which one end
 * is open). A bound that would no longer say whether there is anything left is split instead, so that `= 0` and `> 0`
 * are always decided.
 */
interface Interval {
  readonly from: number
  readonly to: number
}

const [LEAST, MOST] = [-1, 3]

/** The integers that a value may be; `undefined` of what is no known integer. */
export function intervalOf(pool: Pool, id: ValueId): Interval | undefined {
  const value = pool.value(id)
  if (value.kind === 'range')
    return { from: value.from ?? Number.NEGATIVE_INFINITY, to: value.to ?? Number.POSITIVE_INFINITY }
  if (value.kind !== 'const' || !/^\(?-?\d[\d_]*\)?$/.test(value.value)) return undefined
  const exact = Number(value.value.replace(/[_()]/g, ''))
  return { from: exact, to: exact }
}

const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number

/** All integers, as values. */
export function anyNumber(pool: Pool): readonly ValueId[] {
  return valuesOf(pool, { from: NEGATIVE_INFINITY, to: POSITIVE_INFINITY })
}

/** The values that together stand for an interval. */
function valuesOf(pool: Pool, { from, to }: Interval): readonly ValueId[] {
  const exact = (n: number): ValueId => pool.intern({ kind: 'const', value: String(n) })
  const atLeast = (n: number): ValueId => pool.intern({ kind: 'range', from: Math.min(n, MOST + 1), to: null })
  const below = pool.intern({ kind: 'range', from: null, to: LEAST - 1 })
  const values: ValueId[] = from < LEAST ? [below] : []
  const open = to === POSITIVE_INFINITY
  for (let n = Math.max(from, LEAST); n <= Math.min(to, open ? 0 : MOST); n++) values.push(exact(n))
  if (open) values.push(atLeast(Math.max(from, 1)))
  else if (to > MOST) values.push(atLeast(Math.max(from, MOST + 1)))
  return values
}

/** What `a + b` may be, in the end; `undefined` when one of them is no known integer. */
export function sum(pool: Pool, a: ValueId, b: ValueId, sign: 1 | -1 = 1): readonly ValueId[] | undefined {
  const [left, right] = [intervalOf(pool, a), intervalOf(pool, b)]
  if (left === undefined || right === undefined) return undefined
  const [low, high] = sign === 1 ? [right.from, right.to] : [-right.to, -right.from]
  return valuesOf(pool, { from: left.from + low, to: left.to + high })
}

/** Whether `a < b`; `undefined` when that is not known. */
export function isLess(pool: Pool, a: ValueId, b: ValueId): boolean | undefined {
  const [left, right] = [intervalOf(pool, a), intervalOf(pool, b)]
  if (left === undefined || right === undefined) return undefined
  if (left.to < right.from) return true
  return left.from >= right.to ? false : undefined
}

/** Whether two integers are the same; `undefined` when that is not known. */
export function isSame(pool: Pool, a: ValueId, b: ValueId): boolean | undefined {
  const [left, right] = [intervalOf(pool, a), intervalOf(pool, b)]
  if (left === undefined || right === undefined) return undefined
  if (left.to < right.from || right.to < left.from) return false
  const exact = left.from === left.to && right.from === right.to
  return exact ? true : undefined
}
