import type { EnvId, Pool, ValueId } from './pool.ts'
import type { Pattern } from './syntax.ts'

/** Ways in which a pattern may match: the environments with its variables, and whether one of them is certain. */
interface Matching {
  readonly envs: readonly EnvId[]
  readonly certain: boolean
}

/** What a mutable field may hold. */
type Peek = (slot: ValueId) => ValueId

const NO: Matching = { envs: [], certain: false }

/** Matches a value with a pattern; what is not known of the value may match. */
export function match(pool: Pool, env: EnvId, pattern: Pattern, id: ValueId, peek: Peek): Matching {
  return new Matcher(pool, peek).match(env, pattern, id)
}

class Matcher {
  readonly #pool: Pool
  readonly #peek: Peek

  constructor(pool: Pool, peek: Peek) {
    this.#pool = pool
    this.#peek = peek
  }

  match(env: EnvId, pattern: Pattern, id: ValueId): Matching {
    switch (pattern.kind) {
      case 'any':
        return { envs: [env], certain: true }
      case 'var':
        return { envs: [this.#pool.bind(env, pattern.name, id)], certain: true }
      case 'alias':
        return this.match(this.#pool.bind(env, pattern.name, id), pattern.pattern, id)
      case 'or':
        return this.#either(env, pattern.patterns, id)
      case 'const':
        return this.#constant(env, pattern.value, id)
      case 'construct':
        return pattern.name === '::' ? this.#cons(env, pattern.args, id) : this.#construct(env, pattern, id)
      case 'tuple': {
        const value = this.#pool.value(id)
        return this.#all(env, pattern.items, value.kind === 'tuple' ? value.items : [], true)
      }
      case 'list':
        return this.#list(env, pattern.items, id)
      case 'record':
        return this.#record(env, pattern, id)
    }
  }

  #all(env: EnvId, patterns: readonly Pattern[], values: readonly ValueId[], sure: boolean): Matching {
    let envs: readonly EnvId[] = [env]
    let certain = sure
    patterns.forEach((inner, index) => {
      const results = envs.map((one) => this.match(one, inner, values[index] ?? this.#pool.any))
      envs = results.flatMap((result) => result.envs)
      certain &&= results.every((result) => result.certain)
    })
    return { envs, certain: certain && envs.length > 0 }
  }

  #isUnknown(id: ValueId): boolean {
    const { kind } = this.#pool.value(id)
    return kind === 'any' || kind === 'extern'
  }

  #either(env: EnvId, patterns: readonly Pattern[], id: ValueId): Matching {
    const results = patterns.map((inner) => this.match(env, inner, id))
    const sure = results.findIndex(({ certain }) => certain)
    const used = sure < 0 ? results : results.slice(0, sure + 1)
    return { envs: [...new Set(used.flatMap(({ envs }) => envs))], certain: sure >= 0 }
  }

  #constant(env: EnvId, wanted: string, id: ValueId): Matching {
    const value = this.#pool.value(id)
    if (wanted === '()') return { envs: [env], certain: true }
    if (value.kind === 'const') return value.value === wanted ? { envs: [env], certain: true } : NO
    return this.#isUnknown(id) ? { envs: [env], certain: false } : NO
  }

  /** Any element may be the first, and the rest may be empty or not. */
  #cons(env: EnvId, args: readonly Pattern[], id: ValueId): Matching {
    const value = this.#pool.value(id)
    if (value.kind !== 'bag') return this.#isUnknown(id) ? this.#all(env, args, [], false) : NO
    const ways = value.items.flatMap((item) =>
      [id, this.#pool.nothing].map((rest) => this.#all(env, args, [item, rest], false)),
    )
    return { envs: ways.flatMap(({ envs }) => envs), certain: false }
  }

  #construct(env: EnvId, { name, args }: Extract<Pattern, { kind: 'construct' }>, id: ValueId): Matching {
    const value = this.#pool.value(id)
    if (value.kind === 'construct') return value.name === name ? this.#all(env, args, value.args, true) : NO
    return this.#isUnknown(id) || value.kind === 'const' ? this.#all(env, args, [], false) : NO
  }

  #list(env: EnvId, items: readonly Pattern[], id: ValueId): Matching {
    const value = this.#pool.value(id)
    if (value.kind !== 'bag') return this.#isUnknown(id) ? this.#all(env, items, [], false) : NO
    if (value.items.length === 0) return items.length === 0 ? { envs: [env], certain: true } : NO
    if (items.length === 0) return { envs: [env], certain: false }
    const ways = value.items.map((item) => {
      const same = items.map(() => item)
      return this.#all(env, items, same, false)
    })
    return { envs: ways.flatMap(({ envs }) => envs), certain: false }
  }

  #record(env: EnvId, { fields }: Extract<Pattern, { kind: 'record' }>, id: ValueId): Matching {
    const value = this.#pool.value(id)
    const known = new Map(value.kind === 'record' ? value.fields : [])
    const values = fields.map(({ name }) => this.#peek(known.get(name) ?? this.#pool.any))
    const patterns = fields.map(({ pattern }) => pattern)
    return this.#all(env, patterns, values, true)
  }
}
