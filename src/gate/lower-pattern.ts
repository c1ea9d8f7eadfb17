import { fieldOf, lastOf, parts, pathOf, textOf } from './cst.ts'
import type { Lowering } from './lowering.ts'
import type { Cst, Pattern } from './syntax.ts'

const ANY: Pattern = { kind: 'any' }

/** A pattern; types, ranges and what else cannot be decided here match anything. */
export function lowerPattern(to: Lowering, node: Cst): Pattern {
  const down = (part: Cst | undefined): Pattern => (part === undefined ? ANY : lowerPattern(to, part))
  switch (node.type) {
    case 'value_pattern':
    case 'value_name':
      return node.text === '_' || node.text === '' ? ANY : { kind: 'var', name: node.text }
    case 'parenthesized_operator':
      return { kind: 'var', name: pathOf(node)[0] }
    case 'number':
    case 'signed_number':
    case 'string':
    case 'quoted_string':
    case 'character':
      return { kind: 'const', value: textOf(node) }
    case 'unit':
      return { kind: 'const', value: '()' }
    case 'boolean':
    case 'tag':
      return { kind: 'construct', name: textOf(node), args: [] }
    case 'constructor_path':
      return { kind: 'construct', name: lastOf(node), args: [] }
    case 'constructor_pattern':
    case 'tag_pattern': {
      const path = parts(node).find(({ type }) => type === 'constructor_path' || type === 'tag') as Cst
      const inner = down(fieldOf(node, 'pattern'))
      return { kind: 'construct', name: lastOf(path), args: inner.kind === 'tuple' ? inner.items : [inner] }
    }
    case 'cons_pattern':
      return { kind: 'construct', name: '::', args: [down(fieldOf(node, 'left')), down(fieldOf(node, 'right'))] }
    case 'tuple_pattern':
    case 'list_pattern':
    case 'list_binding_pattern':
    case 'array_pattern':
    case 'array_binding_pattern':
      return { kind: node.type === 'tuple_pattern' ? 'tuple' : 'list', items: parts(node).map(down) }
    case 'labeled_tuple_element_pattern':
    case 'labeled_tuple_element_binding_pattern':
    case 'lazy_pattern':
    case 'parenthesized_pattern':
    case 'typed_pattern':
      return down(fieldOf(node, 'pattern') ?? parts(node)[0])
    case 'local_open_pattern':
      return down(fieldOf(node, 'pattern'))
    case 'record_pattern':
    case 'record_binding_pattern':
      return {
        kind: 'record',
        fields: parts(node)
          .filter(({ type }) => type === 'field_pattern')
          .map(fieldPattern(to)),
      }
    case 'alias_pattern': {
      const name = fieldOf(node, 'alias')
      return { kind: 'alias', pattern: down(fieldOf(node, 'pattern')), name: name === undefined ? '_' : lastOf(name) }
    }
    case 'or_pattern':
      return { kind: 'or', patterns: parts(node).map(down) }
    case 'package_pattern':
      return { kind: 'var', name: node.children.find(({ type }) => type === 'module_name')?.text ?? '_' }
    case 'exception_pattern':
    case 'effect_pattern':
    case 'range_pattern':
    case 'polymorphic_variant_pattern':
    case 'extension':
      return { kind: 'construct', name: `%${node.type}`, args: [] }
    default:
      to.unknown.push({ at: to.place(node), what: node.type === 'ERROR' ? 'this does not parse' : node.type })
      return ANY
  }
}

function fieldPattern(to: Lowering) {
  return (node: Cst) => {
    const name = lastOf(node.children.find(({ type }) => type === 'field_path') as Cst)
    const pattern = fieldOf(node, 'pattern')
    return { name, pattern: pattern === undefined ? ({ kind: 'var', name } as const) : lowerPattern(to, pattern) }
  }
}
