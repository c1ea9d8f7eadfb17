import { createRequire } from 'node:module'
import { InterlockError } from '../engine/error.ts'
import type { Cst, Parse } from '../gate/syntax.ts'

/** Deeper nodes of a syntax tree are left out. */
const DEEPEST = 1_200

/**
 * Loads the OCaml grammars. `web-tree-sitter` and `tree-sitter-ocaml` are optional: only the source gate needs them.
 *
 * @throws InterlockError when they are not installed.
 */
export async function loadOcaml(): Promise<Parse> {
  try {
    const { Parser, Language } = await import('web-tree-sitter')
    await Parser.init()
    const require = createRequire(import.meta.url)
    const load = async (name: string) => {
      const parser = new Parser()
      parser.setLanguage(await Language.load(require.resolve(`tree-sitter-ocaml/${name}.wasm`)))
      return parser
    }
    const parsers = {
      implementation: await load('tree-sitter-ocaml'),
      interface: await load('tree-sitter-ocaml_interface'),
    }
    return (text, grammar) => {
      const tree = parsers[grammar].parse(text)
      if (tree === null) throw new InterlockError('gate', 'the parser gave up on a file')
      const cursor = tree.walk()
      try {
        return plain(cursor)
      } finally {
        cursor.delete()
        tree.delete()
      }
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new InterlockError(
      'gate',
      `the source gate needs the OCaml grammar: npm i -D web-tree-sitter tree-sitter-ocaml (${message})`,
    )
  }
}

type Cursor = ReturnType<NonNullable<ReturnType<import('web-tree-sitter').Parser['parse']>>['walk']>

/** The tree as plain data, made without recursion. */
function plain(cursor: Cursor): Cst {
  type Open = { -readonly [K in keyof Cst]: Cst[K] } & { children: Cst[] }
  const make = (): Open => {
    const { startPosition, endPosition } = cursor
    return {
      type: cursor.nodeType,
      field: cursor.currentFieldName ?? undefined,
      named: cursor.nodeIsNamed,
      line: startPosition.row + 1,
      column: startPosition.column + 1,
      endLine: endPosition.row + 1,
      endColumn: endPosition.column + 1,
      text: '',
      children: [],
      broken: cursor.nodeIsMissing || cursor.nodeType === 'ERROR',
    }
  }
  const root = make()
  const path: Open[] = [root]
  for (;;) {
    const top = path[path.length - 1]
    if (path.length >= DEEPEST) top.broken = true
    else if (cursor.gotoFirstChild()) {
      const child = make()
      top.children.push(child)
      path.push(child)
      continue
    }
    top.text = cursor.nodeText
    for (;;) {
      if (cursor.gotoNextSibling()) {
        path.pop()
        const sibling = make()
        path[path.length - 1].children.push(sibling)
        path.push(sibling)
        break
      }
      if (!cursor.gotoParent()) return root
      path.pop()
    }
  }
}
