import { VERSION } from '../../engine/version.ts'
import { stateName } from '../text.ts'
import type { History, Present } from './history.ts'
import { inertJson } from './json.ts'

/** Deeper values are cut: nothing that deep is read in a viewer. */
const DEEPEST = 24

/** Names that begin with `#` mean something to ITF. */
function field(name: string): string {
  return name.startsWith('#') ? `_${name}` : name
}

function unserializable(value: unknown): object {
  return { '#unserializable': String(value) }
}

function object(value: object, depth: number): unknown {
  if (depth > DEEPEST) return unserializable('…')
  const inner = (part: unknown): unknown => itfValue(part, depth + 1)
  if (Array.isArray(value)) return value.map(inner)
  if (value instanceof Set) return { '#set': [...value].map(inner) }
  if (value instanceof Map) return { '#map': [...value].map(([key, part]) => [inner(key), inner(part)]) }
  if (value instanceof Error) return { message: value.message }
  const { id, send } = value as { id?: unknown; send?: unknown }
  if (typeof send === 'function') return `actor ${String(id)}`
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(entries.map(([key, part]) => [field(key), inner(part)]))
}

function itfValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : unserializable(value)
  if (typeof value === 'bigint') return { '#bigint': String(value) }
  return typeof value === 'object' && value !== null ? object(value, depth) : unserializable(value)
}

function record({ actor, mailbox }: Present): object {
  const { status, value, context, output, error } = actor
  return {
    status,
    ...(value !== undefined && { state: stateName(value) }),
    ...(context !== undefined && { context: itfValue(context) }),
    ...(output !== undefined && { output: itfValue(output) }),
    ...(error !== undefined && { error: itfValue(error) }),
    mailbox: mailbox.map(({ from, event }) => ({ from, event: itfValue(event) })),
  }
}

function state(names: readonly string[], index: number, step: object, actors: readonly Present[]): object {
  const records = new Map(actors.map((present) => [present.actor.name, record(present)]))
  const values = names.map((name) => [field(name), records.get(name) ?? { status: 'absent', mailbox: [] }])
  return { '#meta': { index, ...step }, ...Object.fromEntries(values) }
}

/**
 * An execution in the Informal Trace Format (Apalache's ADR 15): a variable for each actor, a record of its state,
 * context and mailbox. What JSON cannot say is `#unserializable`.
 */
export function itf({ system, execution, start, moments, names }: History): string {
  return `${inertJson(
    {
      '#meta': {
        format: 'ITF',
        'format-description': 'https://apalache.informal.systems/docs/adr/015adr-trace.html',
        description: `${system}: ${execution.property ?? 'nothing is violated'}`,
        source: `interlock ${VERSION}`,
        status: execution.property === undefined ? 'ok' : 'violation',
      },
      vars: names.map(field),
      states: [
        state(names, 0, {}, start.actors),
        ...moments.map(({ step, time, actors }, at) => state(names, at + 1, { action: step.label, time }, actors)),
      ],
    },
    1,
  )}\n`
}
