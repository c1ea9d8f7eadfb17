import { InterlockError } from './error.ts'

/** Finds the address of a value that is an actor reference; `undefined` for any other value. */
export type AddressOf = (value: object) => string | undefined

const identities = new WeakMap<object, number>()
let nextIdentity = 0

const symbols: symbol[] = []

/** Two symbols of one description differ; there are few, so a list will do (weak maps take only some of them). */
function symbolIdentity(value: symbol): number {
  const known = symbols.indexOf(value)
  return known >= 0 ? known : symbols.push(value) - 1
}

/** Functions have no content to compare: they are told apart by identity, within one process. */
function identity(value: object): number {
  let id = identities.get(value)
  if (id === undefined) {
    id = nextIdentity++
    identities.set(value, id)
  }
  return id
}

function encodeNumber(value: number): string {
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? String(value) : `#${value}`
}

type Encode = (part: unknown) => string

/** What JSON has no word for, and what it takes to tell two of them apart besides their own fields. */
function encodeBuiltin(value: object, encode: Encode): string | undefined {
  if (value instanceof Map) {
    const entries = [...value].map(([key, part]) => `${encode(key)}=>${encode(part)}`)
    return entries.sort().join()
  }
  if (value instanceof Set) return [...value].map(encode).sort().join()
  if (value instanceof Date) return String(value.getTime())
  if (value instanceof RegExp) return `${value}@${value.lastIndex}`
  if (value instanceof Error) {
    const { name, message, cause } = value
    return [name, message, cause, (value as Partial<AggregateError>).errors].map(encode).join()
  }
  if (value instanceof URL || value instanceof URLSearchParams) return JSON.stringify(String(value))
  if (value instanceof ArrayBuffer) return new Uint8Array(value).join()
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).join()
  }
  return undefined
}

/** The class of an object, if its instances show all that they hold. */
function className(value: object): string {
  const prototype = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype) return ''
  const made = prototype.constructor
  // An object of another realm has another Object.prototype.
  if (typeof made !== 'function' || made.name === 'Object') return ''
  const source = Function.prototype.toString.call(made)
  if (/\[native code\]/.test(source)) {
    throw new InterlockError(
      'unkeyable',
      `a ${made.name} does not show what it holds; keep plain data (or Map, Set, Date, URL) in contexts and events`,
    )
  }
  if (/#[\w$]+/.test(source.replace(/'[^'\n]*'|"[^"\n]*"|`[^`]*`|\/\/.*/g, ''))) {
    throw new InterlockError(
      'unkeyable',
      `an instance of ${made.name} hides state in #private fields; keep plain data in contexts and events`,
    )
  }
  return made.name
}

function encodeObject(value: object, addressOf: AddressOf, path: object[]): string {
  const address = addressOf(value)
  if (address !== undefined) return `@${JSON.stringify(address)}`
  if (path.includes(value)) {
    throw new InterlockError(
      'unkeyable',
      'a context or event contains itself; keep cyclic structures out of machines, or refer to parts by name',
    )
  }
  const inner = [...path, value]
  const encode: Encode = (part) => encodeValue(part, addressOf, inner)
  if (Array.isArray(value)) return `[${value.map(encode).join()}]`
  const builtin = encodeBuiltin(value, encode)
  const kind = builtin === undefined ? className(value) : value.constructor.name
  const record = value as Record<string | symbol, unknown>
  const names = ArrayBuffer.isView(value) ? [] : Object.keys(record).sort()
  const symbols = Object.getOwnPropertySymbols(record).filter((key) => Object.propertyIsEnumerable.call(record, key))
  const fields = [
    ...names.map((key) => `${JSON.stringify(key)}:${encode(record[key])}`),
    ...symbols.map((key) => `${encode(key)}:${encode(record[key])}`).sort(),
  ]
  return `${kind}${builtin === undefined ? '' : `(${builtin})`}${builtin !== undefined && fields.length === 0 ? '' : `{${fields.join()}}`}`
}

function encodeValue(value: unknown, addressOf: AddressOf, path: object[]): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return encodeNumber(value)
    case 'bigint':
      return `${value}n`
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'symbol':
      return `symbol(${JSON.stringify(value.description ?? '')} ${symbolIdentity(value)})`
    case 'function':
      return `function(${identity(value)})`
    case 'object':
      return value === null ? 'null' : encodeObject(value, addressOf, path)
  }
}

/**
 * The canonical key of a value: equal keys mean that no machine can tell the values apart. It is JSON with sorted keys,
 * extended by what JSON loses (`undefined`, `-0`, `NaN`, big integers, maps, sets, dates, class names); an actor reference
 * becomes its address. What hides its state (`#private` fields, most built-in classes) is refused; what hides it in closures
 * or weak maps cannot be noticed (docs/soundness.md).
 *
 * @throws InterlockError `unkeyable` when the value contains itself or hides state.
 */
export function keyOf(value: unknown, addressOf: AddressOf): string {
  return encodeValue(value, addressOf, [])
}
