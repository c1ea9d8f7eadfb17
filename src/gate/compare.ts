import type { Evaluator } from './evaluator.ts'
import type { FrameId } from './frames.ts'
import { bagOf, elementsOf, joined } from './lists.ts'
import { constructForms, listForms } from './match.ts'
import { anyNumber, intervalOf, isLess, isSame, sum } from './numbers.ts'
import type { Outcome } from './outcome.ts'
import { oneOf } from './outcome.ts'
import type { ValueId } from './pool.ts'
import type { Expr } from './syntax.ts'

type Run = (on: Evaluator, args: readonly ValueId[], site: Expr, kont: FrameId) => Outcome

const give = (on: Evaluator, value: ValueId, kont: FrameId): Outcome => ({ kind: 'next', state: on.give(value, kont) })

/** Equality of what is known; the unknown may be either. */
export function equal(on: Evaluator, a: ValueId, b: ValueId): boolean | undefined {
  const { pool } = on
  const [left, right] = [pool.value(a), pool.value(b)]
  const numbers = isSame(pool, a, b)
  if (numbers !== undefined) return numbers
  if (left.kind === 'const' && right.kind === 'const') return left.value === right.value
  if (left.kind === 'construct' && right.kind === 'construct') {
    if (left.name !== right.name) return false
    return all(left.args.map((part, index) => equal(on, part, right.args[index])))
  }
  if (left.kind === 'ref' && right.kind === 'ref') return left.address === right.address
  return sameLength(on, a, b)
}

/** Whether all are true; `undefined` when that depends on what is not known. */
function all(parts: readonly (boolean | undefined)[]): boolean | undefined {
  if (parts.includes(false)) return false
  return parts.includes(undefined) ? undefined : true
}

/** Lists of different lengths differ, empty ones are equal. */
function sameLength({ pool }: Evaluator, a: ValueId, b: ValueId): boolean | undefined {
  const [one, other] = [elementsOf(pool, a), elementsOf(pool, b)]
  if (one === undefined || other === undefined) return undefined
  const [short, long] = one.least < other.least ? [one, other] : [other, one]
  if (!short.more && short.least < long.least) return false
  return long.least === 0 && !one.more && !other.more ? true : undefined
}

/** What a value that is compared with this one can be, as far as that is asked. */
function formsLike(on: Evaluator, id: ValueId): readonly ValueId[] {
  const { pool } = on
  const value = pool.value(id)
  if (value.kind === 'lost') {
    const known = on.memory.values(value.cell).find((one) => !pool.isUnknown(one))
    return known === undefined ? [] : formsLike(on, known)
  }
  if (intervalOf(pool, id) !== undefined) return anyNumber(pool)
  if (value.kind === 'const') return [id, pool.construct('%other')]
  if (value.kind === 'construct') return constructForms(pool, value.name, value.args.length)
  return elementsOf(pool, id) === undefined ? [] : listForms(pool)
}

/** Both ways: a guess when what is compared was lost, or is known by its bounds only. */
function either(on: Evaluator, args: readonly ValueId[], site: Expr, kont: FrameId): Outcome {
  const { pool } = on
  args.forEach((id, index) => {
    const forms = formsLike(on, args[1 - index])
    if (forms.length > 0) on.depends(pool.value(id), forms)
  })
  const lossy =
    on.questions.isRepeated(site) || args.some((id) => ['lost', 'range', 'bag'].includes(pool.value(id).kind))
  return oneOf([on.give(pool.bool(true), kont), on.give(pool.bool(false), kont)], lossy)
}

/** `=`, `<` and their like: `holds` of two values, or its opposite. */
function comparing(holds: (on: Evaluator, a: ValueId, b: ValueId) => boolean | undefined, positive = true): Run {
  return (on, [a, b], site, kont) => {
    const result = holds(on, a, b)
    return result === undefined ? either(on, [a, b], site, kont) : give(on, on.pool.bool(result === positive), kont)
  }
}

const less = ({ pool }: Evaluator, a: ValueId, b: ValueId): boolean | undefined => isLess(pool, a, b)
const greater = ({ pool }: Evaluator, a: ValueId, b: ValueId): boolean | undefined => isLess(pool, b, a)

/** Sums of integers; of what was lost, lost where it was. */
function adding(sign: 1 | -1): Run {
  return (on, [a, b], _, kont) => {
    const { pool } = on
    const sums = sum(pool, a, b, sign)
    if (sums !== undefined)
      return oneOf(
        sums.map((one) => on.give(one, kont)),
        true,
      )
    const lost = [a, b].find((id) => pool.value(id).kind === 'lost')
    const vague = [a, b].some((id) => pool.value(id).kind === 'range')
    return give(on, lost ?? (vague ? pool.lost() : pool.any), kont)
  }
}

const one = (on: Evaluator): ValueId => on.pool.intern({ kind: 'const', value: '1' })
const zero = (on: Evaluator): ValueId => on.pool.intern({ kind: 'const', value: '0' })

/** The length of a list; of one that is not known by its length, lost. */
const lengthOf: Run = (on, [id], _, kont) => {
  const { pool } = on
  const list = elementsOf(pool, id)
  if (list === undefined) return give(on, pool.value(id).kind === 'lost' ? id : pool.any, kont)
  const exact = pool.intern({ kind: 'const', value: String(list.least) })
  if (!list.more) return give(on, exact, kont)
  const more = pool.intern({ kind: 'range', from: Math.max(1, list.least), to: null })
  return oneOf(
    [...(list.least === 0 ? [exact] : []), more].map((size) => on.give(size, kont)),
    true,
  )
}

const reversed: Run = (on, [id], _, kont) => {
  const value = on.pool.value(id)
  return give(on, value.kind === 'list' ? on.pool.intern({ ...value, items: [...value.items].reverse() }) : id, kont)
}

/** A list of any length of such elements. */
const some: Run = (on, [id], _, kont) => give(on, bagOf(on.pool, [id], { least: 0, more: true }), kont)

/** Both ways, of which one is the right one: it depends on what has been lost. */
const guess: Run = (on, _, __, kont) =>
  oneOf(
    [true, false].map((value) => on.give(on.pool.bool(value), kont)),
    true,
  )

/** Integers, lists and comparisons. */
export const COMPARED: Readonly<Record<string, { readonly arity: number; readonly run: Run }>> = {
  '=': { arity: 2, run: comparing(equal) },
  '==': { arity: 2, run: comparing(equal) },
  '<>': { arity: 2, run: comparing(equal, false) },
  '!=': { arity: 2, run: comparing(equal, false) },
  '<': { arity: 2, run: comparing(less) },
  '>': { arity: 2, run: comparing(greater) },
  '<=': { arity: 2, run: comparing(greater, false) },
  '>=': { arity: 2, run: comparing(less, false) },
  '+': { arity: 2, run: adding(1) },
  '-': { arity: 2, run: adding(-1) },
  succ: { arity: 1, run: (on, [id], site, kont) => adding(1)(on, [id, one(on)], site, kont) },
  pred: { arity: 1, run: (on, [id], site, kont) => adding(-1)(on, [id, one(on)], site, kont) },
  '~-': { arity: 1, run: (on, [id], site, kont) => adding(-1)(on, [zero(on), id], site, kont) },
  __length: { arity: 1, run: lengthOf },
  __rev: { arity: 1, run: reversed },
  __some: { arity: 1, run: some },
  __guess: { arity: 1, run: guess },
  __lost: { arity: 1, run: (on, _, __, kont) => give(on, on.pool.lost(), kont) },
  __append: { arity: 2, run: (on, [a, b], _, kont) => give(on, joined(on.pool, a, b), kont) },
  __is_list: {
    arity: 1,
    run: (on, [id], _, kont) => give(on, on.pool.bool(elementsOf(on.pool, id) !== undefined), kont),
  },
}
