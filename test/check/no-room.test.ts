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

/** Two who count without end among others who do nothing: their configurations outgrow their bits again and again. */
function counters() {
  const counter = createMachine({
    context: { n: 0 },
    initial: 'on',
    states: {
      on: { after: { 1: { target: 'on', reenter: true, actions: assign({ n: ({ context }) => context.n + 1 }) } } },
    },
  })
  const idle = createMachine({})
  const others = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`idle${at}`, idle]))
  return defineSystem({ name: 'counters', actors: { one: counter, two: counter, ...others } })
}

describe('packing states again in a memory that is nearly full', () => {
  it('changes nothing when there is no room for it', () => {
    const store = new StateStore(8, new Core(8 * PAGE))
    const stateOf = (n: number): Int32Array => Int32Array.from({ length: 8 }, (_, slot) => (n >> (4 * slot)) & 15)
    let count = 0
    while (!store.isFull(1)) store.add(stateOf(count++))
    const wide = Int32Array.of(1 << 20, 0, 0, 0, 0, 0, 0, 0)
    expect(store.canPack(wide)).toBe(false)
    expect(() => store.add(wide)).toThrow(NoRoom)
    expect(store.count).toBe(count)
    for (let n = 0; n < count; n += 97) {
      expect(store.find(stateOf(n))).toBe(~n)
      expect(store.get(n)).toEqual(stateOf(n))
    }
  })

  it.each<[string, readonly number[], CheckOptions]>([
    ['a search', FEW, {}],
    ['a search by several', MANY, { crew: new Rehearsal(2) }],
    ['a reduced search', FEW, { reduce: true }],
  ])('ends %s as inconclusive', (_, sizes, options) => {
    let most = 0
    for (const pages of sizes) {
      room.pages = pages
      const { verdict, hit, states } = check(counters(), options)
      expect(verdict.kind).toBe('inconclusive')
      expect(hit).toMatchObject({ bound: 'memory', fixed: 'states' })
      most = Math.max(most, states)
    }
    expect(most).toBeGreaterThan(5_000)
  })
})
