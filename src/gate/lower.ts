import { EXPRESSIONS } from './lower-expression.ts'
import { Lowering } from './lowering.ts'
import type { Cst, Unit } from './syntax.ts'

/** Reads one implementation file. `next` numbers the expressions of all files of a program. */
export function lowerUnit(file: string, tree: Cst, next: () => number): Unit {
  const module = moduleOf(file)
  const lowering = new Lowering(file, module, next, EXPRESSIONS)
  const body = lowering.structure(tree)
  for (const node of brokenIn(tree)) lowering.unknown.push({ at: lowering.place(node), what: 'this does not parse' })
  const { mutable, mentions, unknown } = lowering
  return { file, module, body, mutable, mentions, unknown }
}

/** Broken parts of one file that are reported. */
const MOST_BROKEN = 20

/** The parts of a tree that do not parse, the first of them. */
export function brokenIn(tree: Cst): readonly Cst[] {
  const found: Cst[] = []
  const pending = [tree]
  for (let node = pending.pop(); node !== undefined && found.length < MOST_BROKEN; node = pending.pop()) {
    if (node.broken) found.push(node)
    else pending.push(...[...node.children].reverse())
  }
  return found
}

/** `Sx_server` of `bin/sx_server.ml`. A file by a name that no module has gets one all the same: it can be a program. */
export function moduleOf(file: string): string {
  const base = file.slice(file.lastIndexOf('/') + 1).replace(/\.mli?$/, '')
  const name = base.replace(/[^A-Za-z0-9_']/g, '_')
  return /^[A-Za-z]/.test(name) ? name.slice(0, 1).toUpperCase() + name.slice(1) : `M${name}`
}
