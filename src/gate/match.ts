import { bagOf, beginnings, elementsOf } from './lists.ts'
import type { Memory } from './memory.ts'
import { anyNumber, intervalOf, isSame } from './numbers.ts'
import type { EnvId, Pool, ValueId } from './pool.ts'
import type { Pattern } from './syntax.ts'

/** Ways in which a pattern may match. */
interface Matching {
  /** The environments with its variables. */
  readonly envs: readonly EnvId[]
  /** One of them is certain. */
  readonly certain: boolean
  /** Which of them, or whether, has been lost. */
  readonly lossy: boolean
}

/** Where a value may be looked up, and where it is noted that something depends on it. */
interface Heap {
  readonly pool: Pool
  readonly memory: Memory
  /** What a mutable field may hold. */
  readonly peek: (slot: ValueId) => ValueId
}

const NO: Matching = { envs: [], certain: false, lossy: false }

/** Matches a value with a pattern; what is not known of the value may match. */
export function match(heap: Heap, env: EnvId, pattern: Pattern, id: ValueId): Matching {
  return new Matcher(heap).match(env, pattern, id)
}

/** Matches a value of which several forms are possible with a pattern that all of them match. */
export function matchAll(heap: Heap, env: EnvId, pattern: Pattern, ids: readonly ValueId[]): Matching {
  const results = ids.map((id) => match(heap, env, pattern, id))
  return {
    envs: results.flatMap(({ envs }) => envs),
    certain: results.every(({ certain }) => certain),
    lossy: results.some(({ lossy }) => lossy),
  }
}

class Matcher {
  readonly #heap: Heap
  readonly #pool: Pool

  constructor(heap: Heap) {
    this.#heap = heap
    this.#pool = heap.pool
  }

  match(env: EnvId, pattern: Pattern, id: ValueId): Matching {
    switch (pattern.kind) {
      case 'any':
        return this.#sure(env)
      case 'var':
        return this.#sure(this.#pool.bind(env, pattern.name, id))
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
        if (value.kind === 'tuple') return this.#all(env, pattern.items, value.items)
        const parts = pattern.items.map(() => (value.kind === 'lost' ? this.#pool.lost() : this.#pool.any))
        return this.#all(env, pattern.items, parts)
      }
      case 'list':
        return this.#list(env, pattern.items, id)
      case 'record':
        return this.#record(env, pattern, id)
    }
  }

  #sure(env: EnvId): Matching {
    return { envs: [env], certain: true, lossy: false }
  }

  #all(env: EnvId, patterns: readonly Pattern[], values: readonly ValueId[], unknown?: ValueId): Matching {
    let envs: readonly EnvId[] = [env]
    const isLost = unknown !== undefined && this.#pool.value(unknown).kind === 'lost'
    let [certain, lossy] = [unknown === undefined, isLost]
    const missing = isLost ? this.#pool.lost() : this.#pool.any
    patterns.forEach((inner, index) => {
      const results = envs.map((one) => this.match(one, inner, values[index] ?? missing))
      envs = results.flatMap((result) => result.envs)
      certain &&= results.every((result) => result.certain)
      lossy ||= results.some((result) => result.lossy)
    })
    return { envs, certain: certain && envs.length > 0, lossy }
  }

  /** An unknown value may be of any of these forms, and of no other. */
  #mayBe(env: EnvId, patterns: readonly Pattern[], id: ValueId, forms: readonly ValueId[]): Matching {
    const value = this.#pool.value(id)
    if (value.kind !== 'any' && value.kind !== 'lost' && value.kind !== 'extern') return NO
    if (value.kind === 'lost') this.#heap.memory.follow(value.cell, forms)
    return this.#all(env, patterns, [], id)
  }

  #either(env: EnvId, patterns: readonly Pattern[], id: ValueId): Matching {
    const results = patterns.map((inner) => this.match(env, inner, id))
    const sure = results.findIndex(({ certain }) => certain)
    const used = sure < 0 ? results : results.slice(0, sure + 1)
    return {
      envs: [...new Set(used.flatMap(({ envs }) => envs))],
      certain: sure >= 0,
      lossy: used.some(({ lossy }) => lossy),
    }
  }

  #constant(env: EnvId, wanted: string, id: ValueId): Matching {
    const pool = this.#pool
    if (wanted === '()') return this.#sure(env)
    const [value, constant] = [pool.value(id), pool.intern({ kind: 'const', value: wanted })]
    if (value.kind === 'const') return value.value === wanted ? this.#sure(env) : NO
    if (value.kind === 'range')
      return isSame(pool, id, constant) === false ? NO : { ...this.#sure(env), certain: false, lossy: true }
    const number = intervalOf(pool, constant) !== undefined
    return this.#mayBe(env, [], id, number ? anyNumber(pool) : [constant, pool.construct('%other')])
  }

  #cons(env: EnvId, args: readonly Pattern[], id: ValueId): Matching {
    const pool = this.#pool
    const list = elementsOf(pool, id)
    if (list === undefined) return this.#mayBe(env, args, id, listForms(pool))
    const ways = beginnings(pool, id).map((way) => this.#all(env, args, way))
    return {
      envs: ways.flatMap(({ envs }) => envs),
      certain: list.least > 0 && ways.length > 0 && ways.every(({ certain }) => certain),
      lossy: ways.length > 1 || list.least === 0 || ways.some(({ lossy }) => lossy),
    }
  }

  #construct(env: EnvId, { name, args }: Extract<Pattern, { kind: 'construct' }>, id: ValueId): Matching {
    const value = this.#pool.value(id)
    if (value.kind === 'construct') return value.name === name ? this.#all(env, args, value.args) : NO
    if (value.kind === 'const') return this.#all(env, args, [], this.#pool.any)
    return this.#mayBe(env, args, id, constructForms(this.#pool, name, args.length))
  }

  #list(env: EnvId, items: readonly Pattern[], id: ValueId): Matching {
    const pool = this.#pool
    const value = pool.value(id)
    const list = elementsOf(pool, id)
    if (list === undefined) return this.#mayBe(env, items, id, listForms(pool))
    const { least, more } = list
    if (items.length < least || (items.length > least && !more)) return NO
    if (value.kind === 'list') return this.#all(env, items, value.items)
    const ways = list.items.map((item) =>
      this.#all(
        env,
        items,
        items.map(() => item),
      ),
    )
    return {
      envs: items.length === 0 ? [env] : ways.flatMap(({ envs }) => envs),
      certain: !more && ways.length === 1 && ways[0].certain,
      lossy: true,
    }
  }

  #record(env: EnvId, { fields }: Extract<Pattern, { kind: 'record' }>, id: ValueId): Matching {
    const value = this.#pool.value(id)
    const known = new Map(value.kind === 'record' ? value.fields : [])
    const missing = value.kind === 'lost' ? this.#pool.lost() : this.#pool.any
    const values = fields.map(({ name }) => this.#heap.peek(known.get(name) ?? missing))
    const patterns = fields.map(({ pattern }) => pattern)
    return this.#all(env, patterns, values)
  }
}

/** A list is empty or not. */
export function listForms(pool: Pool): readonly ValueId[] {
  return [pool.nothing, bagOf(pool, [pool.any], { least: 1, more: true })]
}

/** A value of a type with this constructor: it, or another one. */
export function constructForms(pool: Pool, name: string, size: number): readonly ValueId[] {
  if (name === 'true' || name === 'false') return [pool.bool(true), pool.bool(false)]
  if (name === 'None' || name === 'Some') return [pool.construct('None'), pool.construct('Some', pool.any)]
  return [pool.construct(name, ...Array.from({ length: size }, () => pool.any)), pool.construct('%other')]
}
