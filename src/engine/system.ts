import type { Clock } from './clock.ts'
import { InterlockError } from './error.ts'
import { checkFairness } from './fairness.ts'
import type { Faults, FaultsDefinition } from './faults.ts'
import { faultsOf } from './faults.ts'
import type { Copies, SymmetricRoles } from './interchangeable.ts'
import { copiesOf } from './interchangeable.ts'
import type { ActorLogic } from './machine.ts'
import { checkObserver } from './observer.ts'
import type { Property } from './property.ts'
import { isLiveness } from './property.ts'

/** What happens to an event that the receiver cannot take now (XState's `snapshot.can` is false). */
export type Unhandled = 'defer' | 'drop' | 'report'

/** `async`: FIFO inside a channel, any order between channels. `unordered`: no order inside a channel either. */
export type Delivery = 'async' | 'unordered'

/** One way in which a promise may settle. */
export type Outcome = { readonly resolve: unknown } | { readonly reject: unknown }

/** An actor: its logic, and how it is driven. */
export interface ActorOptions {
  readonly machine: ActorLogic
  readonly input?: unknown
  /** Overrides the system's `unhandled` for this actor and its children. */
  readonly unhandled?: Unhandled
  /**
   * The outcomes of promise actors: by the id or the `src` name of the child, or by `self` when the actor itself is a
   * promise. Each outcome is a branch of the search.
   */
  readonly outcomes?: Readonly<Record<string, readonly Outcome[]>>
  /**
   * Whether custom actions (functions) are called once per distinct step, so that a hand-made `send` is noticed
   * (`run`, the default), or only recorded by name (`record`).
   */
  readonly actions?: 'run' | 'record'
  /** What of the real system the actor stands for, say definitions of its source; reports say so. */
  readonly standsFor?: readonly string[]
}

/** What `defineSystem` takes. */
export interface SystemDefinition {
  readonly name: string
  /** The actors by name, in the order in which they start. A bare machine stands for `{ machine }`. */
  readonly actors: Readonly<Record<string, ActorLogic | ActorOptions>>
  /** Default `async`. */
  readonly delivery?: Delivery
  /** Default `drop`, as XState does. */
  readonly unhandled?: Unhandled
  /** Default: `free` when checking, `urgent` when simulating. */
  readonly clock?: Clock
  /** Default `[deadlockFree()]`. In order of interest: a verdict names the first that fails. */
  readonly properties?: readonly Property[]
  /** Addresses of children that have a `systemId`, by that id: `{ store: 'app/store' }`. */
  readonly systemIds?: Readonly<Record<string, string>>
  /**
   * Actors that are interchangeable, by their roles: `['handler']` for all actors `handler#…`, `[['conn', 'client']]` when
   * `conn#1` and `client#1` change places together with `conn#2` and `client#2`. A reduced search (`reduce`) takes states
   * that differ only by such a change for one; it throws when it finds that the actors are not interchangeable after all.
   */
  readonly symmetric?: readonly SymmetricRoles[]
  /** What the environment may do to it, and how often (docs/faults.md); nothing by default. */
  readonly faults?: FaultsDefinition
  /**
   * By actor, the fields of its context (arrays or Sets) in which it keeps names of interchangeable actors without ever
   * counting them: `{ pool: ['waiting'] }`. A check of every number of copies (`checkEvery`) rests on this, and refuses it where it
   * sees otherwise.
   */
  readonly uncounted?: Readonly<Record<string, readonly string[]>>
  /** What this system is an instance of, for reports. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>
}

/** A system that can be checked and simulated; made by `defineSystem`. */
export interface System {
  readonly kind: 'system'
  readonly name: string
  readonly actors: ReadonlyMap<string, ActorOptions>
  readonly delivery: Delivery
  readonly unhandled: Unhandled
  readonly clock: Clock | undefined
  readonly properties: readonly Property[]
  readonly systemIds: ReadonlyMap<string, string>
  readonly symmetric: readonly Copies[]
  readonly faults: Faults | undefined
  readonly uncounted: ReadonlyMap<string, readonly string[]>
  readonly parameters: Readonly<Record<string, string | number | boolean>>
}

const KNOWN = [
  'name',
  'actors',
  'delivery',
  'unhandled',
  'clock',
  'properties',
  'systemIds',
  'symmetric',
  'faults',
  'uncounted',
  'parameters',
]

function oneOf<T extends string>(where: string, value: T | undefined, allowed: readonly T[]): void {
  if (value !== undefined && !allowed.includes(value)) {
    throw new InterlockError('system', `${where} is '${value}'; it must be one of ${allowed.join(', ')}`)
  }
}

function isLogic(value: ActorLogic | ActorOptions): value is ActorLogic {
  return typeof (value as Partial<ActorLogic>)?.transition === 'function'
}

function actorOptions(system: string, name: string, given: ActorLogic | ActorOptions): ActorOptions {
  if (name === '' || name.includes('/')) {
    throw new InterlockError('system', `${system}: '${name}' is not an actor name; use a non-empty name without '/'`)
  }
  const options = isLogic(given) ? { machine: given } : given
  if (typeof options?.machine?.transition !== 'function') {
    throw new InterlockError(
      'system',
      `${system}: actor '${name}' has no machine; give a machine, or { machine, input }`,
    )
  }
  oneOf(`${system}: unhandled of '${name}'`, options.unhandled, ['defer', 'drop', 'report'])
  checkOutcomes(`${system}: outcomes of '${name}'`, options.outcomes)
  oneOf(`${system}: actions of '${name}'`, options.actions, ['run', 'record'])
  checkStandsFor(`${system}: standsFor of '${name}'`, options.standsFor)
  return options
}

function checkOutcomes(where: string, outcomes: unknown): void {
  if (outcomes === undefined) return
  const lists = typeof outcomes === 'object' && outcomes !== null ? Object.entries(outcomes) : [['', outcomes]]
  for (const [child, list] of lists) {
    const settles = (outcome: unknown): boolean =>
      typeof outcome === 'object' && outcome !== null && ('resolve' in outcome || 'reject' in outcome)
    if (Array.isArray(list) && list.every(settles)) continue
    throw new InterlockError('system', `${where}: '${child}' must be a list such as [{ resolve: 1 }, { reject: 'no' }]`)
  }
}

function checkStandsFor(where: string, standsFor: unknown): void {
  if (standsFor === undefined) return
  if (Array.isArray(standsFor) && standsFor.every((text) => typeof text === 'string')) return
  throw new InterlockError('system', `${where} must be a list of texts such as ['server.ml: handle']`)
}

/** By kind, the fields without which a property asks nothing, and their types. */
const ASKS: Readonly<Record<Property['kind'], Readonly<Record<string, string>>>> = {
  'deadlock-free': {},
  'no-unhandled-events': {},
  'at-most-one': { tag: 'string' },
  always: { predicate: 'function' },
  sometimes: { predicate: 'function' },
  eventually: { predicate: 'function' },
  'always-eventually': { predicate: 'function' },
  'leads-to': { premise: 'function', predicate: 'function' },
  converges: { predicate: 'function', within: 'number' },
  progress: { tag: 'string', events: 'object' },
  'responds-within': { request: 'function', predicate: 'function', within: 'number' },
  observer: { machine: 'object', states: 'object' },
}

function checkProperty(definition: SystemDefinition, property: unknown, index: number): void {
  const where = `${definition.name}: property ${index + 1}`
  if (typeof property === 'function') {
    throw new InterlockError('system', `${where} is a function; call it: ${property.name || 'deadlockFree'}()`)
  }
  const { kind, name } = (property ?? {}) as Partial<Property>
  if (kind === undefined || !Object.hasOwn(ASKS, kind) || typeof name !== 'string' || name === '') {
    throw new InterlockError(
      'system',
      `${where} is no property; make it by deadlockFree(), always(…), sometimes(…), atMostOne(…), eventually(…) or another of these functions`,
    )
  }
  const given = property as Property
  for (const [field, type] of Object.entries(ASKS[kind])) {
    const value: unknown = (given as unknown as Record<string, unknown>)[field]
    if (typeof value !== type || value === null) {
      throw new InterlockError('system', `${where} ('${name}') has no ${field}; give it a ${type}`)
    }
  }
  checkAsked(`${where} ('${name}')`, given, definition)
}

/** @throws InterlockError `system` when what a property asks makes no sense. */
function checkAsked(named: string, given: Property, { actors, faults }: SystemDefinition): void {
  if (given.kind === 'deadlock-free') oneOf(`${named}: masked`, given.masked, ['violation'])
  if (isLiveness(given)) checkFairness(named, given.fairness, Object.keys(actors))
  if (given.kind === 'observer') checkObserver(named, given)
  if (given.kind === 'converges' && faults?.heal === undefined) {
    throw new InterlockError('system', `${named} asks for faults: { heal: { actors: […] } }, after which it is to hold`)
  }
  if (given.kind === 'responds-within' && !(Number.isFinite(given.within) && given.within >= 0)) {
    throw new InterlockError('system', `${named}: within ${given.within} ms; give a number of at least 0`)
  }
}

function uncountedOf(
  system: string,
  given: Readonly<Record<string, readonly string[]>>,
  actors: ReadonlyMap<string, ActorOptions>,
): ReadonlyMap<string, readonly string[]> {
  for (const [actor, fields] of Object.entries(given)) {
    if (!actors.has(actor)) {
      throw new InterlockError(
        'system',
        `${system}: uncounted: no actor is named '${actor}'; declared are ${[...actors.keys()].join(', ')}`,
      )
    }
    if (Array.isArray(fields) && fields.every((field) => typeof field === 'string')) continue
    throw new InterlockError('system', `${system}: uncounted: '${actor}' needs a list of fields, such as ['waiting']`)
  }
  return new Map(Object.entries(given))
}

function checkNames(system: string, actors: readonly string[], systemIds: Readonly<Record<string, string>>): void {
  const number = actors.find((actor) => /^(0|[1-9]\d*)$/.test(actor))
  if (number !== undefined) {
    throw new InterlockError(
      'system',
      `${system}: '${number}' is not an actor name: JavaScript would reorder it; use a name such as 'actor#${number}'`,
    )
  }
  for (const [id, address] of Object.entries(systemIds)) {
    if (actors.includes(address.split('/')[0])) continue
    throw new InterlockError(
      'system',
      `${system}: systemIds: '${id}' is at '${address}', but no actor is named '${address.split('/')[0]}'; declared are ${actors.join(', ')}`,
    )
  }
}

/**
 * Defines a system of communicating XState machines.
 *
 * @throws InterlockError `system` when the definition makes no sense; the message names the field and the fix.
 */
export function defineSystem(definition: SystemDefinition): System {
  const { name } = definition
  if (typeof name !== 'string' || name === '') {
    throw new InterlockError('system', 'a system needs a name: defineSystem({ name: "…", actors: { … } })')
  }
  const unknown = Object.keys(definition).find((key) => !KNOWN.includes(key))
  if (unknown !== undefined) {
    throw new InterlockError('system', `${name}: unknown field '${unknown}'; known are ${KNOWN.join(', ')}`)
  }
  const entries = Object.entries(definition.actors ?? {})
  if (entries.length === 0) throw new InterlockError('system', `${name} has no actors; give at least one`)
  oneOf(`${name}: delivery`, definition.delivery, ['async', 'unordered'])
  oneOf(`${name}: unhandled`, definition.unhandled, ['defer', 'drop', 'report'])
  oneOf(`${name}: clock`, definition.clock, ['urgent', 'free'])
  checkNames(
    name,
    entries.map(([actor]) => actor),
    definition.systemIds ?? {},
  )
  const properties = definition.properties ?? [{ kind: 'deadlock-free', name: 'deadlock-free' }]
  properties.forEach((property, index) => {
    checkProperty(definition, property, index)
  })
  const names = properties.map((property) => property.name)
  const twice = names.find((property, index) => names.indexOf(property) !== index)
  if (twice !== undefined) {
    throw new InterlockError('system', `${name}: two properties are named '${twice}'; give each its own name`)
  }
  const actors = new Map(entries.map(([actor, given]) => [actor, actorOptions(name, actor, given)]))
  return {
    kind: 'system',
    name,
    actors,
    delivery: definition.delivery ?? 'async',
    unhandled: definition.unhandled ?? 'drop',
    clock: definition.clock,
    properties,
    systemIds: new Map(Object.entries(definition.systemIds ?? {})),
    symmetric: copiesOf(name, definition.symmetric ?? [], actors),
    faults:
      definition.faults && faultsOf(name, definition.faults, [...actors.keys()], definition.delivery !== 'unordered'),
    uncounted: uncountedOf(name, definition.uncounted ?? {}, actors),
    parameters: definition.parameters ?? {},
  }
}

/** Whether a value (say, what a user's module exports) is a system. */
export function isSystem(value: unknown): value is System {
  const { kind, name, actors, properties } = (value ?? {}) as Partial<System>
  return kind === 'system' && typeof name === 'string' && actors instanceof Map && Array.isArray(properties)
}
