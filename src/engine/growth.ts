import type { Event } from './machine.ts'
import { childIds } from './machine.ts'
import type { Slot } from './slot.ts'

/** What grows, and the greatest value so far. */
export interface Measured {
  /**
   * As JavaScript has it: `n`, `list.length`, `text.length`, `set.size`, `Object.keys(record).length`, `list[].n` for the `n` of what is in
   * a list; of messages after their type.
   */
  readonly path: string
  readonly value: number
}

/** What keeps growing in an actor, as far as a search has seen it: what the later half of what is known of it has more of. */
export interface Growth {
  readonly actor: string
  /** How many configurations (snapshot, mailbox, timers) of it are known. */
  readonly configs: number
  /** The channel to it that has grown most. */
  readonly channel: { readonly from: string; readonly length: number } | undefined
  /** The number or the length in its context that has grown most. */
  readonly counter: Measured | undefined
  /** The same in the messages that were sent to it. */
  readonly payload: Measured | undefined
  /** How many timers it has pending at once. */
  readonly timers: number | undefined
  /** How many children it has had, each under an id of its own. */
  readonly children: number | undefined
}

/** With fewer configurations or snapshots than this, growth is no trend yet. */
const TREND = 8
/** How deep a value is looked into. */
const DEPTH = 4
/** How many parts of a list or a record are looked into. */
const PARTS = 100

/** Measures by name, each with its first value and its greatest so far. */
type Measures = Map<string, { readonly first: number; greatest: number }>

function note(measures: Measures, name: string, value: number): void {
  const known = measures.get(name)
  if (known === undefined) measures.set(name, { first: value, greatest: value })
  else known.greatest = Math.max(known.greatest, value)
}

/** The measure that has grown most from the earlier half of the items to the later one. */
function growing<T>(items: readonly T[], measure: (item: T, into: Measures) => void): [string, number] | undefined {
  if (items.length < TREND) return undefined
  const early: Measures = new Map()
  const late: Measures = new Map()
  items.forEach((item, at) => {
    measure(item, at < items.length / 2 ? early : late)
  })
  let most: [string, number] | undefined
  let gain = 0
  for (const [name, { first, greatest }] of late) {
    // What was not there before has not grown by being there.
    const gained = greatest - (early.get(name)?.greatest ?? first)
    if (gained <= gain) continue
    gain = gained
    most = [name, greatest]
  }
  return most
}

/** Notes the numbers in a value, and the lengths of what it consists of, by their paths. */
function measureIn(value: unknown, path: string, depth: number, into: Measures): void {
  if (typeof value === 'number') note(into, path, Math.abs(value))
  if (typeof value === 'string') note(into, `${path}.length`, value.length)
  if (typeof value !== 'object' || value === null || depth === DEPTH) return
  if (Array.isArray(value)) {
    note(into, `${path}.length`, value.length)
    measureEach(value, path, depth, into)
  } else if (value instanceof Set || value instanceof Map) {
    note(into, `${path}.size`, value.size)
    measureEach(value.values(), path, depth, into)
  } else if (Object.getPrototypeOf(value) === Object.prototype) {
    const fields = Object.entries(value)
    note(into, `Object.keys(${path || 'context'}).length`, fields.length)
    for (const [key, part] of fields.slice(0, PARTS)) {
      measureIn(part, path === '' ? key : `${path}.${key}`, depth + 1, into)
    }
  }
}

function measureEach(parts: Iterable<unknown>, path: string, depth: number, into: Measures): void {
  let looked = 0
  for (const part of parts) {
    if (looked++ === PARTS) return
    measureIn(part, `${path}[]`, depth + 1, into)
  }
}

/** What keeps growing in a slot's actor. */
export function growthOf(slot: Slot, addresses: readonly string[], events: readonly Event[]): Growth {
  const configs = slot.configs.slice(1)
  const channel = growing(configs, ({ mailbox }, into) => {
    for (const { from, events: queued } of mailbox) note(into, addresses[from], queued.length)
  })
  const timers = growing(configs, ({ timers: pending }, into) => note(into, 'timers', pending.length))
  const counter = growing(slot.bodies, ({ snapshot }, into) => {
    if ('context' in snapshot) measureIn(snapshot.context, '', 0, into)
  })
  // Each message was once the last of its channel.
  const payload = growing(configs, ({ mailbox }, into) => {
    for (const { events: queued } of mailbox) {
      const { type, ...rest } = events[queued[queued.length - 1]]
      measureIn(rest, type, 0, into)
    }
  })
  const met = new Set<string>()
  const children = growing(slot.bodies, ({ snapshot }, into) => {
    for (const id of childIds(snapshot)) met.add(id)
    note(into, 'children', met.size)
  })
  return {
    actor: slot.address,
    configs: configs.length,
    channel: channel && { from: channel[0], length: channel[1] },
    counter: counter && { path: counter[0], value: counter[1] },
    payload: payload && { path: payload[0], value: payload[1] },
    timers: timers?.[1],
    children: children?.[1],
  }
}
