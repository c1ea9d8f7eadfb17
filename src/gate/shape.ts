import { InterlockError } from '../engine/error.ts'

/** A reader of data: takes a value and where it stands, gives it back typed. */
export type Shape<T> = (value: unknown, path: string) => T

function wrong(path: string, fix: string): never {
  throw new InterlockError('gate', `${path === '' ? 'the configuration' : path} ${fix}`)
}

/** A text that is not empty. */
export const text: Shape<string> = (value, path) =>
  typeof value === 'string' && value.trim() !== '' ? value : wrong(path, 'must be a text that is not empty')

/** One of these texts. */
export function oneOf<T extends string>(choices: readonly T[]): Shape<T> {
  return (value, path) =>
    choices.find((choice) => choice === value) ?? wrong(path, `must be one of ${choices.join(', ')}`)
}

/** A list whose members have this shape. */
export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value, path) =>
    Array.isArray(value)
      ? value.map((item, at) => shape(item, `${path}[${at}]`))
      : wrong(path, 'must be a list, in square brackets')
}

/** The keys of an object with their values. */
export function entries(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong(path, 'must be an object, in braces')
  return Object.entries(value as Record<string, unknown>)
}

/** The fields of an object; all others are mistakes. */
export function record(value: unknown, path: string, known: readonly string[]): Readonly<Record<string, unknown>> {
  const fields = Object.fromEntries(entries(value, path))
  const unknown = Object.keys(fields).find((key) => !known.includes(key))
  if (unknown !== undefined) wrong(join(path, unknown), `is not known; known are ${known.join(', ')}`)
  return fields
}

/** `rules.drift`: where a field stands. */
export function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

/** A path that stays in the tree: relative, with slashes, without `..`; with `*`, `?` and `**` where patterns are meant. */
export const inside: Shape<string> = (value, path) => {
  const given = text(value, path)
  if (given.length > 300) wrong(path, 'must have at most 300 characters')
  if (given.startsWith('/') || /^[A-Za-z]:|\\|\0/.test(given) || given.split('/').includes('..')) {
    wrong(path, `must be a path inside the tree, with slashes and without '..', not '${given}'`)
  }
  return given.replace(/^(\.\/)+/, '').replace(/\/+$/, '')
}

/** A day such as 2027-01-31. */
export const day: Shape<string> = (value, path) => {
  const given = text(value, path)
  const [, month, date] = /^\d{4}-(\d\d)-(\d\d)$/.exec(given) ?? []
  const valid = Number(month) >= 1 && Number(month) <= 12 && Number(date) >= 1 && Number(date) <= 31
  return valid ? given : wrong(path, 'must be a day such as 2027-01-31')
}
