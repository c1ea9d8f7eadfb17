import { bindingsOf, fieldOf, lastOf, parts, pathOf, textOf } from './cst.ts'
import { lowerObject } from './lower-object.ts'
import type { LowerExpression, Lowering } from './lowering.ts'
import type { Argument, Cst, Expr } from './syntax.ts'
import { plainParam, positional } from './syntax.ts'

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

const constant: LowerExpression = (to, node) => to.make(node, { kind: 'const', value: textOf(node) })
const inner: LowerExpression = (to, node) => {
  const [first] = parts(node)
  return first === undefined ? to.unit(node) : to.expr(fieldOf(node, 'expression') ?? first)
}
const get: LowerExpression = (to, node) => {
  const [of, index] = parts(node)
  return to.call(node, to.variable(node, 'Array', 'get'), to.expr(of), to.expr(index))
}
const construct: LowerExpression = (to, node) => to.make(node, { kind: 'construct', name: lastOf(node), args: [] })
const list: LowerExpression = (to, node) => to.make(node, { kind: 'list', items: to.sequence(parts(node)) })
const suspended: LowerExpression = (to, node) => {
  const params = [plainParam({ kind: 'any' })]
  const body = inner(to, node)
  return to.call(node, to.variable(node, '__lazy'), to.make(node, { kind: 'fun', params, body, name: 'lazy' }))
}

/** By the type of a node, how it is lowered. */
export const EXPRESSIONS: Readonly<Record<string, LowerExpression>> = {
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
      down: node.children.some(({ text }) => text === 'downto'),
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
  new_expression: (to, node) => to.call(node, to.variable(node, ...classPath(node)), to.unit(node)),
}

/** A class is a function under its name with `class ` in front, which no value can have. */
function classPath(node: Cst): readonly string[] {
  const path = parts(node).find(({ type }) => type === 'class_path')
  if (path === undefined) return ['class ']
  const names = parts(path).flatMap(pathOrText)
  return [...names.slice(0, -1), `class ${names.at(-1)}`]
}

const pathOrText = (node: Cst): readonly string[] => (node.type === 'module_path' ? pathOf(node) : [textOf(node)])
