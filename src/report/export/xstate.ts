import { InterlockError } from '../../engine/error.ts'
import { inertJson } from './json.ts'
import type { NamedMachine } from './statechart.ts'

/** Parts of a configuration in which functions compute values: they are left out, and constants stay. */
const COMPUTED = ['context', 'input', 'output', 'params', 'meta', 'systemId']
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

function skeleton(value: unknown, computed: boolean, depth: number): unknown {
  if (typeof value === 'function') return computed ? undefined : nameOf(value)
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return value
  if (Array.isArray(value)) return value.map((part) => skeleton(part, computed, depth + 1))
  if (isLogic(value)) return sourceOf(value)
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, skeleton(part, computed || COMPUTED.includes(key), depth + 1)]),
  )
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
  return `${inertJson(skeleton(config, false, 0), 2)}\n`
}
