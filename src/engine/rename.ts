import { isMachineSnapshot } from './machine.ts'

/** What renaming needs to know of actor references: whose they are, and the reference to another actor. */
export interface References {
  readonly addressOf: (value: object) => string | undefined
  readonly reference: (address: string) => object
}

/** What of a snapshot is data. */
interface Data {
  readonly context: unknown
  readonly output: unknown
  readonly error: unknown
}

/**
 * Renames actors in a value, however deep: every text that is an actor's name or begins with one and a slash (`a#1/7`), and
 * every reference to an actor, in records (keys too), arrays, maps, sets, instances of classes and snapshots. Other texts
 * that are made of names (`reply to a#1`) stay.
 */
export function renaming(names: Pick<ReadonlyMap<string, string>, 'get'>, references: References): <T>(value: T) => T {
  const text = (value: string): string => {
    const end = value.indexOf('/')
    if (end < 0) return names.get(value) ?? value
    return (names.get(value.slice(0, end)) ?? value.slice(0, end)) + value.slice(end)
  }
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value)
    return typeof value === 'object' && value !== null ? object(value) : value
  }
  const object = (value: object): unknown => {
    const address = references.addressOf(value)
    if (address !== undefined) return references.reference(text(address))
    return collection(value, rename) ?? (isMachineSnapshot(value) ? snapshot(value) : record(value))
  }
  const snapshot = (value: Data): object => {
    const { context, output, error } = value
    return { ...value, context: rename(context), output: rename(output), error: rename(error) }
  }
  const record = (value: object): object => {
    if (isOpaque(value)) return value
    const copy = Object.create(Object.getPrototypeOf(value)) as Record<PropertyKey, unknown>
    for (const key of Reflect.ownKeys(value)) {
      if (!Object.prototype.propertyIsEnumerable.call(value, key)) continue
      copy[typeof key === 'string' ? text(key) : key] = rename((value as Record<PropertyKey, unknown>)[key])
    }
    return copy
  }
  return rename as <T>(value: T) => T
}

function collection(value: object, rename: (part: unknown) => unknown): object | undefined {
  if (Array.isArray(value)) return value.map(rename)
  if (value instanceof Map) return new Map([...value].map(([key, part]) => [rename(key), rename(part)]))
  return value instanceof Set ? new Set([...value].map(rename)) : undefined
}

/** Built-in objects that hold no actor's name as one of their parts. */
function isOpaque(value: object): boolean {
  return (
    [Date, RegExp, Error, URL, URLSearchParams, ArrayBuffer].some((made) => value instanceof made) ||
    ArrayBuffer.isView(value)
  )
}
