import type { Frame, FrameId, Frames } from './frames.ts'
import { constructForms, listForms } from './match.ts'
import { anyNumber } from './numbers.ts'
import type { Pool, ValueId } from './pool.ts'
import { walk } from './roots.ts'
import type { Expr, Pattern } from './syntax.ts'

/** What is asked of a name somewhere below. */
interface Asked {
  readonly times: number
  readonly patterns: readonly Pattern[]
}

/**
 * Two tests of one value that is not known have the same answer. A name that is tested more than once is therefore taken
 * for each form that the tests tell apart, where it is bound; any other test that stands twice in one definition is a
 * guess, and so is what a function answers that is asked twice.
 */
export class Questions {
  readonly #asked = new Map<number, ReadonlyMap<string, Asked>>()
  readonly #repeated = new Set<number>()
  /** By its words, where something is asked of a function that is told nothing by which its answers could differ. */
  readonly #outside: Asking = new Map()

  /** Reads one definition of a file. */
  read(definition: Expr): void {
    const places: Asking = new Map()
    const byName = new Map<string, Expr[]>()
    const bound: (readonly [name: string, value: Expr])[] = []
    walk(definition, (expr) => {
      for (const test of testsIn(expr)) {
        this.#note(places, test, [test])
        if (isOutside(test)) this.#note(this.#outside, test, [test])
        if (test.kind === 'var') listed(byName, test.path.join('.')).push(test)
      }
      bound.push(...boundIn(expr))
    })
    for (const [name, value] of bound) this.#note(this.#outside, value, [value, ...(byName.get(name) ?? [])])
  }

  /** Something is asked here, and these tests decide by the answer. */
  #note(asking: Asking, test: Expr, tests: readonly Expr[]): void {
    const key = keyOf(test, 0)
    const [first, ...others] = listed(asking, key)
    if (first === undefined) asking.set(key, [test, ...tests])
    else if (first.id !== test.id) for (const { id } of [first, ...others, ...tests]) this.#repeated.add(id)
  }

  /** Whether a test stands more than once in its definition, or, when it is told nothing, anywhere. */
  isRepeated(test: Expr): boolean {
    return this.#repeated.has(test.id)
  }

  /** Whether what is chosen with this stack is the answer to a test that stands twice: nothing else is done with it. */
  isAnswer(frames: Frames, exprs: readonly Expr[], stack: FrameId): boolean {
    for (let at = stack; at !== frames.bottom; ) {
      const frame = frames.frame(at)
      const asked = askedBy(exprs[frame.expr], frame)
      if (asked !== undefined && this.isRepeated(bare(asked))) return true
      if (at !== stack && frame.kind !== 'return' && frame.kind !== 'parts') return false
      at = frame.next
    }
    return false
  }

  /** The forms of an unknown value that the scope of its name tells apart, when it does so more than once. */
  forms(pool: Pool, scope: Expr, name: string): readonly ValueId[] | undefined {
    const asked = this.#askedIn(scope).get(name)
    if (asked === undefined || asked.times < 2) return undefined
    const forms = [...new Set(asked.patterns.flatMap((pattern) => formsOf(pool, pattern)))]
    return forms.length < 2 || forms.length > MOST_FORMS ? undefined : forms
  }

  #askedIn(scope: Expr): ReadonlyMap<string, Asked> {
    const known = this.#asked.get(scope.id)
    if (known !== undefined) return known
    const found = new Map<string, Asked>()
    walk(scope, (expr) => {
      for (const [name, patterns] of namesAsked(expr)) {
        const before = found.get(name) ?? { times: 0, patterns: [] }
        found.set(name, { times: before.times + 1, patterns: [...before.patterns, ...patterns] })
      }
    })
    this.#asked.set(scope.id, found)
    return found
  }
}

/** By its words, where something is asked first, and the tests that decide by that answer. */
type Asking = Map<string, Expr[]>

function listed(lists: Map<string, Expr[]>, key: string): Expr[] {
  const known = lists.get(key) ?? []
  lists.set(key, known)
  return known
}

const MOST_FORMS = 6

const TRUE: Pattern = { kind: 'construct', name: 'true', args: [] }

/** `not x` asks the same as `x`. */
export function bare(test: Expr): Expr {
  const negated = test.kind === 'apply' && test.fn.kind === 'var' && test.fn.path.join() === 'not'
  return negated ? bare(test.args[0].value) : test
}

/** What a frame waits for the value of, in order to decide by it or to give it a name. */
function askedBy(expr: Expr, { kind, index }: Frame): Expr | undefined {
  if (kind === 'if' && expr.kind === 'if') return expr.test
  if (kind === 'while' && expr.kind === 'while' && index === 0) return expr.test
  if (kind === 'match' && expr.kind === 'match') return expr.value
  return kind === 'let' && expr.kind === 'let' ? expr.bindings[index].value : undefined
}

function namesAsked(expr: Expr): readonly (readonly [string, readonly Pattern[]])[] {
  if (expr.kind === 'if' || expr.kind === 'while') {
    const test = bare(expr.test)
    return test.kind === 'var' && test.path.length === 1 ? [[test.path[0], [TRUE]]] : []
  }
  if (expr.kind !== 'match' || expr.value.kind !== 'var' || expr.value.path.length !== 1) return []
  return [[expr.value.path[0], expr.cases.filter((one) => !one.exception).map(({ pattern }) => pattern)]]
}

/** The forms that a pattern tells apart, by its outermost constructor. */
function formsOf(pool: Pool, pattern: Pattern): readonly ValueId[] {
  switch (pattern.kind) {
    case 'alias':
      return formsOf(pool, pattern.pattern)
    case 'or':
      return pattern.patterns.flatMap((inner) => formsOf(pool, inner))
    case 'list':
      return listForms(pool)
    case 'construct':
      return pattern.name === '::' ? listForms(pool) : constructForms(pool, pattern.name, pattern.args.length)
    case 'const': {
      const constant = pool.intern({ kind: 'const', value: pattern.value })
      if (/^-?\d/.test(pattern.value)) return anyNumber(pool)
      return pattern.value === '()' ? [] : [constant, pool.construct('%other')]
    }
    default:
      return []
  }
}

const COMPARISON = /^(=|==|<>|!=|<|>|<=|>=)$/

/** The expressions by which an expression decides. */
function testsIn(expr: Expr): readonly Expr[] {
  if (expr.kind === 'if' || expr.kind === 'while') return [bare(expr.test)]
  if (expr.kind === 'match') return [expr.value]
  const compares = expr.kind === 'apply' && expr.fn.kind === 'var' && COMPARISON.test(expr.fn.path.join())
  return compares ? [expr] : []
}

/** The names that are given to what the outside answers. */
function boundIn(expr: Expr): readonly (readonly [name: string, value: Expr])[] {
  if (expr.kind !== 'let') return []
  return expr.bindings.flatMap(({ pattern, value }) =>
    pattern.kind === 'var' && isOutside(value) ? [[pattern.name, value] as const] : [],
  )
}

/** A call of a named function with nothing but constants: it has one answer, unless that changes, or is random. */
function isOutside(test: Expr): boolean {
  if (test.kind !== 'apply' || test.fn.kind !== 'var' || test.fn.path[0] === 'Random') return false
  return test.args.every(
    ({ value }) => value.kind === 'const' || (value.kind === 'construct' && value.args.length === 0),
  )
}

const DEEPEST = 6

/** The words of an expression: equal ones have equal keys. */
function keyOf(expr: Expr, depth: number): string {
  const part = (inner: Expr): string => keyOf(inner, depth + 1)
  if (depth > DEEPEST) return `#${expr.id}`
  switch (expr.kind) {
    case 'const':
      return expr.value
    case 'var':
      return expr.path.join('.')
    case 'construct':
      return `${expr.name}(${expr.args.map(part).join()})`
    case 'apply':
      return `${part(expr.fn)}(${expr.args.map(({ label, value }) => `${label ?? ''}:${part(value)}`).join()})`
    case 'field':
      return `${part(expr.of)}.${expr.name}`
    case 'tuple':
      return `(${expr.items.map(part).join()})`
    default:
      return `#${expr.id}`
  }
}
