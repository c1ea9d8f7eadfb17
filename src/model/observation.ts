import { InterlockError } from '../engine/error.ts'
import type { System } from '../engine/system.ts'
import { parseFlags } from './flags.ts'
import { AFTER, loads, MAX_TIME } from './loads.ts'
import type { Result } from './routes.ts'
import { sxSystem } from './server.ts'
import type { Variant } from './variant.ts'

/** A count that was the same in all runs of a row, or its least and greatest. */
type Count = readonly [least: number, most: number]

/** What was seen of a scenario under a load: a row of `observed/verdicts.ndjson`. */
export interface Observation {
  readonly scenario: string
  readonly load: string
  readonly flags: string
  readonly requests: number
  readonly counts: Readonly<Record<CountName, Count>>
  /** What became of the `/` afterwards: each of these in some run. */
  readonly rootAfter: readonly Result[]
  readonly concurrentEntry: Count
  readonly wrongSelf: Count
}

/** What a row counts. */
export type CountName = 'ok' | 'hang' | 'error_reply' | 'no_server' | 'gave_up_on_purpose'

type Fields = Readonly<Record<string, unknown>>

/** A mistake in a row, and the field that it is in. */
export class RowError extends InterlockError {
  readonly field: string

  constructor(field: string, message: string) {
    super('bounds', message)
    this.field = field
  }
}

function wrong(field: string, value: unknown, right: string): RowError {
  return new RowError(field, `${field} is ${JSON.stringify(value)}; it must be ${right}`)
}

function textOf(fields: Fields, field: string): string {
  const value = fields[field]
  if (typeof value !== 'string') throw wrong(field, value ?? null, 'a string')
  return value
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

function countOf(fields: Fields, field: string, missing?: Count): Count {
  const value = fields[field]
  if (value === undefined && missing !== undefined) return missing
  if (isCount(value)) return [value, value]
  if (Array.isArray(value) && value.length === 2 && value.every(isCount) && value[0] <= value[1]) {
    return [value[0], value[1]]
  }
  throw wrong(field, value ?? null, 'a count, or [least, most]')
}

const ROOT: readonly string[] = ['ok', 'hang', 'wrong', 'dead']

function rootOf(fields: Fields): readonly Result[] {
  if (fields.root_after === undefined) return []
  return textOf(fields, 'root_after')
    .split('/')
    .map((word) => {
      if (!ROOT.includes(word)) throw wrong('root_after', fields.root_after, `of ${ROOT.join(', ')}, joined by /`)
      return word === 'wrong' ? 'error' : (word as Result)
    })
}

/** What the miniature's detector tells apart. */
const KINDS: readonly string[] = ['concurrent_entry', 'wrong_self']

/** Each request of a run is counted once. */
function checkSum(requests: number, counts: Observation['counts']): void {
  const [least, most] = [0, 1].map((end) => Object.values(counts).reduce((sum, count) => sum + count[end], 0))
  if (least <= requests && requests <= most) return
  const sum = least === most ? `${least}` : `between ${least} and ${most}`
  const names = Object.keys(counts).join(', ')
  throw new RowError('requests', `the counts do not add up: ${names} make ${sum}, and requests is ${requests}`)
}

/**
 * A row as an observation.
 *
 * @throws InterlockError that names the field.
 */
export function observationOf(row: unknown): Observation {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    throw new InterlockError('bounds', 'a row must be an object')
  }
  const fields = row as Fields
  const kinds = fields.violation_kinds ?? {}
  if (typeof kinds !== 'object' || Array.isArray(kinds)) throw wrong('violation_kinds', kinds, 'an object')
  if (!Object.keys(kinds).every((kind) => KINDS.includes(kind))) {
    throw wrong('violation_kinds', kinds, `counts of ${KINDS.join(', ')}`)
  }
  const load = textOf(fields, 'load')
  if (!Object.hasOwn(loads, load)) throw wrong('load', load, `one of ${Object.keys(loads).join(', ')}`)
  const [requests] = countOf(fields, 'requests')
  if (requests !== loads[load].requests) throw wrong('requests', requests, `${loads[load].requests} for ${load}`)
  const none: Count = [0, 0]
  const counts = {
    ok: countOf(fields, 'ok'),
    hang: countOf(fields, 'hang'),
    error_reply: countOf(fields, 'error_reply'),
    no_server: countOf(fields, 'no_server', none),
    gave_up_on_purpose: countOf(fields, 'gave_up_on_purpose', none),
  }
  checkSum(requests, counts)
  return {
    scenario: textOf(fields, 'scenario'),
    load,
    flags: textOf(fields, 'flags'),
    requests,
    counts,
    rootAfter: rootOf(fields),
    concurrentEntry: countOf(kinds as Fields, 'concurrent_entry', none),
    wrongSelf: countOf(kinds as Fields, 'wrong_self', none),
  }
}

/**
 * The system that stands for a scenario of the miniature under a load, and how many requests its clients make.
 *
 * @throws InterlockError for flags or a load that the models do not have.
 */
export function systemOf(flags: string, load: string): { readonly system: System; readonly requests: number } {
  if (!Object.hasOwn(loads, load)) throw wrong('load', load, `one of ${Object.keys(loads).join(', ')}`)
  return systemUnder(parseFlags(flags), load, flags)
}

/**
 * The system that a name stands for: a load, a slash and the flags (`seq/--variant original`). `undefined` when it is not such
 * a name.
 *
 * @throws InterlockError for flags that the models do not have.
 */
export function observedNamed(name: string): System | undefined {
  const [, load, flags] = /^([\w-]+)\/(--.*)$/.exec(name) ?? []
  return load !== undefined && Object.hasOwn(loads, load) ? systemOf(flags, load).system : undefined
}

/** The same of instances: `flags` is how they are called in the system's name. Timers fire only when nothing else can move. */
export function systemUnder(
  both: readonly [Variant, Variant],
  load: string,
  flags: string,
): { readonly system: System; readonly requests: number } {
  const { federated, clients } = loads[load]
  const variants = federated ? both : [both[0]]
  const asked = clients(variants)
  const system = sxSystem({
    name: `${load}/${flags}`,
    variants,
    phases: [asked, [[AFTER]]],
    maxTime: MAX_TIME,
    parameters: { flags, load },
  })
  return { system: { ...system, clock: 'urgent' }, requests: asked.flat().length }
}
