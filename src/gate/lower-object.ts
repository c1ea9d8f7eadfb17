import { fieldOf, parts } from './cst.ts'
import { lowerPattern } from './lower-pattern.ts'
import type { Lowering } from './lowering.ts'
import type { Binding, Cst, Expr, Item } from './syntax.ts'
import { plainParam } from './syntax.ts'

/**
 * An object as a structure: instance variables are references under their names, methods functions of the object
 * itself, what is inherited is included. `o#m` applies the function `m` of the structure to it.
 */
export function lowerObject(to: Lowering, node: Cst): Expr {
  const self = fieldOf(node, 'self')
  const pattern = self === undefined ? ({ kind: 'any' } as const) : lowerPattern(to, self)
  const fields = parts(node).filter(({ type }) => type === 'instance_variable_definition')
  const before = to.instance
  to.instance = [...before, ...fields.map(variableName)]
  const items = parts(node).flatMap((part): readonly Item[] => {
    if (part.type === 'instance_variable_definition') return [variable(to, part)]
    if (part.type === 'method_definition') return [method(to, part, pattern)]
    if (part.type === 'inheritance_definition') {
      return [{ kind: 'include', module: lowerClassBody(to, fieldOf(part, 'class') as Cst) }]
    }
    if (part.type === 'class_initializer')
      return [{ kind: 'eval', value: to.expr(fieldOf(part, 'initializer') as Cst) }]
    return []
  })
  to.instance = before
  return to.make(node, { kind: 'struct', items })
}

function variableName(node: Cst): string {
  return node.children.find(({ type }) => type === 'instance_variable_name')?.text ?? '_'
}

function variable(to: Lowering, node: Cst): Item {
  const body = fieldOf(node, 'body')
  const start = body === undefined ? to.unit(node) : to.expr(body)
  const value = to.call(node, to.variable(node, 'ref'), start)
  return { kind: 'let', rec: false, bindings: [{ pattern: { kind: 'var', name: variableName(node) }, value }] }
}

function method(to: Lowering, node: Cst, self: Binding['pattern']): Item {
  const name = node.children.find(({ type }) => type === 'method_name')?.text ?? '_'
  const body = fieldOf(node, 'body')
  const value = to.within(name, () => {
    const inner = body === undefined ? to.unit(node) : to.expr(body)
    const own = to.params(node)
    const rest = own.length === 0 ? inner : to.make(node, { kind: 'fun', params: own, body: inner, name })
    return to.make(node, { kind: 'fun', params: [plainParam(self)], body: rest, name })
  })
  return { kind: 'let', rec: false, bindings: [{ pattern: { kind: 'var', name }, value }] }
}

/** A class is a function from unit to an object, or to a function from its parameters to one: `new` applies it. */
export function lowerClass(to: Lowering, node: Cst): readonly Binding[] {
  if (node.type !== 'class_binding') return []
  const name = node.children.find(({ type }) => type === 'class_name')?.text ?? '_'
  const body = fieldOf(node, 'body')
  if (body === undefined) return []
  const value = to.within(name, () => {
    const params = to.params(node)
    const inner = lowerClassBody(to, body)
    const made = params.length === 0 ? inner : to.make(node, { kind: 'fun', params, body: inner, name })
    return to.make(node, { kind: 'fun', params: [plainParam({ kind: 'any' })], body: made, name })
  })
  return [{ pattern: { kind: 'var', name: `class ${name}` }, value }]
}

function lowerClassBody(to: Lowering, node: Cst): Expr {
  switch (node.type) {
    case 'object_expression':
      return lowerObject(to, node)
    case 'class_path':
      return to.expr({ ...node, type: 'new_expression', children: [{ ...node }] })
    case 'class_application': {
      const fn = lowerClassBody(to, fieldOf(node, 'class') as Cst)
      const values = node.children.filter(({ field }) => field === 'argument').map((one) => to.expr(one))
      return to.call(node, fn, ...values)
    }
    case 'class_function':
      return to.make(node, {
        kind: 'fun',
        params: to.params(node),
        body: lowerClassBody(to, fieldOf(node, 'body') as Cst),
        name: '',
      })
    case 'parenthesized_class_expression':
    case 'typed_class_expression':
      return lowerClassBody(to, parts(node)[0])
    default:
      return to.give(node, node.type)
  }
}
