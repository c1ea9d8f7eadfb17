/** A value: its number in the pool. Equal values have one number. */
export type ValueId = number
/** An environment: its number in the pool. */
export type EnvId = number

/** An argument that a function already has. */
export interface Given {
  readonly label: string | undefined
  /** `?label:value`: an option. */
  readonly optional: boolean
  readonly value: ValueId
}

/** What is known of a value. Contents are numbers, so that values are compared by them. */
export type Value =
  | { readonly kind: 'any' }
  | { readonly kind: 'const'; readonly value: string }
  | { readonly kind: 'construct'; readonly name: string; readonly args: readonly ValueId[] }
  | { readonly kind: 'tuple'; readonly items: readonly ValueId[] }
  /** Not known because it was lost, in a memory cell (or elsewhere: empty): what a choice on it leads to need not be. */
  | { readonly kind: 'lost'; readonly cell: string }
  /** An integer of which only a bound is known; exact ones are constants. */
  | { readonly kind: 'range'; readonly from: number | null; readonly to: number | null }
  /** A list or an array, in its order. */
  | { readonly kind: 'list'; readonly items: readonly ValueId[] }
  /** One whose order is not known: what may be in it, and how long it is. */
  | { readonly kind: 'bag'; readonly items: readonly ValueId[]; readonly least: number; readonly more: boolean }
  | { readonly kind: 'record'; readonly fields: readonly (readonly [name: string, value: ValueId])[] }
  /** A reference (`ref`), a mutable field (`slot`), or a table, queue or array that is written (`store`). */
  | { readonly kind: 'ref' | 'slot' | 'store'; readonly address: string }
  | { readonly kind: 'mutex' | 'condition' | 'queue' | 'thread'; readonly address: string }
  | { readonly kind: 'fun'; readonly expr: number; readonly env: EnvId; readonly given: readonly Given[] }
  /** Something whose source is not here: `String.sub`, `%enter`, or a module. */
  | { readonly kind: 'extern'; readonly name: string; readonly given: readonly Given[] }
  /** The bindings of `env` that are not in `base`; what is not among them, the library's module `name` may have. */
  | { readonly kind: 'module'; readonly env: EnvId; readonly base: EnvId; readonly name: string }

/** One layer of an environment. */
type Layer =
  | { readonly kind: 'empty' }
  | { readonly kind: 'bind'; readonly name: string; readonly value: ValueId; readonly under: EnvId }
  | { readonly kind: 'rec'; readonly funs: readonly (readonly [string, number])[]; readonly under: EnvId }
  | { readonly kind: 'open' | 'include'; readonly module: ValueId; readonly under: EnvId }

/** Values nested deeper than this are not told apart. */
const DEEPEST = 7
const DATA = new Set(['any', 'lost', 'const', 'range', 'construct', 'tuple', 'list', 'bag', 'record'])

/** All values and environments of a program, each once. */
export class Pool {
  readonly #values: Value[] = []
  readonly #depths: number[] = []
  readonly #ids = new Map<string, ValueId>()
  readonly #layers: Layer[] = []
  readonly #envs = new Map<string, EnvId>()
  readonly #found: Map<string, ValueId | undefined>[] = []
  readonly any: ValueId
  readonly unit: ValueId
  readonly nothing: ValueId
  readonly empty: EnvId

  constructor() {
    this.any = this.intern({ kind: 'any' })
    this.unit = this.intern({ kind: 'const', value: '()' })
    this.nothing = this.intern({ kind: 'list', items: [] })
    this.empty = this.#layer({ kind: 'empty' })
  }

  value(id: ValueId): Value {
    return this.#values[id]
  }

  intern(value: Value): ValueId {
    const key = JSON.stringify(value)
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const depth = 1 + Math.max(0, ...contents(value).map((part) => this.#depths[part]))
    if (depth > DEEPEST) return this.any
    const id = this.#values.push(value) - 1
    this.#depths.push(depth)
    this.#ids.set(key, id)
    return id
  }

  construct(name: string, ...args: readonly ValueId[]): ValueId {
    return this.intern({ kind: 'construct', name, args })
  }

  bool(value: boolean): ValueId {
    return this.construct(String(value))
  }

  /** Not known, and lost on the way; `cell` where following it would help. */
  lost(cell = ''): ValueId {
    return this.intern({ kind: 'lost', cell })
  }

  isUnknown(id: ValueId): boolean {
    const { kind } = this.value(id)
    return kind === 'any' || kind === 'lost'
  }

  /** Data only: nothing to call, to lock or to write. */
  isPlain(id: ValueId): boolean {
    const value = this.value(id)
    return DATA.has(value.kind) && contents(value).every((part) => this.isPlain(part))
  }

  extern(name: string): ValueId {
    return this.intern({ kind: 'extern', name, given: [] })
  }

  #layer(layer: Layer): EnvId {
    const key = JSON.stringify(layer)
    const known = this.#envs.get(key)
    if (known !== undefined) return known
    const id = this.#layers.push(layer) - 1
    this.#found.push(new Map())
    this.#envs.set(key, id)
    return id
  }

  bind(under: EnvId, name: string, value: ValueId): EnvId {
    return this.#layer({ kind: 'bind', name, value, under })
  }

  bindFunctions(under: EnvId, funs: readonly (readonly [string, number])[]): EnvId {
    return this.#layer({ kind: 'rec', funs, under })
  }

  open(under: EnvId, module: ValueId, kind: 'open' | 'include' = 'open'): EnvId {
    return this.#layer({ kind, module, under })
  }

  /** The value of a name, or what an opened module without source would call it. */
  lookup(env: EnvId, name: string): ValueId | undefined {
    const known = this.#found[env]
    if (known.has(name)) return known.get(name)
    const value = this.#search(env, this.empty, name, false)
    known.set(name, value)
    return value
  }

  /** The modules without source that are open here, innermost first. */
  openExterns(env: EnvId): readonly string[] {
    const names: string[] = []
    for (let at = env; at !== this.empty; ) {
      const layer = this.#layers[at]
      if (layer.kind === 'empty') break
      if (layer.kind === 'open' || layer.kind === 'include') names.push(...this.externsOf(layer.module))
      at = layer.under
    }
    return names
  }

  member(module: ValueId, name: string): ValueId | undefined {
    const value = this.value(module)
    return value.kind === 'module' ? this.#search(value.env, value.base, name, true) : undefined
  }

  /** The modules without source that a module is, or includes. */
  externsOf(module: ValueId): readonly string[] {
    const value = this.value(module)
    if (value.kind === 'extern') return [value.name]
    if (value.kind !== 'module') return []
    const names: string[] = value.name === '' ? [] : [value.name]
    for (let at = value.env; at !== value.base; ) {
      const layer = this.#layers[at]
      if (layer.kind === 'empty') break
      if (layer.kind === 'include') names.push(...this.externsOf(layer.module))
      at = layer.under
    }
    return names
  }

  #search(env: EnvId, base: EnvId, name: string, exported: boolean): ValueId | undefined {
    for (let at = env; at !== base; ) {
      const layer = this.#layers[at]
      if (layer.kind === 'empty') return undefined
      const value = this.#inLayer(layer, at, name, exported)
      if (value !== undefined) return value
      at = layer.under
    }
    return undefined
  }

  #inLayer(layer: Layer, at: EnvId, name: string, exported: boolean): ValueId | undefined {
    if (layer.kind === 'bind') return layer.name === name ? layer.value : undefined
    if (layer.kind === 'rec') {
      const fun = layer.funs.find(([own]) => own === name)
      return fun && this.intern({ kind: 'fun', expr: fun[1], env: at, given: [] })
    }
    const visible = layer.kind === 'include' || (layer.kind === 'open' && !exported)
    return visible ? this.member(layer.module, name) : undefined
  }
}

/** The values inside a value, closures' environments apart. */
export function contents(value: Value): readonly ValueId[] {
  switch (value.kind) {
    case 'construct':
      return value.args
    case 'tuple':
    case 'list':
    case 'bag':
      return value.items
    case 'record':
      return value.fields.map(([, part]) => part)
    case 'fun':
    case 'extern':
      return value.given.map((given) => given.value)
    default:
      return []
  }
}
