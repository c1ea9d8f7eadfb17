import { bindingsOf, fieldOf, nameOf, parts, pathOf } from './cst.ts'
import { lowerClass } from './lower-object.ts'
import { lowerPattern } from './lower-pattern.ts'
import type { Place } from './source-report.ts'
import type { Binding, Case, Cst, Expr, Item, Param } from './syntax.ts'
import { plainParam, positional } from './syntax.ts'

/** An expression without what every expression has. */
type Bare = Expr extends infer E ? (E extends Expr ? Omit<E, 'id' | 'at' | 'scope'> : never) : never

/** Lowers one kind of expression. */
export type LowerExpression = (to: Lowering, node: Cst) => Expr

/** Turns the concrete syntax of one file into expressions. */
export class Lowering {
  readonly #file: string
  readonly #next: () => number
  readonly #expressions: Readonly<Record<string, LowerExpression>>
  readonly mutable: string[] = []
  readonly mentions = new Set<string>()
  readonly unknown: { at: Place; what: string }[] = []
  #scope: readonly string[]
  /** Instance variables of the objects around: reading one is reading a reference. */
  instance: readonly string[] = []

  constructor(
    file: string,
    module: string,
    next: () => number,
    expressions: Readonly<Record<string, LowerExpression>>,
  ) {
    this.#file = file
    this.#next = next
    this.#expressions = expressions
    this.#scope = [module]
  }

  place(node: Cst): Place {
    const { line, column, endLine, endColumn } = node
    return { file: this.#file, line, column, endLine, endColumn }
  }

  make(node: Cst, bare: Bare): Expr {
    return { ...bare, id: this.#next(), at: this.place(node), scope: this.#scope.join('.') } as Expr
  }

  within<T>(name: string | undefined, body: () => T): T {
    if (name === undefined) return body()
    const before = this.#scope
    this.#scope = [...before, name]
    try {
      return body()
    } finally {
      this.#scope = before
    }
  }

  give(node: Cst, what: string, inner: readonly Expr[] = []): Expr {
    if (!node.broken) this.unknown.push({ at: this.place(node), what })
    return this.make(node, { kind: 'unknown', what, inner })
  }

  unit(node: Cst): Expr {
    return this.make(node, { kind: 'const', value: '()' })
  }

  variable(node: Cst, ...path: readonly string[]): Expr {
    if (path.length > 1) this.mentions.add(path[0])
    return this.make(node, { kind: 'var', path })
  }

  call(node: Cst, fn: Expr, ...values: readonly Expr[]): Expr {
    return this.make(node, { kind: 'apply', fn, args: values.map(positional) })
  }

  // Structures

  items(nodes: readonly Cst[]): readonly Item[] {
    return nodes.flatMap((node) => {
      const before = this.#scope
      try {
        return this.#item(node)
      } catch {
        // A broken tree lacks parts that a whole one has.
        this.#scope = before
        this.unknown.push({ at: this.place(node), what: 'this cannot be read' })
        return []
      }
    })
  }

  structure(node: Cst): Expr {
    return this.make(node, { kind: 'struct', items: this.items(parts(node)) })
  }

  #item(node: Cst): readonly Item[] {
    switch (node.type) {
      case 'value_definition':
        return [this.#definition(node)]
      case 'expression_item':
        return parts(node)
          .slice(0, 1)
          .map((value) => ({ kind: 'eval', value: this.expr(value) }) as const)
      case 'module_definition':
        return [this.#modules(node)]
      case 'open_module':
        return [{ kind: 'open', module: this.module(fieldOf(node, 'module')) }]
      case 'include_module':
        return [{ kind: 'include', module: this.module(fieldOf(node, 'module')) }]
      case 'type_definition':
        this.#types(node)
        return []
      case 'external':
        return this.#external(node)
      case 'class_definition':
        return [{ kind: 'let', rec: true, bindings: parts(node).flatMap((part) => lowerClass(this, part)) }]
      case 'exception_definition':
      case 'module_type_definition':
      case 'class_type_definition':
      case 'floating_attribute':
      case 'shebang':
      case 'toplevel_directive':
      case 'attribute':
        return []
      case 'let_expression':
        return [{ kind: 'eval', value: this.expr(node) }]
      default:
        if (!node.broken) this.unknown.push({ at: this.place(node), what: node.type })
        return []
    }
  }

  #external(node: Cst): readonly Item[] {
    const name = nameOf(node)
    const value = this.make(node, { kind: 'var', path: ['%external', name] })
    return name === '' ? [] : [{ kind: 'let', rec: false, bindings: [{ pattern: { kind: 'var', name }, value }] }]
  }

  #types(node: Cst): void {
    const pending = [...node.children]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (next.type === 'field_declaration') {
        const name = next.children.find(({ type }) => type === 'field_name')
        if (next.children.some(({ type }) => type === 'mutable') && name !== undefined) this.mutable.push(name.text)
      } else pending.push(...next.children)
    }
  }

  #modules(node: Cst): Item {
    if (node.children.some(({ type }) => type === 'rec')) {
      this.unknown.push({
        at: this.place(node),
        what: 'recursive modules: what one takes from a later one is not followed',
      })
    }
    const bindings = parts(node)
      .filter(({ type }) => type === 'module_binding')
      .map((binding): Binding => {
        const name = binding.children.find(({ type }) => type === 'module_name')?.text ?? '_'
        const value = this.within(name, () => {
          const params = binding.children.filter(({ type }) => type === 'module_parameter')
          const body = this.module(fieldOf(binding, 'body'))
          return params.length === 0 ? body : this.#functor(binding, params, body)
        })
        return { pattern: { kind: 'var', name }, value }
      })
    return { kind: 'let', rec: false, bindings }
  }

  #functor(node: Cst, parameters: readonly Cst[], body: Expr): Expr {
    const params = parameters.map(
      (parameter): Param =>
        plainParam({
          kind: 'var',
          name: parameter.children.find(({ type }) => type === 'module_name')?.text ?? '_',
        }),
    )
    return this.make(node, { kind: 'fun', params, body, name: 'functor' })
  }

  module(node: Cst | undefined): Expr {
    if (node === undefined) throw new TypeError('a module without an expression')
    switch (node.type) {
      case 'module_path':
      case 'extended_module_path':
        return this.#modulePath(node)
      case 'structure':
        return this.structure(node)
      case 'parenthesized_module_expression':
        return this.module(parts(node)[0])
      case 'typed_module_expression':
        return this.module(fieldOf(node, 'module'))
      case 'packed_module':
        return this.expr(fieldOf(node, 'value') as Cst)
      case 'module_application': {
        const argument = fieldOf(node, 'argument')
        const fn = this.module(fieldOf(node, 'functor'))
        return this.call(node, fn, argument === undefined ? this.unit(node) : this.module(argument))
      }
      case 'functor': {
        const params = node.children.filter(({ type }) => type === 'module_parameter')
        return this.#functor(node, params, this.module(fieldOf(node, 'body')))
      }
      default:
        return this.give(node, node.type)
    }
  }

  #modulePath(node: Cst): Expr {
    const path = pathOf(node)
    this.mentions.add(path[0])
    return this.make(node, { kind: 'var', path })
  }

  // Values

  #definition(node: Cst): Extract<Item, { kind: 'let' }> {
    const rec = node.children.some(({ type }) => type === 'rec')
    return { kind: 'let', rec, bindings: bindingsOf(node).map((binding) => this.binding(binding)) }
  }

  binding(node: Cst): Binding {
    const pattern = fieldOf(node, 'pattern')
    const body = fieldOf(node, 'body')
    if (pattern === undefined || body === undefined) return { pattern: { kind: 'any' }, value: this.give(node, 'let') }
    const lowered = lowerPattern(this, pattern)
    const name = lowered.kind === 'var' ? lowered.name : undefined
    const value = this.within(name, () => {
      const params = this.params(node)
      const inner = this.expr(body)
      if (params.length > 0) return this.make(node, { kind: 'fun', params, body: inner, name: name ?? '' })
      return inner.kind === 'fun' && name !== undefined ? { ...inner, name } : inner
    })
    return { pattern: lowered, value }
  }

  params(node: Cst): readonly Param[] {
    return node.children.filter(({ type }) => type === 'parameter').map((parameter) => this.#param(parameter))
  }

  #param(node: Cst): Param {
    const tokens = node.children.map(({ type, text }) => (type === 'label_name' ? type : text))
    const pattern = fieldOf(node, 'pattern')
    const fallback = fieldOf(node, 'default')
    const lowered = pattern === undefined ? ({ kind: 'any' } as const) : lowerPattern(this, pattern)
    const optional = tokens.some((token) => token.startsWith('?'))
    const labelled = optional || tokens.some((token) => token.startsWith('~'))
    const explicit = node.children.find(({ type }) => type === 'label_name')?.text
    const own = lowered.kind === 'var' ? lowered.name : undefined
    return {
      pattern: lowered,
      label: labelled ? (explicit ?? own) : undefined,
      optional,
      fallback: fallback === undefined ? undefined : this.expr(fallback),
    }
  }

  cases(node: Cst): readonly Case[] {
    return node.children
      .filter(({ type }) => type === 'match_case')
      .map((one): Case => {
        const pattern = fieldOf(one, 'pattern') as Cst
        const inner = pattern.type === 'exception_pattern' ? (fieldOf(pattern, 'pattern') as Cst) : pattern
        const guard = one.children.find(({ type }) => type === 'guard')
        const body = fieldOf(one, 'body')
        return {
          pattern: lowerPattern(this, inner),
          exception: inner !== pattern,
          guard: guard === undefined ? undefined : this.expr(fieldOf(guard, 'expression') as Cst),
          body:
            body === undefined || body.type === 'refutation_case' ? this.raise(one, 'Match_failure') : this.expr(body),
        }
      })
  }

  raise(node: Cst, name: string): Expr {
    const value = this.make(node, { kind: 'construct', name, args: [] })
    return this.call(node, this.variable(node, 'raise'), value)
  }

  sequence(nodes: readonly Cst[]): readonly Expr[] {
    return nodes.map((node) => this.expr(node))
  }

  expr(node: Cst): Expr {
    const lower = this.#expressions[node.type]
    if (lower !== undefined) return lower(this, node)
    return this.give(node, node.type === 'ERROR' ? 'this does not parse' : node.type, this.#inside(node))
  }

  #inside(node: Cst): readonly Expr[] {
    return parts(node)
      .filter(({ type }) => this.#expressions[type] !== undefined)
      .map((part) => this.expr(part))
  }

  definitions(node: Cst): Extract<Item, { kind: 'let' }> {
    return this.#definition(node)
  }

  modules(node: Cst): Extract<Item, { kind: 'let' }> {
    return this.#modules(node) as Extract<Item, { kind: 'let' }>
  }
}
