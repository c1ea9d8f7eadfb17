import type { Evaluator } from './evaluator.ts'
import type { FrameId } from './frames.ts'
import type { Outcome } from './outcome.ts'
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
  return isPrelude(expr) || isMaker || part === name ? name : `${name}.${part}`
}

/** Reads memory; any other value is what it is. */
export function read(on: Evaluator, id: ValueId, expr: Expr, kont: FrameId): Outcome {
  const { pool, memory } = on
  const value = pool.value(id)
  if (value.kind !== 'ref' && value.kind !== 'slot' && value.kind !== 'store') {
    return { kind: 'next', state: on.give(id, kont) }
  }
  const values = memory.values(value.address)
  if (values.length === 0 || values.includes(pool.any)) return { kind: 'next', state: on.give(pool.any, kont) }
  if (values.length === 1) return { kind: 'next', state: on.give(values[0], kont) }
  if (value.kind === 'store' || !memory.isFollowed(value.address)) {
    return { kind: 'choose', states: values.map((one) => on.give(one, kont)) }
  }
  return {
    kind: 'op',
    op: { do: 'read', cell: value.address, waits: false },
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
  if (on.pinned.has(value.address)) return { kind: 'next', state: done }
  const kept = memory.note(value.address, content)
  if (value.kind === 'store' || !memory.isFollowed(value.address)) return { kind: 'next', state: done }
  return {
    kind: 'op',
    op: { do: 'write', cell: value.address, value: String(kept) },
    at: expr.id,
    kont,
    branches: [['done', done]],
  }
}
