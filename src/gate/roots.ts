import type { Expr, Item, Unit } from './syntax.ts'
import { subexpressions } from './syntax.ts'

/** Functions by which a server is driven when nothing in its files does it. */
export interface Entries {
  /** Called again and again by the thread that runs the scheduler. */
  readonly scheduler: readonly string[]
  /** Called once by the main thread. */
  readonly main: readonly string[]
}

/** Files that make one program, what they depend on first. */
export interface Program {
  readonly name: string
  readonly units: readonly Unit[]
  /** OCaml that calls what nothing in the files calls. */
  readonly harness: string
}

/** Groups files into programs: each file that no other mentions, with what it mentions. */
export function programsOf(units: readonly Unit[], entries: Entries): readonly Program[] {
  const byModule = new Map(units.map((unit) => [unit.module, unit]))
  const mentioned = new Set(units.flatMap((unit) => [...unit.mentions].filter((name) => name !== unit.module)))
  const tops = units.filter(({ module }) => !mentioned.has(module))
  const roots = tops.length > 0 ? tops : units.slice(0, 1)
  const programs = roots.map((root) => programOf(root, byModule, entries))
  const driven = programs.filter(({ harness }) => harness !== '')
  return driven.length > 0 && driven.length < programs.length
    ? programs.filter((program) => program.harness !== '' || hasEffects(program))
    : programs
}

function programOf(root: Unit, byModule: ReadonlyMap<string, Unit>, entries: Entries): Program {
  const units: Unit[] = []
  const seen = new Set<string>()
  const visit = (unit: Unit): void => {
    if (seen.has(unit.module)) return
    seen.add(unit.module)
    for (const name of [...unit.mentions].sort()) {
      const other = byModule.get(name)
      if (other !== undefined) visit(other)
    }
    units.push(unit)
  }
  visit(root)
  return { name: root.module, units, harness: harnessOf(root, units, entries) }
}

/** Whether a program does something when it starts. */
function hasEffects({ units }: Program): boolean {
  return units.some(({ body }) => itemsOf(body).some((item) => item.kind === 'eval'))
}

function itemsOf(expr: Expr): readonly Item[] {
  return expr.kind === 'struct' ? expr.items : []
}

/** The top-level functions of a unit, those of its modules included, by path. */
function functionsOf(body: Expr, path: string): readonly string[] {
  return itemsOf(body).flatMap((item): readonly string[] => {
    if (item.kind !== 'let') return []
    return item.bindings.flatMap(({ pattern, value }): readonly string[] => {
      if (pattern.kind !== 'var') return []
      const name = `${path}.${pattern.name}`
      if (value.kind === 'struct') return functionsOf(value, name)
      return value.kind === 'fun' &&
        value.name !== 'functor' &&
        /^[a-z]/.test(pattern.name) &&
        !pattern.name.includes(' ')
        ? [name]
        : []
    })
  })
}

function harnessOf(root: Unit, units: readonly Unit[], entries: Entries): string {
  const functions = units.flatMap((unit) => functionsOf(unit.body, unit.module))
  const called = namesIn(units)
  const open = (names: readonly string[]): readonly string[] =>
    values(root)
      .concat(functions)
      .filter((name, index, all) => {
        const last = name.slice(name.lastIndexOf('.') + 1)
        return all.indexOf(name) === index && names.includes(last) && !called.has(last)
      })
  const schedulers = open(entries.scheduler)
  const mains = open(entries.main)
  if (schedulers.length + mains.length > 0) {
    return [
      ...schedulers.map((name) => `let _ = Thread.create __scheduler (fun () -> __call ${name})`),
      ...mains.map((name) => `let _ = __again (__call ${name})`),
    ].join('\n')
  }
  if (units.some(({ body }) => itemsOf(body).some((item) => item.kind === 'eval' || isEffect(item)))) return ''
  const uncalled = functionsOf(root.body, root.module).filter(
    (name) => !called.has(name.slice(name.lastIndexOf('.') + 1)),
  )
  return uncalled
    .flatMap((name) => [1, 2].map(() => `let _ = Thread.create __callers (fun () -> __call ${name})`))
    .join('\n')
}

/** Top-level values that may be functions although no `fun` is in sight: partial applications, aliases. */
function values({ body, module }: Unit): string[] {
  return itemsOf(body).flatMap((item) =>
    item.kind !== 'let'
      ? []
      : item.bindings.flatMap(({ pattern }) =>
          pattern.kind === 'var' && /^[a-z]/.test(pattern.name) && !pattern.name.includes(' ')
            ? [`${module}.${pattern.name}`]
            : [],
        ),
  )
}

/** `let () = …` that creates threads, or calls what may. */
function isEffect(item: Item): boolean {
  if (item.kind !== 'let') return false
  return item.bindings.some(({ pattern, value }) => pattern.kind === 'const' && createsThreads(value))
}

function createsThreads(value: Expr): boolean {
  let found = false
  walk(value, (expr) => {
    if (
      expr.kind === 'var' &&
      /^(create|spawn|main|run|start|serve|listen|http_listen|loop)/.test(expr.path.at(-1) ?? '')
    ) {
      found = true
    }
  })
  return found
}

/** Names that are used somewhere, by their last part. A function that only names itself is not used. */
function namesIn(units: readonly Unit[]): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { body } of units) {
    walk(body, (expr) => {
      if (expr.kind !== 'var') return
      const last = expr.path.at(-1) ?? ''
      if (!expr.scope.split('.').includes(last)) names.add(last)
    })
  }
  return names
}

/** Visits an expression and all inside it, with a stack of its own. */
export function walk(root: Expr, visit: (expr: Expr) => void): void {
  const pending: Expr[] = [root]
  for (let expr = pending.pop(); expr !== undefined; expr = pending.pop()) {
    visit(expr)
    pending.push(...childrenOf(expr))
  }
}

function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'fun':
      return [...expr.params.flatMap(({ fallback }) => fallback ?? []), expr.body]
    case 'let':
      return [...expr.bindings.map(({ value }) => value), expr.body]
    case 'seq':
      return expr.items
    case 'if':
      return expr.no === undefined ? [expr.test, expr.yes] : [expr.test, expr.yes, expr.no]
    case 'match':
    case 'try':
      return [expr.value, ...expr.cases.flatMap(({ guard, body }) => (guard === undefined ? [body] : [guard, body]))]
    case 'while':
      return [expr.test, expr.body]
    case 'for':
      return [expr.from, expr.to, expr.body]
    case 'struct':
      return expr.items.flatMap((item) =>
        item.kind === 'let'
          ? item.bindings.map(({ value }) => value)
          : [item.kind === 'eval' ? item.value : item.module],
      )
    case 'open':
      return [expr.module, expr.body]
    default:
      return subexpressions(expr)
  }
}
