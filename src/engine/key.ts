import { InterlockError } from './error.ts'

/** Finds the address of a value that is an actor reference; `undefined` for any other value. */
export type AddressOf = (value: object) => string | undefined

const identities = new WeakMap<object, number>()
let nextIdentity = 0

/** Functions and symbols have no content to compare: they are told apart by identity, within one process. */
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
  const encode = (part: unknown): string => encodeValue(part, addressOf, inner)
  if (Array.isArray(value)) return `[${value.map(encode).join()}]`
  if (value instanceof Map) {
    const entries = [...value].map(([key, part]) => `${encode(key)}=>${encode(part)}`)
    return `Map{${entries.sort().join()}}`
  }
  if (value instanceof Set) return `Set{${[...value].map(encode).sort().join()}}`
  if (value instanceof Date) return `Date(${value.getTime()})`
  if (value instanceof RegExp) return `RegExp(${value})`
  if (value instanceof Error) return `Error(${JSON.stringify([value.name, value.message])})`
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${Array.from(value as Uint8Array)})`
  const kind = Object.getPrototypeOf(value)?.constructor?.name
  const record = value as Record<string, unknown>
  const fields = Object.keys(record)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${encode(record[key])}`)
  return `${kind === undefined || kind === 'Object' ? '' : kind}{${fields.join()}}`
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
      return `symbol(${JSON.stringify(value.description ?? '')})`
    case 'function':
      return `function(${identity(value)})`
    case 'object':
      return value === null ? 'null' : encodeObject(value, addressOf, path)
  }
}

/**
 * The canonical key of a value: equal keys mean that no machine can tell the values apart. It is JSON with sorted keys,
 * extended by what JSON loses (`undefined`, `-0`, `NaN`, big integers, maps, sets, dates, class names); an actor reference
 * becomes its address.
 *
 * @throws InterlockError `unkeyable` when the value contains itself.
 */
export function keyOf(value: unknown, addressOf: AddressOf): string {
  return encodeValue(value, addressOf, [])
}
