import { apply, callUnknown, resumeFallback } from './apply.ts'
import { finish } from './finish.ts'
import { turn } from './for-loop.ts'
import type { FrameId } from './frames.ts'
import { Frames } from './frames.ts'
import { write } from './heap.ts'
import { match, matchAll } from './match.ts'
import { Memory } from './memory.ts'
import type { Outcome, State } from './outcome.ts'
import { isPrelude, oneOf, PRELUDE } from './outcome.ts'
import type { EnvId, Value, ValueId } from './pool.ts'
import { Pool } from './pool.ts'
import { bare, Questions } from './questions.ts'
import { resolve } from './resolve.ts'
import type { Declared } from './signatures.ts'
import type { Place } from './source-report.ts'
import type { Case, Expr, Item, Pattern } from './syntax.ts'
import { subexpressions } from './syntax.ts'

/** Something in the source that was reached and cannot be followed. */
export interface Blind {
  readonly at: Place
  readonly what: string
  readonly reaches: boolean
}

/** What is known of functions whose source is not here. */
export interface Outside {
  /** The names of those by which threads enter the runtime. */
  readonly entries: ReadonlySet<string>
  /** What signatures say. */
  readonly declared: ReadonlyMap<string, Declared>
}

/** A thread that the source creates, with a function and its argument. */
export interface Spawn {
  readonly kind: string
  readonly name: string
  readonly fn: ValueId
  readonly argument: ValueId
}

/**
 * OCaml as an abstract machine (after Van Horn and Might, "Abstracting abstract machines", 2010): a state is an
 * expression or a value, an environment and a stack, all of them numbers, so that a loop comes back to where it was.
 * What is unknown has all its outcomes.
 */
export class Evaluator {
  readonly pool = new Pool()
  readonly frames = new Frames()
  readonly memory = new Memory(this.pool)
  readonly exprs: Expr[] = []
  readonly mutable = new Set<string>()
  readonly spawns = new Map<string, Spawn>()
  readonly blind = new Map<string, Blind>()
  /** Flags that a variant sets, by the definition of the reference, and the addresses of those that were made. */
  pins = new Map<string, string>()
  readonly pinned = new Set<string>()
  /** Names of locks, conditions and cells for readers. */
  readonly names = new Map<string, string>()
  readonly questions = new Questions()
  outside: Outside = { entries: new Set(), declared: new Map() }
  /** The mutex of a scheduler that the source does not show. */
  guard: string | undefined
  /** The thread that is being read: allocations are its own. */
  owner = 'main'
  /** The names of the threads, by owner. */
  readonly owners = new Map<string, string>()
  /** Something was cut off. */
  cut = false

  register(expr: Expr): void {
    this.exprs[expr.id] = expr
  }

  eval(expr: Expr, env: EnvId, kont: FrameId): State {
    return { mode: 'eval', at: expr.id, env, kont }
  }

  give(value: ValueId, kont: FrameId): State {
    return { mode: 'value', at: value, env: 0, kont }
  }

  raise(value: ValueId, kont: FrameId): State {
    return { mode: 'raise', at: value, env: 0, kont }
  }

  step(state: State): Outcome {
    const outcome = this.#step(state)
    const guess = outcome.kind === 'choose' && this.questions.isAnswer(this.frames, this.exprs, state.kont)
    return guess ? { ...outcome, lossy: true } : outcome
  }

  #step(state: State): Outcome {
    const { mode, at, env, kont } = state
    if (mode === 'eval') return this.#eval(this.exprs[at], env, kont)
    return mode === 'value' ? this.#resume(at, kont) : this.#unwind(at, kont)
  }

  #eval(expr: Expr, env: EnvId, kont: FrameId): Outcome {
    const { pool } = this
    const go = (state: State): Outcome => ({ kind: 'next', state })
    const into = (inner: Expr, kind: 'seq' | 'if' | 'match' | 'try' | 'open', at = 0): Outcome =>
      go(this.eval(inner, env, this.frames.push({ kind, expr: expr.id, env, index: at, next: kont })))
    switch (expr.kind) {
      case 'const':
        return go(this.give(pool.intern({ kind: 'const', value: expr.value }), kont))
      case 'var':
        return go(this.give(resolve(this, expr, env), kont))
      case 'fun':
        return go(this.give(pool.intern({ kind: 'fun', expr: expr.id, env, given: [] }), kont))
      case 'seq':
        return into(expr.items[0], 'seq')
      case 'if':
        return into(expr.test, 'if')
      case 'match':
      case 'try':
        return into(expr.value, expr.kind)
      case 'open':
        return into(expr.module, 'open')
      case 'let':
        return go(this.#bindings(expr, env, env, 0, kont))
      case 'while':
        return go(this.eval(expr.test, env, this.frames.push({ kind: 'while', expr: expr.id, env, next: kont })))
      case 'struct':
        return go(this.#items(expr, env, env, 0, kont))
      default:
        return this.#parts(expr, env, [], kont)
    }
  }

  /** Evaluates the parts of an expression, the last one first, as OCaml does. */
  #parts(expr: Expr, env: EnvId, values: readonly ValueId[], kont: FrameId): Outcome {
    const parts = subexpressions(expr)
    const left = parts.length - values.length
    if (left === 0) return finish(this, expr, env, values, kont)
    const next = this.frames.push({ kind: 'parts', expr: expr.id, env, values, next: kont })
    return { kind: 'next', state: this.eval(parts[left - 1], env, next) }
  }

  #bindings(expr: Extract<Expr, { kind: 'let' }>, env: EnvId, bound: EnvId, index: number, kont: FrameId): State {
    if (expr.rec && index === 0) {
      const inner = this.#functions(expr.bindings, bound)
      if (inner !== undefined) return this.eval(expr.body, inner, kont)
    }
    if (index === expr.bindings.length) return this.eval(expr.body, bound, kont)
    const next = this.frames.push({ kind: 'let', expr: expr.id, env, other: bound, index, next: kont })
    return this.eval(expr.bindings[index].value, expr.rec ? bound : env, next)
  }

  /** The environment of functions that know one another; `undefined` when one of them is no function. */
  #functions(bindings: Extract<Item, { kind: 'let' }>['bindings'], env: EnvId): EnvId | undefined {
    const funs = bindings.map(({ pattern, value }) =>
      pattern.kind === 'var' && value.kind === 'fun' ? ([pattern.name, value.id] as const) : undefined,
    )
    const known = funs.filter((fun) => fun !== undefined)
    if (known.length === 0 || known.length < funs.length) return undefined
    return this.pool.bindFunctions(env, known)
  }

  #items(expr: Expr & { kind: 'struct' }, env: EnvId, base: EnvId, index: number, kont: FrameId): State {
    const { pool } = this
    let bound = env
    for (let at = Math.floor(index / 64); ; at++) {
      const item = expr.items[at]
      if (item === undefined) {
        return this.give(pool.intern({ kind: 'module', env: bound, base, name: this.#libraryName(expr) }), kont)
      }
      const within = at === Math.floor(index / 64) ? index % 64 : 0
      const funs = item.kind === 'let' && item.rec && within === 0 ? this.#functions(item.bindings, bound) : undefined
      if (funs !== undefined) {
        bound = funs
        continue
      }
      const next = this.frames.push({
        kind: 'struct',
        expr: expr.id,
        env: bound,
        other: base,
        index: at * 64 + within,
        next: kont,
      })
      if (item.kind === 'let') return this.eval(item.bindings[within].value, bound, next)
      return this.eval(item.kind === 'eval' ? item.value : item.module, bound, next)
    }
  }

  /** A module of the prelude stands for the library's module of that name, of which it may have only a part. */
  #libraryName(expr: Expr): string {
    if (!isPrelude(expr)) return ''
    return expr.scope.split('.').slice(1).join('.')
  }

  #resume(value: ValueId, kont: FrameId): Outcome {
    const { pool, frames } = this
    const frame = frames.frame(kont)
    const { next, env, other, index } = frame
    const go = (state: State): Outcome => ({ kind: 'next', state })
    if (next < 0) return { kind: 'end', raised: false }
    const expr = this.exprs[frame.expr]
    switch (frame.kind) {
      case 'return':
        return go(this.give(value, next))
      case 'give':
        return go(this.give(frame.values[0], next))
      case 'parts':
        return this.#parts(expr, env, [value, ...frame.values], next)
      case 'seq': {
        const { items } = expr as Extract<Expr, { kind: 'seq' }>
        if (index + 1 === items.length - 1) return go(this.eval(items[index + 1], env, next))
        if (index + 1 >= items.length) return go(this.give(value, next))
        const rest = frames.push({ kind: 'seq', expr: expr.id, env, index: index + 1, next })
        return go(this.eval(items[index + 1], env, rest))
      }
      case 'if': {
        const { test, yes, no } = expr as Extract<Expr, { kind: 'if' }>
        const taken = this.eval(yes, env, next)
        const other = no === undefined ? this.give(pool.unit, next) : this.eval(no, env, next)
        return this.branch(value, taken, other, test)
      }
      case 'while': {
        const { test, body } = expr as Extract<Expr, { kind: 'while' }>
        if (index === 1) return go(this.eval(test, env, frames.push({ kind: 'while', expr: expr.id, env, next })))
        const again = frames.push({ kind: 'while', expr: expr.id, env, index: 1, next })
        return this.branch(value, this.eval(body, env, again), this.give(pool.unit, next), test)
      }
      case 'for':
        return turn(this, expr as Extract<Expr, { kind: 'for' }>, frame, next)
      case 'match':
      case 'try': {
        if (expr.kind === 'try') return go(this.give(value, next))
        return this.#cases(expr as Extract<Expr, { kind: 'match' }>, env, value, 0, false, next)
      }
      case 'guard': {
        const { cases } = expr as Extract<Expr, { kind: 'match' | 'try' }>
        const raised = frame.values[1] === 1
        const rest = this.#cases(
          expr as Extract<Expr, { kind: 'match' }>,
          env,
          frame.values[0],
          index + 1,
          raised,
          next,
        )
        return join(this.branch(value, this.eval(cases[index].body, other, next), undefined), pool.value(value), rest)
      }
      case 'let': {
        const bindings = (expr as Extract<Expr, { kind: 'let' }>).bindings
        const { pattern } = bindings[index]
        const { envs, lossy } = matchAll(this, other, pattern, this.forms(expr, pattern, value))
        const states = (envs.length === 0 ? [other] : envs).map((bound) =>
          this.#bindings(expr as Extract<Expr, { kind: 'let' }>, env, bound, index + 1, next),
        )
        return oneOf(states, lossy)
      }
      case 'struct':
        return this.#item(expr as Expr & { kind: 'struct' }, value, frame.env, other, index, next)
      case 'open':
        return go(this.eval((expr as Extract<Expr, { kind: 'open' }>).body, pool.open(env, value), next))
      case 'more':
        return apply(this, value, frame.given, expr, next)
      case 'fallback':
        return resumeFallback(this, frame, value)
      case 'store':
        return write(this, frame.values[0], frame.values[1], expr, next)
      case 'either': {
        const other = frames.push({ kind: 'store', expr: expr.id, values: frame.values, next })
        return { kind: 'choose', lossy: true, states: [this.give(pool.unit, next), this.give(pool.unit, other)] }
      }
      case 'havoc':
        return callUnknown(this, frame.values, expr, next, pool.any, index === 1)
    }
  }

  #item(
    expr: Expr & { kind: 'struct' },
    value: ValueId,
    env: EnvId,
    base: EnvId,
    index: number,
    next: FrameId,
  ): Outcome {
    const { pool } = this
    const item = expr.items[Math.floor(index / 64)]
    const step = (bound: EnvId, to: number): State => this.#items(expr, bound, base, to, next)
    const following = (Math.floor(index / 64) + 1) * 64
    if (item.kind === 'eval') return { kind: 'next', state: step(env, following) }
    if (item.kind !== 'let') return { kind: 'next', state: step(pool.open(env, value, item.kind), following) }
    const within = index % 64
    const { pattern } = item.bindings[within]
    const { envs, lossy } = matchAll(this, env, pattern, this.forms(expr, pattern, value))
    const last = within + 1 >= Math.min(item.bindings.length, 64)
    return oneOf(
      (envs.length === 0 ? [env] : envs).map((bound) => step(bound, last ? following : index + 1)),
      lossy,
    )
  }

  /** The ways on from a test. */
  branch(test: ValueId, yes: State, no: State | undefined, asked?: Expr): Outcome {
    const value = this.pool.value(test)
    if (value.kind === 'construct' && value.name === 'true') return { kind: 'next', state: yes }
    if (value.kind === 'construct' && value.name === 'false') return oneOf(no === undefined ? [] : [no])
    this.depends(value, [this.pool.bool(true), this.pool.bool(false)])
    const guess = value.kind === 'lost' || (asked !== undefined && this.questions.isRepeated(bare(asked)))
    return oneOf(no === undefined ? [yes] : [yes, no], guess)
  }

  /** What an unknown value is taken for in the scope of its name. */
  forms(scope: Expr, pattern: Pattern, value: ValueId): readonly ValueId[] {
    if (pattern.kind !== 'var' || !this.pool.isUnknown(value)) return [value]
    return this.questions.forms(this.pool, scope, pattern.name) ?? [value]
  }

  /** A choice is made by a value; where it was lost, following its cell would tell more. */
  depends(value: Value, shapes: readonly ValueId[]): void {
    if (value.kind === 'lost') this.memory.follow(value.cell, shapes)
  }

  #cases(
    expr: Extract<Expr, { kind: 'match' | 'try' }>,
    env: EnvId,
    value: ValueId,
    from: number,
    raised: boolean,
    next: FrameId,
  ): Outcome {
    const states: State[] = []
    let guessed = expr.kind === 'match' && this.pool.isUnknown(value) && this.questions.isRepeated(expr.value)
    for (let at = from; at < expr.cases.length; at++) {
      const one: Case = expr.cases[at]
      if ((expr.kind === 'try' || one.exception) !== raised) continue
      const { envs, certain, lossy } = match(this, env, one.pattern, value)
      guessed ||= lossy
      for (const bound of envs) states.push(this.#chosen(expr, one, at, env, bound, value, raised, next))
      if (certain || (one.guard !== undefined && envs.length > 0)) {
        return oneOf(states, guessed)
      }
    }
    if (raised) states.push(this.raise(value, next))
    else if (states.length === 0) states.push(this.raise(this.pool.construct('Match_failure'), next))
    return oneOf(states, guessed)
  }

  #chosen(
    expr: Expr,
    one: Case,
    index: number,
    env: EnvId,
    bound: EnvId,
    value: ValueId,
    raised: boolean,
    next: FrameId,
  ): State {
    if (one.guard === undefined) return this.eval(one.body, bound, next)
    const values = [value, raised ? 1 : 0]
    const frame = this.frames.push({ kind: 'guard', expr: expr.id, env, other: bound, index, values, next })
    return this.eval(one.guard, bound, frame)
  }

  #unwind(value: ValueId, kont: FrameId): Outcome {
    let at = kont
    for (;;) {
      const frame = this.frames.frame(at)
      if (frame.next < 0) return { kind: 'end', raised: true }
      const expr = this.exprs[frame.expr]
      if (frame.kind === 'try') {
        return this.#cases(expr as Extract<Expr, { kind: 'try' }>, frame.env, value, 0, true, frame.next)
      }
      if (frame.kind === 'match' && (expr as Extract<Expr, { kind: 'match' }>).cases.some((one) => one.exception)) {
        return this.#cases(expr as Extract<Expr, { kind: 'match' }>, frame.env, value, 0, true, frame.next)
      }
      at = frame.next
    }
  }

  /** What a mutable field may hold, without looking: for patterns. */
  readonly peek = (slot: ValueId): ValueId => {
    const value = this.pool.value(slot)
    if (value.kind !== 'slot') return slot
    const values = this.memory.values(value.address)
    return values.length === 1 ? values[0] : this.pool.lost()
  }

  /** The innermost expression of the user's source: a call into the prelude stands for what happens in it. */
  sourceOf(at: number, kont: FrameId): Expr {
    const expr = this.exprs[at]
    if (!isPrelude(expr)) return expr
    for (const frame of this.frames.callers(kont)) {
      const caller = this.exprs[frame.expr]
      if (!isPrelude(caller)) return caller
    }
    return expr
  }

  note(expr: Expr, kont: FrameId, what: string, reaches: boolean): void {
    const { at } = this.sourceOf(expr.id, kont)
    if (at.file === PRELUDE) return
    const key = `${at.file}:${at.line}:${at.column}:${what}`
    const known = this.blind.get(key)
    if (known === undefined || (reaches && !known.reaches)) this.blind.set(key, { at, what, reaches })
  }
}

/** A guard that may be false goes on with the other cases. */
function join(taken: Outcome, test: { readonly kind: string; readonly name?: string }, rest: Outcome): Outcome {
  if (test.kind === 'construct' && test.name === 'true') return taken
  if (test.kind === 'construct' && test.name === 'false') return rest
  return { kind: 'choose', states: [...statesOf(taken), ...statesOf(rest)] }
}

function statesOf(outcome: Outcome): readonly State[] {
  if (outcome.kind === 'next') return [outcome.state]
  return outcome.kind === 'choose' ? outcome.states : []
}
