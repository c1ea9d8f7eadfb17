import type { BoundHit } from '../engine/verdict.ts'
import type { StateStore } from './store.ts'

/** The most that a system's own tables may take: half of the smallest default heap of a 64-bit Node. */
const HEAP = 2 ** 30

/** The bound on memory that is hit, if one is: by all the bytes that a search takes, or by the system's own among them. */
export function memoryHit(most: number, all: number, system: number): BoundHit | undefined {
  if (all > most) return { bound: 'memory', limit: most }
  return system > HEAP ? { bound: 'memory', limit: HEAP, fixed: 'system' } : undefined
}

/** The bound on memory that is hit when a store has no room. */
export function roomHit(store: StateStore): BoundHit {
  return { bound: 'memory', limit: store.bytes, fixed: 'states' }
}

/** The bound on memory that is hit when a store may have no room for so many more states. */
export function storeHit(store: StateStore, more: number): BoundHit | undefined {
  return store.isFull(more) ? roomHit(store) : undefined
}
