import type { Pool, ValueId } from './pool.ts'

/** Lists up to this length keep their order. */
const LONGEST = 4
/** Lengths up to this one are told apart when the order is lost; longer ones are `at least` this one. */
const MOST_LENGTH = 3
/** Elements of plain data that are told apart when the order is lost. */
const MOST_ELEMENTS = 4

/** How long a list is: exactly `least`, or, with `more`, at least that. */
interface Length {
  readonly least: number
  readonly more: boolean
}

/** A list or an array of these elements. */
export function listOf(pool: Pool, items: readonly ValueId[]): ValueId {
  if (items.length <= LONGEST) return pool.intern({ kind: 'list', items })
  return bagOf(pool, items, { least: items.length, more: false })
}

/** A list of so many of these elements, in an order that is not known. */
export function bagOf(pool: Pool, items: readonly ValueId[], { least, more }: Length): ValueId {
  if (least === 0 && !more) return pool.nothing
  const distinct = [...new Set(items)].sort((a, b) => a - b)
  const vague = distinct.length > MOST_ELEMENTS && distinct.every((item) => pool.isPlain(item))
  const unknown = distinct.length === 0 || vague || distinct.includes(pool.any)
  return pool.intern({
    kind: 'bag',
    items: unknown ? [pool.any] : distinct,
    least: Math.min(least, MOST_LENGTH),
    more: more || least >= MOST_LENGTH,
  })
}

/** What is known of a list: its elements and its length; `undefined` of what is no list. */
export function elementsOf(pool: Pool, id: ValueId): (Length & { readonly items: readonly ValueId[] }) | undefined {
  const value = pool.value(id)
  if (value.kind === 'bag') return value
  return value.kind === 'list' ? { items: value.items, least: value.items.length, more: false } : undefined
}

/** A list of one more element. */
export function cons(pool: Pool, head: ValueId, tail: ValueId): ValueId {
  const rest = pool.value(tail)
  if (rest.kind === 'list') return listOf(pool, [head, ...rest.items])
  if (rest.kind !== 'bag') return bagOf(pool, [head, pool.any], { least: 1, more: true })
  return bagOf(pool, [head, ...rest.items], { least: rest.least + 1, more: rest.more })
}

/** Two lists as one. */
export function joined(pool: Pool, left: ValueId, right: ValueId): ValueId {
  const [a, b] = [elementsOf(pool, left), elementsOf(pool, right)]
  if (a === undefined || b === undefined)
    return bagOf(pool, [...((a ?? b)?.items ?? []), pool.any], { least: (a ?? b)?.least ?? 0, more: true })
  const [first, second] = [pool.value(left), pool.value(right)]
  if (first.kind === 'list' && second.kind === 'list') return listOf(pool, [...first.items, ...second.items])
  return bagOf(pool, [...a.items, ...b.items], { least: a.least + b.least, more: a.more || b.more })
}

/** The lists that are left when the first element is gone: of one that may be the last, both. */
function restsOf(pool: Pool, id: ValueId): readonly ValueId[] {
  const value = pool.value(id)
  if (value.kind === 'list') return [listOf(pool, value.items.slice(1))]
  if (value.kind !== 'bag') return [pool.any]
  const { items, least, more } = value
  if (least > 1 || !more) return [bagOf(pool, items, { least: least - 1, more })]
  return [pool.nothing, bagOf(pool, items, { least: 1, more })]
}

/** The ways in which a list may begin: with an element, and what follows. */
export function beginnings(pool: Pool, id: ValueId): readonly (readonly [head: ValueId, rest: ValueId])[] {
  const value = pool.value(id)
  if (value.kind === 'list') return value.items.length === 0 ? [] : [[value.items[0], restsOf(pool, id)[0]]]
  if (value.kind !== 'bag') return []
  return value.items.flatMap((item) => restsOf(pool, id).map((rest) => [item, rest] as const))
}
