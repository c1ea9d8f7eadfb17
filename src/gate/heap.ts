import type { Evaluator } from './evaluator.ts'
import type { FrameId } from './frames.ts'
import { bagOf } from './lists.ts'
import { sum } from './numbers.ts'
import type { Outcome, State } from './outcome.ts'
import { isPrelude } from './outcome.ts'
import type { ValueId } from './pool.ts'
import type { Expr } from './syntax.ts'

/**
 * The address of something new: the thread that makes it, the place, and the calls that lead there. The same again is
 * the same address: what was there before is taken for gone.
 */
export function allocate(on: Evaluator, kind: string, expr: Expr, kont: FrameId, field = ''): string {
  const { calls } = on.frames.facts(kont)
  const address = `${kind}:${on.owner}:${expr.id}${field === '' ? '' : `.${field}`}:${calls}`
  if (!on.names.has(address)) on.names.set(address, nameFor(on, expr, kont, field))
  return address
}

/**
 * What the source calls it: the definition around the place; when that is in a function that makes such things, the
 * definition around the call of that function.
 */
function nameFor(on: Evaluator, expr: Expr, kont: FrameId, field: string): string {
  const lastOf = ({ scope }: Expr): string => scope.slice(scope.lastIndexOf('.') + 1)
  const part = field === '' ? lastOf(expr) : field
  const frame = [...on.frames.callers(kont)].find(({ expr: caller }) => !isPrelude(on.exprs[caller]))
  if (frame === undefined) return isPrelude(expr) ? lastOf(on.sourceOf(expr.id, kont)) : part
  const [name, maker] = [lastOf(on.exprs[frame.expr]), on.exprs[frame.index]]
  const isMaker = maker.kind === 'fun' && (maker.name === part || maker.name === '')
  if (isMaker && !isPrelude(expr) && !on.exprs[frame.expr].scope.includes('.')) return part
  return isPrelude(expr) || isMaker || part === name ? name : `${name}.${part}`
}

/** Reads memory; any other value is what it is. What is lost in it is lost together with where, so that it can be followed. */
export function read(on: Evaluator, id: ValueId, expr: Expr, kont: FrameId): Outcome {
  const { pool, memory } = on
  const value = pool.value(id)
  if (value.kind !== 'ref' && value.kind !== 'slot' && value.kind !== 'store') {
    return { kind: 'next', state: on.give(id, kont) }
  }
  const { address } = value
  const values = memory.values(address)
  if (values.length === 0) return { kind: 'next', state: on.give(pool.any, kont) }
  const lost = (): Outcome => ({ kind: 'next', state: on.give(pool.lost(value.kind === 'store' ? '' : address), kont) })
  if (values.some((one) => pool.isUnknown(one))) return lost()
  if (values.length === 1) return { kind: 'next', state: on.give(values[0], kont) }
  if (value.kind === 'store' || !memory.isFollowed(address)) {
    return { kind: 'choose', lossy: true, states: values.map((one) => on.give(one, kont)) }
  }
  return {
    kind: 'op',
    op: { do: 'read', cell: address, waits: false },
    at: expr.id,
    kont,
    branches: values.map((one) => [String(one), on.give(one, kont)] as const),
  }
}

/** Writes memory, and gives unit. */
export function write(on: Evaluator, id: ValueId, content: ValueId, expr: Expr, kont: FrameId): Outcome {
  const { pool, memory } = on
  const value = pool.value(id)
  const done = on.give(pool.unit, kont)
  if (value.kind !== 'ref' && value.kind !== 'slot' && value.kind !== 'store') return { kind: 'next', state: done }
  const { address } = value
  if (on.pinned.has(address)) return { kind: 'next', state: done }
  const forms = value.kind === 'store' ? undefined : formsOf(on, address, content)
  if (forms !== undefined) {
    const as = (form: ValueId): State =>
      on.give(pool.unit, on.frames.push({ kind: 'store', expr: expr.id, values: [id, form], next: kont }))
    return { kind: 'choose', lossy: true, states: forms.map(as) }
  }
  const kept = memory.note(address, content)
  if (value.kind === 'store' || !memory.isFollowed(address)) return { kind: 'next', state: done }
  return {
    kind: 'op',
    op: { do: 'write', cell: address, value: String(kept) },
    at: expr.id,
    kont,
    branches: [['done', done]],
  }
}

/** What an unknown content is taken for, where something depends on it; of a list that may be empty, empty or not. */
function formsOf({ pool, memory }: Evaluator, address: string, content: ValueId): readonly ValueId[] | undefined {
  if (pool.isUnknown(content)) return memory.shapes(address)
  const value = pool.value(content)
  if (value.kind !== 'bag' || value.least > 0) return undefined
  return [pool.nothing, bagOf(pool, value.items, { least: 1, more: true })]
}

/** What becomes of a value in memory: of several results, which one has been lost. */
type Change = (old: ValueId) => readonly ValueId[]

/** Changes what a reference holds, in one step that nobody comes between, and gives what `result` makes of the old value. */
export function update(
  on: Evaluator,
  id: ValueId,
  change: Change,
  result: (old: ValueId) => ValueId,
  expr: Expr,
  kont: FrameId,
): Outcome {
  const { pool, memory } = on
  const value = pool.value(id)
  if (value.kind !== 'ref') return { kind: 'next', state: on.give(result(pool.any), kont) }
  const { address } = value
  const changes = memory.values(address).map((old) => {
    // Of a bound and an exact number, the bound is kept at first.
    const [to = old, other] = [...change(old)].reverse().map((fresh) => memory.note(address, fresh))
    return { old, to, other }
  })
  if (!memory.isFollowed(address)) {
    const old = memory.values(address).length === 1 ? memory.values(address)[0] : pool.lost(address)
    return { kind: 'next', state: on.give(result(old), kont) }
  }
  const after = (old: ValueId, other: ValueId | undefined): State => {
    const given = result(old)
    if (other === undefined) return on.give(given, kont)
    const back = on.frames.push({ kind: 'give', expr: expr.id, values: [given], next: kont })
    return on.give(pool.unit, on.frames.push({ kind: 'either', expr: expr.id, values: [id, other], next: back }))
  }
  const to = Object.fromEntries(changes.map((one) => [String(one.old), String(one.to)]))
  return {
    kind: 'op',
    op: { do: 'update', cell: address, to },
    at: expr.id,
    kont,
    branches: changes.map(({ old, other }) => [String(old), after(old, other)] as const),
  }
}

/** Adds to what a reference holds: exactly, once something depends on it; until then the number is lost. */
export function add(
  on: Evaluator,
  id: ValueId,
  by: ValueId,
  result: (old: ValueId) => ValueId,
  expr: Expr,
  kont: FrameId,
): Outcome {
  const { pool, memory } = on
  const value = pool.value(id)
  if (value.kind === 'ref' && memory.shapes(value.address) === undefined) {
    const lost = pool.lost(value.address)
    const after = on.frames.push({ kind: 'give', expr: expr.id, values: [result(lost)], next: kont })
    return write(on, id, lost, expr, after)
  }
  const plus = (old: ValueId): readonly ValueId[] => sum(pool, old, by) ?? [pool.isUnknown(old) ? old : pool.lost()]
  return update(on, id, plus, result, expr, kont)
}
