import type { Cst } from './syntax.ts'

const SKIPPED = new Set(['comment', 'attribute', 'item_attribute', 'attribute_id', 'line_number_directive'])

/** The named children that mean something. */
export function parts(node: Cst): readonly Cst[] {
  return node.children.filter(({ named, type }) => named && !SKIPPED.has(type))
}

export function fieldOf(node: Cst, name: string): Cst | undefined {
  return node.children.find(({ field }) => field === name)
}

export function bindingsOf(node: Cst): readonly Cst[] {
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

export function nameOf(node: Cst): string {
  const name = parts(node).find(({ type }) => type === 'value_name' || type === 'parenthesized_operator')
  return name === undefined ? '' : lastOf(name)
}

export function textOf(node: Cst): string {
  return node.children.length === 0 ? node.text : node.children.map(textOf).join('')
}
