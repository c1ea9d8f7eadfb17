import type { Program } from './roots.ts'
import { walk } from './roots.ts'
import type { Expr, Pattern } from './syntax.ts'

/** A flag of the source: a reference to a string, by which a `match` chooses. */
interface Flag {
  /** `Sx_server.variant` */
  readonly cell: string
  readonly values: readonly string[]
}

/** A program with one flag set: which, to what. */
export interface Setting {
  readonly cell: string
  readonly value: string
}

/** Settings that are decided, each a program of its own. */
const MOST_SETTINGS = 40

/** Each flag with each of its values, the others as they are; flags with more values first. */
export function settingsOf(program: Program): readonly Setting[] {
  const flags = [...flagsOf(program)].sort((a, b) => b.values.length - a.values.length)
  const settings = flags.flatMap(({ cell, values }) => values.map((value) => ({ cell, value })))
  return settings.slice(0, MOST_SETTINGS)
}

function flagsOf({ units }: Program): readonly Flag[] {
  return units.flatMap(({ body, module }) => {
    const strings = new Map<string, string>()
    if (body.kind !== 'struct') return []
    for (const item of body.items) {
      if (item.kind !== 'let') continue
      for (const { pattern, value } of item.bindings) {
        const start = startOf(value)
        if (pattern.kind === 'var' && start !== undefined) strings.set(pattern.name, start)
      }
    }
    return [...strings].flatMap(([name, start]) => {
      const values = new Set([start])
      walk(body, (expr) => {
        for (const value of choicesOn(expr, name)) values.add(value)
      })
      return values.size > 2 ? [{ cell: `${module}.${name}`, values: [...values] }] : []
    })
  })
}

/** The string that `ref "…"` begins with. */
function startOf(value: Expr): string | undefined {
  if (value.kind !== 'apply' || value.fn.kind !== 'var' || value.fn.path.join() !== 'ref') return undefined
  const content = value.args[0]?.value
  return content?.kind === 'const' && content.value.startsWith('"') ? content.value : undefined
}

/** The strings of `match !name with "…" -> …`. */
function choicesOn(expr: Expr, name: string): readonly string[] {
  if (expr.kind !== 'match' || expr.value.kind !== 'apply' || expr.value.fn.kind !== 'var') return []
  const [operand] = expr.value.args
  if (expr.value.fn.path.join() !== '!' || operand?.value.kind !== 'var' || operand.value.path.join() !== name)
    return []
  return expr.cases.flatMap(({ pattern }) => stringsIn(pattern))
}

function stringsIn(pattern: Pattern): readonly string[] {
  if (pattern.kind === 'const') return pattern.value.startsWith('"') ? [pattern.value] : []
  return pattern.kind === 'or' ? pattern.patterns.flatMap(stringsIn) : []
}
