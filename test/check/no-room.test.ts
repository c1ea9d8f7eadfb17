import { describe, expect, it, vi } from 'vitest'
import { assign, createMachine } from 'xstate'
import type { CheckOptions } from '../../src/check/check.ts'
import { check } from '../../src/check/check.ts'
import { Core, NoRoom } from '../../src/check/core/core.ts'
import { StateStore } from '../../src/check/store.ts'
import { defineSystem } from '../../src/engine/system.ts'
import { Rehearsal } from './crew.ts'

/** Words in a page, and the pages that a search has in these tests. */
const PAGE = 1 << 14
const FEW = [8, 16, 24, 32, 40, 48, 64]
/** Where several propose, proposals take most. */
const MANY = [8, 32, 80, 128, 176, 224, 260]
const room = vi.hoisted(() => ({ pages: 0 }))

vi.mock(import('../../src/check/core/core.ts'), async (original) => {
  const actual = await original()
  return {
    ...actual,
    Core: class extends actual.Core {
      constructor(most = room.pages * PAGE) {
        super(most)
      }
    },
  }
})

/** Two who count without end among so many who do nothing: their configurations outgrow their bits again and again. */
function counters(idlers: number) {
  const counter = createMachine({
    context: { n: 0 },
    initial: 'on',
    states: {
      on: { after: { 1: { target: 'on', reenter: true, actions: assign({ n: ({ context }) => context.n + 1 }) } } },
    },
  })
  const idle = createMachine({})
  const others = Object.fromEntries(Array.from({ length: idlers }, (_, at) => [`idle${at}`, idle]))
  return defineSystem({ name: 'counters', actors: { one: counter, two: counter, ...others } })
}

/** The most states that a search finds before it ends for want of room, in so many pages each. */
function most(sizes: readonly number[], idlers: number, options: CheckOptions): number {
  return sizes.reduce((before, pages) => {
    room.pages = pages
    const { verdict, hit, states } = check(counters(idlers), options)
    expect(verdict.kind).toBe('inconclusive')
    expect(hit).toMatchObject({ bound: 'memory', fixed: 'states' })
    return Math.max(before, states)
  }, 0)
}

describe('packing states again in a memory that is nearly full', () => {
  const stateOf = (n: number): Int32Array => Int32Array.from({ length: 8 }, (_, slot) => (n >> (4 * slot)) & 15)
  const holds = (store: StateStore, count: number): void => {
    expect(store.count).toBe(count)
    for (let n = 0; n < count; n += 97) {
      expect(store.find(stateOf(n))).toBe(~n)
      expect(store.get(n)).toEqual(stateOf(n))
    }
  }

  it('changes nothing when there is no room for it', () => {
    const store = new StateStore(8, new Core(8 * PAGE))
    let count = 0
    while (!store.isFull(1)) store.add(stateOf(count++))
    const wide = Int32Array.of(1 << 20, 0, 0, 0, 0, 0, 0, 0)
    expect(store.canPack(wide)).toBe(false)
    expect(() => store.add(wide)).toThrow(NoRoom)
    holds(store, count)
  })

  it('succeeds whenever it is said beforehand to do so, to the last page', () => {
    const said = new Set<boolean>()
    for (const count of [10, 40_000, 100_000]) {
      for (let pages = 16; pages <= 48; pages++) {
        const store = new StateStore(8, new Core(pages * PAGE))
        for (let n = 0; n < count && !store.isFull(1); n++) store.add(stateOf(n))
        const known = store.count
        const wide = Int32Array.of(1 << 20, 0, 0, 0, 0, 0, 0, 0)
        const can = store.canPack(wide)
        said.add(can)
        if (can) store.widen(wide)
        else expect(() => store.widen(wide)).toThrow(NoRoom)
        holds(store, known)
      }
    }
    expect(said.size).toBe(2)
  })

  it('gives back on the way what it has moved, so that not all is there twice', () => {
    const count = 100_000
    const fits = (pages: number): boolean => {
      const store = new StateStore(8, new Core(pages * PAGE))
      for (let n = 0; n < count && !store.isFull(1); n++) store.add(stateOf(n))
      return store.count === count && store.canPack(Int32Array.of(1 << 20, 0, 0, 0, 0, 0, 0, 0))
    }
    // Four chunks of 2 pages, the table of 16, four chunks of 4 pages: all at once 40, with the header and the rest 41.
    const least = Array.from({ length: 48 }, (_, pages) => pages + 4).find(fits)
    expect(least).toBeLessThan(40)
  })

  it.each<[string, number, readonly number[], CheckOptions]>([
    ['a search', 40, [152, 164], {}],
    ['a reduced search', 8, [48], { reduce: true }],
  ])('ends %s as inconclusive when it is refused', (_, idlers, sizes, options) => {
    const asked = vi.spyOn(StateStore.prototype, 'canPack')
    expect(most(sizes, idlers, options)).toBeGreaterThan(50_000)
    expect(asked).toHaveReturnedWith(false)
  })
})

it.each<[string, readonly number[], CheckOptions]>([
  ['a search', FEW, {}],
  ['a search by several', MANY, { crew: new Rehearsal(2) }],
  ['a reduced search', FEW, { reduce: true }],
])('%s ends as inconclusive in whatever memory', (_, sizes, options) => {
  expect(most(sizes, 8, options)).toBeGreaterThan(5_000)
})
