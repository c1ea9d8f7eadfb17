import { InterlockError } from '../../engine/error.ts'
import { inertJson } from './json.ts'
import type { NamedMachine } from './statechart.ts'

/** Parts of a configuration in which functions compute values: they are left out, and constants stay. */
const COMPUTED = ['context', 'input', 'output', 'params', 'meta', 'systemId']
/** Parts whose keys are the user's names. */
const NAMED = ['states', 'on', 'after']
/** Nothing that a person wrote is nested deeper. */
const DEEPEST = 60

function nameOf(code: { readonly name: string }): object {
  const { type } = code as { type?: unknown }
  return { type: typeof type === 'string' ? type : code.name === '' ? 'inline' : code.name }
}

function isLogic(value: object): boolean {
  return typeof (value as { transition?: unknown }).transition === 'function'
}

function sourceOf(logic: object): string {
  const { id } = logic as { id?: unknown }
  return typeof id === 'string' ? id : 'inline'
}

type Place = 'structure' | 'names' | 'computed'

function skeleton(value: unknown, place: Place, depth: number): unknown {
  if (typeof value === 'function') return place === 'computed' ? undefined : nameOf(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return undefined
  if (Array.isArray(value)) return value.map((part) => skeleton(part, place, depth + 1))
  if (isLogic(value)) return sourceOf(value)
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, skeleton(part, placeBelow(place, key), depth + 1)]),
  )
}

function placeBelow(place: Place, key: string): Place {
  if (place === 'computed') return place
  if (place === 'names') return 'structure'
  return COMPUTED.includes(key) ? 'computed' : NAMED.includes(key) ? 'names' : 'structure'
}

/**
 * A machine's configuration as JSON, for `createMachine` and the tools of Stately: what is a function appears by its
 * name (`inline` when it has none); computed contexts, inputs and outputs are left out.
 */
export function xstate({ actor, machine }: NamedMachine): string {
  const { config } = machine as { config?: object }
  if (config === undefined || !('root' in machine)) {
    throw new InterlockError('system', `'${actor}' is no state machine, so it has no configuration; name another actor`)
  }
  return `${inertJson(skeleton(config, 'structure', 0), 2)}\n`
}
