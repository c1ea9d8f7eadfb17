import { nameOf, parts, textOf } from './cst.ts'
import { brokenIn, moduleOf } from './lower.ts'
import type { SourceFile } from './read-sources.ts'
import type { Unresolved } from './source-report.ts'
import type { Cst, Parse } from './syntax.ts'

/** A value that a signature declares. */
export interface Declared {
  readonly file: string
  readonly line: number
  /** Its type names a lock. */
  readonly locks: boolean
}

/** What `.mli` files say. */
export interface Signatures {
  /** By path, such as `Store.put`. */
  readonly declared: ReadonlyMap<string, Declared>
  /** What of them does not parse. */
  readonly unread: readonly Unresolved[]
}

/**
 * Reads signatures. A signature runs nothing, and the definitions that it describes are in its `.ml`; where that is not among
 * the files, it says at least where a function comes from, and whether it is given a lock.
 */
export function signaturesOf(files: readonly SourceFile[], parse: Parse): Signatures {
  const declared = new Map<string, Declared>()
  const unread: Unresolved[] = []
  for (const { path, text } of files.filter((file) => file.path.endsWith('.mli'))) {
    const tree = parse(text, 'interface')
    for (const { line, column, endLine, endColumn } of brokenIn(tree)) {
      unread.push({ at: { file: path, line, column, endLine, endColumn }, what: 'this does not parse', reaches: false })
    }
    declare(tree, moduleOf(path), path, declared)
  }
  return { declared, unread }
}

const LOCK = /\b(Mutex|Condition|Semaphore)\b/

function declare(node: Cst, module: string, file: string, declared: Map<string, Declared>): void {
  for (const part of parts(node)) {
    if (part.type === 'value_specification' || part.type === 'external') {
      declared.set(`${module}.${nameOf(part)}`, { file, line: part.line, locks: LOCK.test(textOf(part)) })
    } else if (part.type === 'module_definition' || part.type === 'module_binding') {
      const name = part.children.find(({ type }) => type === 'module_name')?.text
      declare(part, name === undefined ? module : `${module}.${name}`, file, declared)
    } else if (part.type === 'signature') declare(part, module, file, declared)
  }
}
