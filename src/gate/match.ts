import type { EnvId, Pool, ValueId } from './pool.ts'
import type { Pattern } from './syntax.ts'

/** Ways in which a pattern may match: the environments with its variables, and whether one of them is certain. */
export interface Matching {
  readonly envs: readonly EnvId[]
  readonly certain: boolean
}

const NO: Matching = { envs: [], certain: false }

/** Matches a value; `read` gives what a mutable field may hold. */
export function match(
  pool: Pool,
  env: EnvId,
  pattern: Pattern,
  id: ValueId,
  read: (slot: ValueId) => ValueId,
): Matching {
  const all = (from: EnvId, patterns: readonly Pattern[], values: readonly ValueId[], sure: boolean): Matching => {
    let envs: readonly EnvId[] = [from]
    let certain = sure
    patterns.forEach((inner, index) => {
      const results = envs.map((one) => match(pool, one, inner, values[index] ?? pool.any, read))
      envs = results.flatMap((result) => result.envs)
      certain &&= results.every((result) => result.certain)
    })
    return { envs, certain: certain && envs.length > 0 }
  }
  const value = pool.value(id)
  const unknown = value.kind === 'any' || value.kind === 'extern'
  switch (pattern.kind) {
    case 'any':
      return { envs: [env], certain: true }
    case 'var':
      return { envs: [pool.bind(env, pattern.name, id)], certain: true }
    case 'alias':
      return match(pool, pool.bind(env, pattern.name, id), pattern.pattern, id, read)
    case 'or': {
      const results = pattern.patterns.map((inner) => match(pool, env, inner, id, read))
      const sure = results.findIndex(({ certain }) => certain)
      const used = sure < 0 ? results : results.slice(0, sure + 1)
      return { envs: [...new Set(used.flatMap(({ envs }) => envs))], certain: sure >= 0 }
    }
    case 'const':
      if (pattern.value === '()') return { envs: [env], certain: true }
      if (value.kind === 'const') return value.value === pattern.value ? { envs: [env], certain: true } : NO
      return unknown ? { envs: [env], certain: false } : NO
    case 'construct':
      if (pattern.name === '::') {
        if (value.kind !== 'bag') return unknown ? all(env, pattern.args, [], false) : NO
        const ways = value.items.flatMap((item) =>
          [id, pool.nothing].map((rest) => all(env, pattern.args, [item, rest], false)),
        )
        return { envs: ways.flatMap(({ envs }) => envs), certain: false }
      }
      if (value.kind === 'construct') {
        if (value.name !== pattern.name) return NO
        return all(env, pattern.args, value.args, true)
      }
      return unknown || value.kind === 'const' ? all(env, pattern.args, [], false) : NO
    case 'tuple':
      return all(env, pattern.items, value.kind === 'tuple' ? value.items : [], true)
    case 'list': {
      const items = value.kind === 'bag' ? value.items : undefined
      if (items === undefined) return unknown ? all(env, pattern.items, [], false) : NO
      if (items.length === 0) return pattern.items.length === 0 ? { envs: [env], certain: true } : NO
      if (pattern.items.length === 0) return { envs: [env], certain: false }
      const ways = items.map((item) =>
        all(
          env,
          pattern.items,
          pattern.items.map(() => item),
          false,
        ),
      )
      return { envs: ways.flatMap(({ envs }) => envs), certain: false }
    }
    case 'record': {
      const fields = value.kind === 'record' ? value.fields : []
      const values = pattern.fields.map(({ name }) => {
        const part = fields.find(([own]) => own === name)?.[1] ?? pool.any
        return pool.value(part).kind === 'slot' ? read(part) : part
      })
      return all(
        env,
        pattern.fields.map((field) => field.pattern),
        values,
        true,
      )
    }
  }
}
