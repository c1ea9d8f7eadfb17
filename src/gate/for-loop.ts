import type { Evaluator } from './evaluator.ts'
import type { Frame, FrameId } from './frames.ts'
import { intervalOf } from './numbers.ts'
import type { Outcome } from './outcome.ts'
import type { EnvId, ValueId } from './pool.ts'
import type { Expr } from './syntax.ts'

type For = Extract<Expr, { kind: 'for' }>

/** Turns of a loop that are told apart. */
const MOST_TURNS = 4

/**
 * A `for` loop whose bounds are known has its turns one after the other; of a long one, or when they are not known, it
 * has any number. The bounds of a long one say how many: to go on after fewer is a guess.
 */
export function enterFor(on: Evaluator, expr: For, env: EnvId, bounds: readonly ValueId[], kont: FrameId): Outcome {
  const [from, to] = bounds.map((bound) => exact(on, bound))
  if (from !== undefined && to !== undefined) {
    const turns = expr.down ? from - to + 1 : to - from + 1
    if (turns <= MOST_TURNS) {
      const values = Array.from({ length: Math.max(0, turns) }, (_, turn) =>
        on.pool.intern({ kind: 'const', value: String(expr.down ? from - turn : from + turn) }),
      )
      const frame = on.frames.push({ kind: 'for', expr: expr.id, env, values, next: kont })
      return { kind: 'next', state: on.give(on.pool.unit, frame) }
    }
  }
  const known = from !== undefined && to !== undefined
  const bound = on.pool.bind(env, expr.name, on.pool.any)
  const again = on.frames.push({ kind: 'for', expr: expr.id, env: bound, index: known ? 2 : 1, next: kont })
  return { kind: 'next', state: on.give(on.pool.unit, again) }
}

/** Another turn, or the end. */
export function turn(on: Evaluator, expr: For, { env, values, index }: Frame, next: FrameId): Outcome {
  const end = on.give(on.pool.unit, next)
  if (index > 0) {
    const again = on.frames.push({ kind: 'for', expr: expr.id, env, index, next })
    const known = index === 2
    return { kind: 'choose', lossy: known, counted: known, states: [on.eval(expr.body, env, again), end] }
  }
  const [value, ...rest] = values
  if (value === undefined) return { kind: 'next', state: end }
  const after = on.frames.push({ kind: 'for', expr: expr.id, env, values: rest, next })
  return { kind: 'next', state: on.eval(expr.body, on.pool.bind(env, expr.name, value), after) }
}

function exact(on: Evaluator, id: ValueId): number | undefined {
  const interval = intervalOf(on.pool, id)
  return interval !== undefined && interval.from === interval.to ? interval.from : undefined
}
