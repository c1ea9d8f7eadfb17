import { apply } from './apply.ts'
import type { Evaluator } from './evaluator.ts'
import { enterFor } from './for-loop.ts'
import type { FrameId } from './frames.ts'
import { allocate, read, write } from './heap.ts'
import { cons, listOf } from './lists.ts'
import type { Outcome } from './outcome.ts'
import type { EnvId, ValueId } from './pool.ts'
import type { Expr } from './syntax.ts'

/** What an expression comes to when the values of its parts are there. */
export function finish(on: Evaluator, expr: Expr, env: EnvId, values: readonly ValueId[], kont: FrameId): Outcome {
  const { pool } = on
  const give = (value: ValueId): Outcome => ({ kind: 'next', state: on.give(value, kont) })
  switch (expr.kind) {
    case 'apply': {
      const given = expr.args.map(({ label, optional }, index) => ({ label, optional, value: values[index + 1] }))
      return apply(on, values[0], given, expr, kont)
    }
    case 'construct':
      if (expr.name === '::' && values.length === 2) return give(cons(pool, values[0], values[1]))
      return give(pool.construct(expr.name, ...values))
    case 'tuple':
      return give(pool.intern({ kind: 'tuple', items: values }))
    case 'list':
      return give(listOf(pool, values))
    case 'record':
      return record(on, expr, values, kont)
    case 'field':
      return field(on, values[0], expr.name, expr, kont)
    case 'send':
      return send(on, values[0], expr, kont)
    case 'set': {
      const slot = memberOf(on, values[0], expr.name)
      return slot === undefined ? give(pool.unit) : write(on, slot, values[1], expr, kont)
    }
    case 'for':
      return enterFor(on, expr, env, values, kont)
    case 'unknown':
      on.note(expr, kont, expr.what, true)
      return give(pool.any)
    default:
      return give(pool.any)
  }
}

/** Fields that some type declares mutable are memory of their own. */
function record(
  on: Evaluator,
  expr: Extract<Expr, { kind: 'record' }>,
  values: readonly ValueId[],
  kont: FrameId,
): Outcome {
  const { pool } = on
  const own = expr.base === undefined ? values : values.slice(1)
  const base = expr.base === undefined ? undefined : pool.value(values[0])
  const inherited = base?.kind === 'record' ? base.fields : []
  const named = expr.fields.map(({ name }, index) => [name, own[index]] as const)
  const fields = [...inherited.filter(([name]) => !named.some(([other]) => other === name)), ...named]
  const writes: { readonly address: string; readonly value: ValueId }[] = []
  const stored = fields.map(([name, value]) => {
    const content = on.peek(value)
    if (!on.mutable.has(name)) return [name, content] as const
    const address = allocate(on, 'slot', expr, kont, name)
    writes.push({ address, value: content })
    return [name, pool.intern({ kind: 'slot', address })] as const
  })
  const result = pool.intern({ kind: 'record', fields: stored.sort(([a], [b]) => (a < b ? -1 : 1)) })
  return begin(on, writes, result, expr, kont)
}

/** The first values of new memory, one after the other; then the value. */
function begin(
  on: Evaluator,
  writes: readonly { readonly address: string; readonly value: ValueId }[],
  result: ValueId,
  expr: Expr,
  kont: FrameId,
): Outcome {
  for (const { address, value } of writes) on.memory.note(address, value)
  let after = on.frames.push({ kind: 'give', expr: expr.id, values: [result], next: kont })
  for (const { address, value } of writes.filter((one) => on.memory.isFollowed(one.address))) {
    const slot = on.pool.intern({ kind: 'slot', address })
    after = on.frames.push({ kind: 'store', expr: expr.id, values: [slot, value], next: after })
  }
  return { kind: 'next', state: on.give(on.pool.unit, after) }
}

function memberOf(on: Evaluator, of: ValueId, name: string): ValueId | undefined {
  const value = on.pool.value(of)
  if (value.kind === 'record') return value.fields.find(([own]) => own === name)?.[1]
  return undefined
}

function field(on: Evaluator, of: ValueId, name: string, expr: Expr, kont: FrameId): Outcome {
  const { pool } = on
  const member = memberOf(on, of, name)
  if (member !== undefined) {
    return pool.value(member).kind === 'slot'
      ? read(on, member, expr, kont)
      : { kind: 'next', state: on.give(member, kont) }
  }
  // `contents` is the field of a reference.
  if (name === 'contents' && pool.value(of).kind === 'ref') return read(on, of, expr, kont)
  // A described module's mutex may be a record around the library's in its source.
  const { kind } = pool.value(of)
  const same = kind === 'mutex' || kind === 'condition'
  return { kind: 'next', state: on.give(same ? of : pool.any, kont) }
}

function send(on: Evaluator, of: ValueId, expr: Extract<Expr, { kind: 'send' }>, kont: FrameId): Outcome {
  const method = on.pool.member(of, expr.method)
  if (method === undefined) {
    on.note(expr, kont, `the method ${expr.method}`, /lock|mutex|wait|signal/i.test(expr.method))
    return { kind: 'next', state: on.give(on.pool.any, kont) }
  }
  return apply(on, method, [{ label: undefined, optional: false, value: of }], expr, kont)
}
