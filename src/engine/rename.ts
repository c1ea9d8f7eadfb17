import { isMachineSnapshot } from './machine.ts'

/** What renaming needs to know of actor references: whose they are, and the reference to another actor. */
export interface References {
  readonly addressOf: (value: object) => string | undefined
  readonly reference: (address: string) => object
}

/**
 * Renames actors in a value, however deep: every text that is an actor's name, and every reference to an actor, in
 * records (keys too), arrays, maps, sets, instances of classes and snapshots. What is made of names (`reply to a#1`) is
 * no name, and stays.
 */
export function renaming(names: ReadonlyMap<string, string>, references: References): <T>(value: T) => T {
  const text = (value: string): string => names.get(value) ?? value
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value)
    if (typeof value !== 'object' || value === null) return value
    const address = references.addressOf(value)
    if (address !== undefined) return names.has(address) ? references.reference(text(address)) : value
    if (Array.isArray(value)) return value.map(rename)
    if (value instanceof Map) return new Map([...value].map(([key, part]) => [rename(key), rename(part)]))
    if (value instanceof Set) return new Set([...value].map(rename))
    if (isMachineSnapshot(value)) {
      const { context, output, error } = value
      return { ...value, context: rename(context), output: rename(output), error: rename(error) }
    }
    return isOpaque(value) ? value : record(value)
  }
  const record = (value: object): object => {
    const copy = Object.create(Object.getPrototypeOf(value)) as Record<PropertyKey, unknown>
    for (const key of Reflect.ownKeys(value)) {
      if (!Object.prototype.propertyIsEnumerable.call(value, key)) continue
      copy[typeof key === 'string' ? text(key) : key] = rename((value as Record<PropertyKey, unknown>)[key])
    }
    return copy
  }
  return rename as <T>(value: T) => T
}

/** Built-in objects that hold no actor's name as one of their parts. */
function isOpaque(value: object): boolean {
  return (
    [Date, RegExp, Error, URL, URLSearchParams, ArrayBuffer].some((made) => value instanceof made) ||
    ArrayBuffer.isView(value)
  )
}
