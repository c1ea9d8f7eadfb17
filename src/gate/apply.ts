import type { Evaluator } from './evaluator.ts'
import type { Frame, FrameId } from './frames.ts'
import { raisedBy, soundsLikeALock, unknownModule } from './libraries.ts'
import { matchAll } from './match.ts'
import { NATIVES } from './natives.ts'
import type { Outcome, State } from './outcome.ts'
import { isPrelude, oneOf } from './outcome.ts'
import type { EnvId, Given, Value, ValueId } from './pool.ts'
import { contents } from './pool.ts'
import type { Expr, Param } from './syntax.ts'

type Fun = Extract<Value, { kind: 'fun' }>
type Lambda = Extract<Expr, { kind: 'fun' }>

/** A function is entered again inside itself at most so often; deeper calls are taken to do nothing new. */
const DEEPEST_RECURSION = 2
/** Frames of a stack. */
const HIGHEST = 300

/** Applies a function to arguments; too few of them give a function of the rest. */
export function apply(on: Evaluator, id: ValueId, given: readonly Given[], site: Expr, kont: FrameId): Outcome {
  const value = on.pool.value(id)
  if (value.kind === 'fun') return applyFun(on, value, [...value.given, ...given], site, kont)
  if (value.kind === 'extern') return applyExtern(on, value.name, [...value.given, ...given], site, kont)
  return callUnknown(
    on,
    given.flatMap((one) => closuresIn(on, one.value)),
    site,
    kont,
  )
}

/** By parameter, its argument; -1 where there is none. */
interface Plan {
  readonly values: readonly number[]
  readonly options: readonly boolean[]
  readonly rest: readonly Given[]
}

/** Which argument goes to which parameter; `undefined` when required ones are missing. */
function assign(params: readonly Param[], given: readonly Given[]): Plan | undefined {
  const free = [...given]
  const take = (wanted: (one: Given) => boolean): Given | undefined => {
    const at = free.findIndex(wanted)
    return at < 0 ? undefined : free.splice(at, 1)[0]
  }
  const taken = params.map((param) =>
    param.label === undefined ? undefined : take(({ label }) => label === param.label),
  )
  const open = params.map((param, index) => taken[index] === undefined && !param.optional)
  const positional = free.filter(({ label }) => label === undefined).length
  const unlabelled = params.filter((param, index) => open[index] && param.label === undefined).length
  params.forEach((param, index) => {
    if (!open[index]) return
    if (param.label === undefined || positional > unlabelled) taken[index] = take(({ label }) => label === undefined)
  })
  if (params.some((param, index) => taken[index] === undefined && !param.optional)) return undefined
  return {
    values: taken.map((one) => one?.value ?? -1),
    options: taken.map((one) => one?.optional ?? false),
    rest: free,
  }
}

function applyFun(on: Evaluator, fun: Fun, given: readonly Given[], site: Expr, kont: FrameId): Outcome {
  const lambda = on.exprs[fun.expr] as Lambda
  const plan = assign(lambda.params, given)
  if (plan === undefined) {
    return { kind: 'next', state: on.give(on.pool.intern({ ...fun, given }), kont) }
  }
  const after =
    plan.rest.length === 0 ? kont : on.frames.push({ kind: 'more', expr: site.id, given: plan.rest, next: kont })
  if (tooDeep(on, lambda, after)) {
    on.cut = true
    return { kind: 'next', state: on.give(on.pool.any, after) }
  }
  const values = plan.values.map((value, index) => optionOf(on, lambda.params[index], value, plan.options[index]))
  return bindParams(on, lambda, fun.env, values, 0, site, after)
}

/** What an optional parameter gets; -1 when its default is to be evaluated. */
function optionOf(on: Evaluator, { optional, fallback }: Param, value: number, isOption: boolean): number {
  const { pool } = on
  if (!optional) return value
  if (fallback === undefined) {
    if (value < 0) return pool.construct('None')
    return isOption ? value : pool.construct('Some', value)
  }
  if (value < 0 || !isOption) return value
  const option = pool.value(value)
  if (option.kind !== 'construct') return pool.any
  return option.name === 'None' ? -1 : (option.args[0] ?? pool.any)
}

function bindParams(
  on: Evaluator,
  lambda: Lambda,
  env: EnvId,
  values: readonly number[],
  from: number,
  site: Expr,
  kont: FrameId,
): Outcome {
  let envs: readonly EnvId[] = [env]
  let guessed = false
  for (let index = from; index < lambda.params.length; index++) {
    const { pattern, fallback } = lambda.params[index]
    if (values[index] < 0 && fallback !== undefined) {
      const [bound] = envs
      const next = on.frames.push({
        kind: 'fallback',
        expr: lambda.id,
        env: bound,
        other: site.id,
        index,
        values,
        next: kont,
      })
      return { kind: 'next', state: on.eval(fallback, bound, next) }
    }
    envs = envs.flatMap((bound) => {
      const matched = matchAll(on, bound, pattern, on.forms(lambda.body, pattern, values[index]))
      guessed ||= matched.lossy
      return matched.envs.length === 0 ? [bound] : matched.envs
    })
  }
  const next = enter(on, lambda, site, kont)
  return oneOf(
    envs.map((bound) => on.eval(lambda.body, bound, next)),
    guessed,
  )
}

/** The default of an optional parameter has its value. */
export function resumeFallback(on: Evaluator, frame: Frame, value: ValueId): Outcome {
  const lambda = on.exprs[frame.expr] as Lambda
  const values = frame.values.map((one, index) => (index === frame.index ? value : one))
  return bindParams(on, lambda, frame.env, values, frame.index, on.exprs[frame.other], frame.next)
}

/** The stack inside a call. A call in tail position takes the place of its caller; the user's call site stays. */
function enter(on: Evaluator, lambda: Lambda, site: Expr, kont: FrameId): FrameId {
  const top = on.frames.frame(kont)
  if (top.kind !== 'return') return on.frames.push({ kind: 'return', expr: site.id, index: lambda.id, next: kont })
  const expr = isPrelude(site) ? top.expr : site.id
  return on.frames.push({ kind: 'return', expr, index: lambda.id, next: top.next })
}

function tooDeep(on: Evaluator, lambda: Lambda, kont: FrameId): boolean {
  if (on.frames.facts(kont).height > HIGHEST) return true
  if (on.frames.frame(kont).kind === 'return') return false
  let same = 0
  for (const frame of on.frames.callers(kont)) if (frame.index === lambda.id) same++
  return same >= DEEPEST_RECURSION
}

/**
 * A function whose source is not here calls the closures that it is given, any number of times, in any order. Of one that
 * nothing is known of that is a guess: another thread may call them later.
 */
export function callUnknown(
  on: Evaluator,
  closures: readonly ValueId[],
  site: Expr,
  kont: FrameId,
  result = on.pool.any,
  guess = true,
): Outcome {
  const done = on.give(result, kont)
  if (closures.length === 0) return { kind: 'next', state: done }
  const again = on.frames.push({ kind: 'havoc', expr: site.id, index: guess ? 1 : 0, values: closures, next: kont })
  const calls = closures.flatMap((closure): readonly State[] => {
    const outcome = apply(on, closure, unknownArguments(on, closure), site, again)
    if (outcome.kind === 'next') return [outcome.state]
    if (outcome.kind === 'choose') return outcome.states
    // A native function alone, such as a lock's unlock given as a callback: its operation needs a state of its own.
    return [
      on.give(
        closure,
        on.frames.push({ kind: 'more', expr: site.id, given: unknownArguments(on, closure), next: again }),
      ),
    ]
  })
  return { kind: 'choose', lossy: guess, states: [done, ...calls] }
}

function unknownArguments(on: Evaluator, id: ValueId): readonly Given[] {
  const value = on.pool.value(id)
  const { any } = on.pool
  if (value.kind === 'extern') {
    const missing = (NATIVES[value.name]?.arity ?? 1) - value.given.length
    return Array.from({ length: Math.max(1, missing) }, () => ({ label: undefined, optional: false, value: any }))
  }
  if (value.kind !== 'fun') return [{ label: undefined, optional: false, value: any }]
  const { params } = on.exprs[value.expr] as Lambda
  const labels = value.given.map(({ label }) => label)
  let positional = labels.filter((label) => label === undefined).length
  return params.flatMap(({ label, optional }): readonly Given[] => {
    if (optional || (label !== undefined && labels.includes(label))) return []
    if (label === undefined && positional-- > 0) return []
    return [{ label, optional: false, value: any }]
  })
}

/** The functions in a value. */
function closuresIn(on: Evaluator, id: ValueId): readonly ValueId[] {
  const value = on.pool.value(id)
  if (value.kind === 'fun') return [id]
  if (value.kind === 'extern') return NATIVES[value.name] === undefined ? [] : [id]
  return contents(value).flatMap((part) => closuresIn(on, part))
}

function applyExtern(on: Evaluator, name: string, given: readonly Given[], site: Expr, kont: FrameId): Outcome {
  const { pool } = on
  if (name === '__call') return apply(on, given[0].value, unknownArguments(on, given[0].value), site, kont)
  if (name === '__again' && pool.value(given[0].value).kind === 'fun') {
    return apply(on, given[0].value, unknownArguments(on, given[0].value), site, kont)
  }
  const native = NATIVES[name]
  if (native !== undefined) {
    if (given.length < native.arity) {
      return { kind: 'next', state: on.give(pool.intern({ kind: 'extern', name, given }), kont) }
    }
    const rest = given.slice(native.arity)
    const after = rest.length === 0 ? kont : on.frames.push({ kind: 'more', expr: site.id, given: rest, next: kont })
    const args = given.slice(0, native.arity).map(({ value }) => value)
    return native.run(on, args, site, after)
  }
  const closures = [...new Set(given.flatMap(({ value }) => closuresIn(on, value)))]
  if (unknownModule(name)) noteUnknown(on, name, given, site, kont)
  const result = given.some(({ value }) => isLost(on, value)) ? pool.lost() : pool.any
  const called = callUnknown(on, closures, site, kont, result, unknownModule(name))
  const exception = raisedBy(name)
  if (exception === undefined) return called
  const raised = on.raise(pool.construct(exception, pool.any), kont)
  return {
    kind: 'choose',
    lossy: unknownModule(name),
    states: [raised, ...(called.kind === 'choose' ? called.states : [on.give(result, kont)])],
  }
}

function noteUnknown(on: Evaluator, name: string, given: readonly Given[], site: Expr, kont: FrameId): void {
  const declared = on.outside.declared.get(name)
  const where =
    declared === undefined
      ? ''
      : `: ${declared.file}:${declared.line} declares it, and its source is not among the files`
  const locks = given.some(({ value }) => reachesLock(on, value)) || declared?.locks === true
  const enters = on.outside.entries.has(name.slice(name.lastIndexOf('.') + 1))
  on.note(site, kont, `the function ${name}${where}`, locks || enters || soundsLikeALock(name))
}

/** What is computed from what was lost is lost too. */
function isLost(on: Evaluator, id: ValueId): boolean {
  const { kind } = on.pool.value(id)
  return kind === 'lost' || kind === 'range'
}

function reachesLock(on: Evaluator, id: ValueId): boolean {
  const value = on.pool.value(id)
  if (value.kind === 'mutex' || value.kind === 'condition') return true
  return contents(value).some((part) => reachesLock(on, part))
}
