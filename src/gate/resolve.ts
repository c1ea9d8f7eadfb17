import type { Evaluator } from './evaluator.ts'
import { isPervasive, isTypesOnly, knows } from './libraries.ts'
import { NATIVES } from './natives.ts'
import type { EnvId, ValueId } from './pool.ts'
import type { Expr } from './syntax.ts'

/** The value of a name, through modules, aliases and opens. */
export function resolve(on: Evaluator, expr: Extract<Expr, { kind: 'var' }>, env: EnvId): ValueId {
  const path = expr.path[0] === 'Stdlib' && expr.path.length > 1 ? expr.path.slice(1) : expr.path
  if (path[0] === '%external') return on.pool.extern(`external.${path[1]}`)
  let value = on.pool.lookup(env, path[0]) ?? free(on, path[0], env)
  for (const name of path.slice(1)) value = member(on, value, name)
  return value
}

function member(on: Evaluator, of: ValueId, name: string): ValueId {
  const own = on.pool.member(of, name)
  if (own !== undefined) return own
  const { kind } = on.pool.value(of)
  if (kind !== 'module' && kind !== 'extern') return on.pool.any
  const modules = on.pool.externsOf(of)
  const module = modules.find((one) => knows(`${one}.${name}`)) ?? modules[0]
  return on.pool.extern(module === undefined ? `?.${name}` : `${module}.${name}`)
}

/** A name that nothing here binds: of an opened module without source, or of the library. */
function free(on: Evaluator, name: string, env: EnvId): ValueId {
  if (/^[A-Z]/.test(name)) return on.pool.extern(name)
  const opened = on.pool.openExterns(env).filter((module) => !isTypesOnly(module))
  const module = opened.find((one) => knows(`${one}.${name}`))
  if (module !== undefined) return on.pool.extern(`${module}.${name}`)
  if (NATIVES[name] !== undefined || isPervasive(name)) return on.pool.extern(name)
  return on.pool.extern(`${opened[0] ?? '?'}.${name}`)
}
