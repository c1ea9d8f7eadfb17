import { lowerClass, lowerObject } from './lower-object.ts'
import { lowerPattern } from './lower-pattern.ts'
import type { Place } from './source-report.ts'
import type { Argument, Binding, Case, Cst, Expr, Item, Param, Unit } from './syntax.ts'

/** An expression without what every expression has. */
type Bare = Expr extends infer E ? (E extends Expr ? Omit<E, 'id' | 'at' | 'scope'> : never) : never

/** Turns the concrete syntax of one file into expressions. */
export class Lowering {
  readonly #file: string
  readonly #next: () => number
  readonly mutable: string[] = []
  readonly mentions = new Set<string>()
  readonly unknown: { at: Place; what: string }[] = []
  #scope: readonly string[]
  /** Instance variables of the objects around: reading one is reading a reference. */
  instance: readonly string[] = []

  constructor(file: string, module: string, next: () => number) {
    this.#file = file
    this.#next = next
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
    this.unknown.push({ at: this.place(node), what })
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
    return nodes.flatMap((node) => this.#item(node))
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
        this.unknown.push({ at: this.place(node), what: node.type === 'ERROR' ? 'this does not parse' : node.type })
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
    if (node === undefined) throw new Error('a module without an expression')
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
    const lower = EXPRESSIONS[node.type]
    if (lower !== undefined) return lower(this, node)
    return this.give(node, node.type === 'ERROR' ? 'this does not parse' : node.type, this.#inside(node))
  }

  #inside(node: Cst): readonly Expr[] {
    return parts(node)
      .filter(({ type }) => EXPRESSIONS[type] !== undefined)
      .map((part) => this.expr(part))
  }

  definitions(node: Cst): Extract<Item, { kind: 'let' }> {
    return this.#definition(node)
  }

  modules(node: Cst): Extract<Item, { kind: 'let' }> {
    return this.#modules(node) as Extract<Item, { kind: 'let' }>
  }
}

/** `let* x = a and* y = b in c`: `( let* ) (( and* ) a b) (fun (x, y) -> c)`. */
function bindingOperator(to: Lowering, node: Cst, definition: Cst, operator: string): Expr {
  const bindings = bindingsOf(definition).map((binding) => to.binding(binding))
  const and = definition.children.find(({ type }) => type === 'let_and_operator')?.text
  let { pattern, value } = bindings[0]
  for (const next of bindings.slice(1)) {
    value = to.call(definition, to.variable(definition, and ?? 'and*'), value, next.value)
    pattern = { kind: 'tuple', items: [pattern, next.pattern] }
  }
  const body = to.expr(fieldOf(node, 'body') as Cst)
  const then = to.make(node, { kind: 'fun', params: [plainParam(pattern)], body, name: operator })
  return to.call(node, to.variable(definition, operator), value, then)
}

function letExpression(to: Lowering, node: Cst): Expr {
  const definition = parts(node).find(({ type }) => type === 'value_definition') as Cst
  const operator = definition.children.find(({ type }) => type === 'let_operator')?.text
  if (operator !== undefined) return bindingOperator(to, node, definition, operator)
  const { rec, bindings } = to.definitions(definition)
  return to.make(node, { kind: 'let', rec, bindings, body: to.expr(fieldOf(node, 'body') as Cst) })
}

function application(to: Lowering, node: Cst): Expr {
  const fn = fieldOf(node, 'function') as Cst
  const args = node.children.filter(({ field }) => field === 'argument').map((one) => argument(to, one))
  const values = args.map(({ value }) => value)
  if (fn.type === 'constructor_path')
    return to.make(node, { kind: 'construct', name: lastOf(fn), args: spread(values) })
  if (fn.type === 'tag') return to.make(node, { kind: 'construct', name: fn.text, args: spread(values) })
  return to.make(node, { kind: 'apply', fn: to.expr(fn), args })
}

/** `C (a, b)` has two arguments. */
function spread(values: readonly Expr[]): readonly Expr[] {
  return values.length === 1 && values[0].kind === 'tuple' ? values[0].items : values
}

function argument(to: Lowering, node: Cst): Argument {
  if (node.type !== 'labeled_argument') return positional(to.expr(node))
  const label = node.children.find(({ type }) => type === 'label_name')
  const expression = fieldOf(node, 'expression')
  const optional = node.children.some(({ text }) => text.startsWith('?'))
  const name = label?.text ?? ''
  return { label: name, optional, value: expression === undefined ? readName(to, node, [name]) : to.expr(expression) }
}

/** A name; that of an instance variable stands for what its reference holds. */
function readName(to: Lowering, node: Cst, path: readonly string[]): Expr {
  const value = to.variable(node, ...path)
  return path.length === 1 && to.instance.includes(path[0]) ? to.call(node, to.variable(node, '!'), value) : value
}

function infix(to: Lowering, node: Cst): Expr {
  const [left, right] = [to.expr(fieldOf(node, 'left') as Cst), to.expr(fieldOf(node, 'right') as Cst)]
  const operator = fieldOf(node, 'operator')?.text ?? ''
  const truth = (name: string): Expr => to.make(node, { kind: 'construct', name, args: [] })
  if (operator === '&&' || operator === '&')
    return to.make(node, { kind: 'if', test: left, yes: right, no: truth('false') })
  if (operator === '||' || operator === 'or')
    return to.make(node, { kind: 'if', test: left, yes: truth('true'), no: right })
  if (operator === '|>') return to.call(node, right, left)
  if (operator === '@@') return to.call(node, left, right)
  return to.call(node, to.variable(fieldOf(node, 'operator') ?? node, operator), left, right)
}

function record(to: Lowering, node: Cst): Expr {
  const base = fieldOf(node, 'record')
  const fields = node.children
    .filter(({ type }) => type === 'field_expression')
    .map((field) => {
      const name = lastOf(field.children.find(({ type }) => type === 'field_path') as Cst)
      const body = fieldOf(field, 'body')
      return { name, value: to.within(name, () => (body === undefined ? to.variable(field, name) : to.expr(body))) }
    })
  return to.make(node, { kind: 'record', base: base === undefined ? undefined : to.expr(base), fields })
}

function assignment(to: Lowering, node: Cst): Expr {
  const target = parts(node)[0]
  const value = to.expr(fieldOf(node, 'body') as Cst)
  if (target.type === 'field_get_expression') {
    const of = to.expr(fieldOf(target, 'record') as Cst)
    return to.make(node, { kind: 'set', of, name: lastOf(fieldOf(target, 'field') as Cst), value })
  }
  if (target.type === 'instance_variable_name') {
    return to.call(node, to.variable(node, ':='), to.variable(target, target.text), value)
  }
  const [of, index] = parts(target)
  return to.call(node, to.variable(node, 'Array', 'set'), to.expr(of), to.expr(index), value)
}

function branch(to: Lowering, node: Cst): Expr {
  const arm = (type: string): Cst | undefined => {
    const clause = node.children.find((child) => child.type === type)
    return clause && (fieldOf(clause, 'expression') ?? parts(clause)[0])
  }
  const [yes, no] = [arm('then_clause'), arm('else_clause')]
  return to.make(node, {
    kind: 'if',
    test: to.expr(fieldOf(node, 'condition') as Cst),
    yes: yes === undefined ? to.unit(node) : to.expr(yes),
    no: no && to.expr(no),
  })
}

function block(to: Lowering, node: Cst): Expr {
  const clause = node.children.find(({ type }) => type === 'do_clause')
  const body = clause && parts(clause)[0]
  return body === undefined ? to.unit(node) : to.expr(body)
}

function functionOf(to: Lowering, node: Cst): Expr {
  const value = to.variable(node, '%argument')
  const body = to.make(node, { kind: 'match', value, cases: to.cases(node) })
  const params = [...to.params(node), plainParam({ kind: 'var', name: '%argument' })]
  return to.make(node, { kind: 'fun', params, body, name: '' })
}

function lambda(to: Lowering, node: Cst): Expr {
  const body = to.expr(fieldOf(node, 'body') as Cst)
  const params = to.params(node)
  return params.length === 0 ? body : to.make(node, { kind: 'fun', params, body, name: '' })
}

type Lower = (to: Lowering, node: Cst) => Expr

const constant: Lower = (to, node) => to.make(node, { kind: 'const', value: textOf(node) })
const inner: Lower = (to, node) => {
  const [first] = parts(node)
  return first === undefined ? to.unit(node) : to.expr(fieldOf(node, 'expression') ?? first)
}
const get: Lower = (to, node) => {
  const [of, index] = parts(node)
  return to.call(node, to.variable(node, 'Array', 'get'), to.expr(of), to.expr(index))
}
const construct: Lower = (to, node) => to.make(node, { kind: 'construct', name: lastOf(node), args: [] })
const list: Lower = (to, node) => to.make(node, { kind: 'list', items: to.sequence(parts(node)) })
const suspended: Lower = (to, node) => {
  const params = [plainParam({ kind: 'any' })]
  const body = inner(to, node)
  return to.call(node, to.variable(node, 'Lazy', '__delay'), to.make(node, { kind: 'fun', params, body, name: 'lazy' }))
}

const EXPRESSIONS: Readonly<Record<string, Lower>> = {
  value_path: (to, node) => readName(to, node, pathOf(node)),
  number: constant,
  signed_number: constant,
  string: constant,
  quoted_string: constant,
  character: constant,
  unit: (to, node) => to.unit(node),
  boolean: (to, node) => to.make(node, { kind: 'construct', name: textOf(node), args: [] }),
  constructor_path: construct,
  tag: (to, node) => to.make(node, { kind: 'construct', name: node.text, args: [] }),
  parenthesized_expression: inner,
  typed_expression: inner,
  coercion_expression: inner,
  application_expression: application,
  infix_expression: infix,
  sign_expression: (to, node) => to.call(node, to.variable(node, '~-'), inner(to, node)),
  prefix_expression: (to, node) =>
    to.call(
      node,
      to.variable(node, fieldOf(node, 'operator')?.text ?? ''),
      to.expr(fieldOf(node, 'expression') as Cst),
    ),
  hash_expression: infix,
  cons_expression: (to, node) =>
    to.make(node, {
      kind: 'construct',
      name: '::',
      args: [to.expr(fieldOf(node, 'left') as Cst), to.expr(fieldOf(node, 'right') as Cst)],
    }),
  list_expression: list,
  array_expression: list,
  tuple_expression: (to, node) =>
    to.make(node, {
      kind: 'tuple',
      items: parts(node).map((part) =>
        part.type === 'labeled_tuple_element'
          ? argument(to, { ...part, type: 'labeled_argument' }).value
          : to.expr(part),
      ),
    }),
  record_expression: record,
  field_get_expression: (to, node) =>
    to.make(node, {
      kind: 'field',
      of: to.expr(fieldOf(node, 'record') as Cst),
      name: lastOf(fieldOf(node, 'field') as Cst),
    }),
  array_get_expression: get,
  string_get_expression: get,
  bigarray_get_expression: get,
  set_expression: assignment,
  if_expression: branch,
  sequence_expression: (to, node) => to.make(node, { kind: 'seq', items: to.sequence(parts(node)) }),
  let_expression: letExpression,
  let_module_expression: (to, node) => {
    const { bindings } = to.modules(parts(node).find(({ type }) => type === 'module_definition') as Cst)
    return to.make(node, { kind: 'let', rec: false, bindings, body: to.expr(fieldOf(node, 'body') as Cst) })
  },
  let_open_expression: (to, node) => {
    const open = parts(node).find(({ type }) => type === 'open_module') as Cst
    const module = to.module(fieldOf(open, 'module'))
    return to.make(node, { kind: 'open', module, body: to.expr(fieldOf(node, 'body') as Cst) })
  },
  local_open_expression: (to, node) => {
    const [path, body] = parts(node)
    return to.make(node, { kind: 'open', module: to.module(path), body: to.expr(body) })
  },
  let_exception_expression: (to, node) => to.expr(fieldOf(node, 'body') as Cst),
  match_expression: (to, node) =>
    to.make(node, { kind: 'match', value: to.expr(fieldOf(node, 'expression') as Cst), cases: to.cases(node) }),
  try_expression: (to, node) =>
    to.make(node, { kind: 'try', value: to.expr(fieldOf(node, 'expression') as Cst), cases: to.cases(node) }),
  function_expression: functionOf,
  fun_expression: lambda,
  while_expression: (to, node) =>
    to.make(node, { kind: 'while', test: to.expr(fieldOf(node, 'condition') as Cst), body: block(to, node) }),
  for_expression: (to, node) =>
    to.make(node, {
      kind: 'for',
      name: fieldOf(node, 'name')?.text ?? '_',
      from: to.expr(fieldOf(node, 'from') as Cst),
      to: to.expr(fieldOf(node, 'to') as Cst),
      body: block(to, node),
    }),
  assert_expression: (to, node) =>
    to.make(node, { kind: 'if', test: inner(to, node), yes: to.unit(node), no: to.raise(node, 'Assert_failure') }),
  lazy_expression: suspended,
  package_expression: (to, node) => to.module(fieldOf(node, 'module')),
  method_invocation: (to, node) =>
    to.make(node, {
      kind: 'send',
      of: to.expr(fieldOf(node, 'object') as Cst),
      method: fieldOf(node, 'method')?.text ?? '',
    }),
  object_expression: lowerObject,
  new_expression: (to, node) => to.variable(node, ...classPath(node)),
}

/** A class is a function under its name with `class ` in front, which no value can have. */
function classPath(node: Cst): readonly string[] {
  const path = parts(node).find(({ type }) => type === 'class_path')
  if (path === undefined) return ['class ']
  const names = parts(path).flatMap(pathOrText)
  return [...names.slice(0, -1), `class ${names.at(-1)}`]
}

const pathOrText = (node: Cst): readonly string[] => (node.type === 'module_path' ? pathOf(node) : [textOf(node)])

// Trees

const SKIPPED = new Set(['comment', 'attribute', 'item_attribute', 'attribute_id', 'line_number_directive'])

/** The named children that mean something. */
export function parts(node: Cst): readonly Cst[] {
  return node.children.filter(({ named, type }) => named && !SKIPPED.has(type))
}

export function fieldOf(node: Cst, name: string): Cst | undefined {
  return node.children.find(({ field }) => field === name)
}

function bindingsOf(node: Cst): readonly Cst[] {
  return node.children.filter(({ type }) => type === 'let_binding')
}

/** `A.B.c` as names; of an operator in parentheses, the operator. */
export function pathOf(node: Cst): readonly string[] {
  if (node.children.length === 0) return [node.text]
  if (node.type === 'parenthesized_operator') return [textOf(node).replace(/^\(\s*|\s*\)$/g, '')]
  return parts(node).flatMap((part) =>
    part.type.endsWith('module_path') || part.children.length > 0 ? pathOf(part) : [part.text],
  )
}

export function lastOf(node: Cst): string {
  return pathOf(node).at(-1) ?? ''
}

function nameOf(node: Cst): string {
  const name = parts(node).find(({ type }) => type === 'value_name' || type === 'parenthesized_operator')
  return name === undefined ? '' : lastOf(name)
}

export function textOf(node: Cst): string {
  return node.children.length === 0 ? node.text : node.children.map(textOf).join('')
}

export function positional(value: Expr): Argument {
  return { label: undefined, optional: false, value }
}

export function plainParam(pattern: Param['pattern']): Param {
  return { pattern, label: undefined, optional: false, fallback: undefined }
}

/** Reads one implementation file. `next` numbers the expressions of all files of a program. */
export function lowerUnit(file: string, tree: Cst, next: () => number): Unit {
  const module = moduleOf(file)
  const lowering = new Lowering(file, module, next)
  const body = lowering.structure(tree)
  const { mutable, mentions, unknown } = lowering
  return { file, module, body, mutable, mentions, unknown }
}

/** `Sx_server` of `bin/sx_server.ml`. */
export function moduleOf(file: string): string {
  const base = file.slice(file.lastIndexOf('/') + 1).replace(/\.mli?$/, '')
  return base.slice(0, 1).toUpperCase() + base.slice(1)
}
