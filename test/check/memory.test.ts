import { describe, expect, it } from 'vitest'
import type { CheckOptions } from '../../src/check/check.ts'
import { check, checkingSpace } from '../../src/check/check.ts'
import { Core } from '../../src/check/core/core.ts'
import { storeHit } from '../../src/check/memory.ts'
import { StateStore } from '../../src/check/store.ts'
import { Round } from '../../src/check/team.ts'
import { spaceOf } from '../../src/engine/observed.ts'
import type { Space } from '../../src/engine/space.ts'
import type { BoundHit } from '../../src/engine/verdict.ts'
import { loners } from '../systems/loners.ts'
import { ring } from '../systems/ring.ts'
import { Rehearsal } from './crew.ts'

/** A space that says that its own tables take so much. */
function large(bytes: number): Space {
  return Object.defineProperty(spaceOf(ring(8), 'free'), 'bytes', { get: () => bytes })
}

function hitOf(space: Space, options: CheckOptions): BoundHit | undefined {
  const run = checkingSpace(space, ring(8).properties, options)
  for (;;) {
    const { done, value } = run.next(undefined)
    if (done) return value.hit
  }
}

const GIB = 2 ** 30

describe.each<[string, CheckOptions]>([
  ['a search', {}],
  ['a reduced search', { reduce: true, symmetry: false }],
  ['a search in bits', { bitstate: 1 }],
])('%s', (_, options) => {
  it("ends where the system's own tables take a GiB, and no bound on memory is to blame", () => {
    const hit = { bound: 'memory', limit: GIB, fixed: 'system' }
    expect(hitOf(large(GIB + 1), { ...options, memory: 100 * GIB })).toEqual(hit)
    expect(hitOf(large(GIB + 1), options)).toEqual(hit)
  })

  it('ends at the bound on memory where that is lower', () => {
    const hit = { bound: 'memory', limit: GIB / 2 }
    expect(hitOf(large(GIB + 1), { ...options, memory: GIB / 2 })).toEqual(hit)
    expect(hitOf(large(GIB / 2 + 1), { ...options, memory: GIB / 2 })).toEqual(hit)
  })
})

describe('a search by several of states with many successors each', () => {
  it('keeps the bound on memory also within a round', () => {
    const memory = 6 * 2 ** 20
    const { hit, bytes } = check(loners(100), { memory, crew: new Rehearsal(2) })
    expect(hit).toEqual({ bound: 'memory', limit: memory })
    expect(bytes).toBeLessThan(2 * memory)
  })

  it('leaves most of the memory to the states, however many successors are proposed', () => {
    const store = new StateStore(2_000, new Core())
    const round = new Round(store.core, store)
    for (let time = 0; time < 12; time++) {
      for (const desk of round.desks) desk.isCrowded = true
      round.plan(0, 10_000, store.layout)
    }
    expect(store.core.has(2 ** 29)).toBe(true)
  })
})

it('a store without room for more states is a bound of its own', () => {
  const store = new StateStore(8, new Core(1 << 18))
  expect(storeHit(store, 1)).toBeUndefined()
  expect(storeHit(store, 1 << 20)).toEqual({ bound: 'memory', limit: store.bytes, fixed: 'states' })
})
