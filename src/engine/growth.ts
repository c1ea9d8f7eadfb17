import type { Slot } from './slot.ts'

/** What keeps growing in an actor, as far as a search has seen it. */
export interface Growth {
  readonly actor: string
  /** How many configurations (snapshot, mailbox, timers) of it are known. */
  readonly configs: number
  /** The longest channel to it, when the later half of its configurations has a longer one than the earlier half. */
  readonly channel: { readonly from: string; readonly length: number } | undefined
  /** The number in its context (or the length of a list there) that the later half of its snapshots has the greatest of. */
  readonly counter: { readonly path: string; readonly value: number } | undefined
}

/** With fewer configurations or snapshots than this, growth is no trend yet. */
const TREND = 8
/** How deep a context is looked into. */
const DEPTH = 4

/** Measures by name, each with its greatest value so far. */
type Measures = Map<string, number>

function note(measures: Measures, name: string, value: number): void {
  measures.set(name, Math.max(value, measures.get(name) ?? Number.NEGATIVE_INFINITY))
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
  for (const [name, value] of late) {
    const gained = value - (early.get(name) ?? 0)
    if (gained <= gain) continue
    gain = gained
    most = [name, value]
  }
  return most
}

/** Notes the numbers in a value, and the lengths of its lists, by their paths. */
function numbersIn(value: unknown, path: string, depth: number, into: Measures): void {
  if (typeof value === 'number') note(into, path, Math.abs(value))
  if (typeof value !== 'object' || value === null || depth === DEPTH) return
  if (Array.isArray(value)) {
    note(into, `${path}.length`, value.length)
    return
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return
  for (const [key, part] of Object.entries(value))
    numbersIn(part, path === '' ? key : `${path}.${key}`, depth + 1, into)
}

/** What keeps growing in a slot's actor. */
export function growthOf(slot: Slot, addresses: readonly string[]): Growth {
  const configs = slot.configs.slice(1)
  const channel = growing(configs, ({ mailbox }, into) => {
    for (const { from, events } of mailbox) note(into, addresses[from], events.length)
  })
  const counter = growing(slot.bodies, ({ snapshot }, into) => {
    if ('context' in snapshot) numbersIn(snapshot.context, '', 0, into)
  })
  return {
    actor: slot.address,
    configs: configs.length,
    channel: channel && { from: channel[0], length: channel[1] },
    counter: counter && { path: counter[0], value: counter[1] },
  }
}
