import { printable } from '../text.ts'

/** Contexts longer than this are cut: they are read, not computed with. */
const LONGEST = 2_000
/** Values nested deeper are cut. */
const DEEPEST = 8

function shown(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return 'function'
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return '…'
  const inner = (part: unknown): unknown => shown(part, depth + 1)
  if (Array.isArray(value)) return value.map(inner)
  if (value instanceof Set) return { Set: [...value].map(inner) }
  if (value instanceof Map) return { Map: [...value].map(([key, part]) => [inner(key), inner(part)]) }
  if (value instanceof Error) return { Error: value.message }
  const { id, send } = value as { id?: unknown; send?: unknown }
  if (typeof send === 'function') return `actor ${String(id)}`
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inner(part)]))
}

/** A user's value as text for a reader; the empty text for nothing. */
export function valueText(value: unknown): string {
  const text = JSON.stringify(shown(value, 0), null, 1) ?? ''
  const safe = text.split('\n').map(printable).join('\n')
  return text === '{}' ? '' : safe.length > LONGEST ? `${safe.slice(0, LONGEST)}…` : safe
}
