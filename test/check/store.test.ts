import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IntList } from '../../src/check/int-list.ts'
import { StateStore } from '../../src/check/store.ts'

/** A state as text; slots that appear later do not change it. */
function nameOf(state: ArrayLike<number>): string {
  return Array.from(state)
    .join()
    .replace(/(,0)+$/, '')
}

describe('the state store', () => {
  it('loses no state and invents none, as vectors come twice and grow wider', () => {
    // Small numbers come twice; great ones outgrow the bits of their slots.
    const config = fc.oneof(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 40 }),
      fc.nat({ max: 2 ** 31 - 1 }),
    )
    const vector = fc.array(config, { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.array(vector, { maxLength: 400 }), (vectors) => {
        const store = new StateStore(1)
        const numbers = new Map<string, number>()
        let width = 1
        for (const vector of vectors) {
          width = Math.max(width, vector.length)
          const trimmed = nameOf(vector)
          const known = numbers.get(trimmed)
          const padded = new Int32Array(width)
          padded.set(vector)
          if (known !== undefined) expect([store.find(padded), store.add(padded)]).toEqual([~known, ~known])
          else expect([store.find(padded), store.add(padded)]).toEqual([undefined, numbers.size])
          numbers.set(trimmed, known ?? numbers.size)
        }
        expect(store.count).toBe(numbers.size)
        for (const [vector, number] of numbers) expect(nameOf(store.get(number))).toBe(vector)
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  it('packs states into as few words as their configurations need', () => {
    const store = new StateStore(16)
    for (let n = 1; n < 16; n++) store.add(new Int32Array(16).fill(n))
    expect(store.layout.words).toBe(2)
    store.add(new Int32Array(16).fill(200))
    expect(store.layout.words).toBeGreaterThan(2)
    expect([...store.get(3)]).toEqual(new Array(16).fill(4))
  })

  it('keeps every state over many growths of its table and its chunks', () => {
    const store = new StateStore(2)
    for (let n = 0; n < 50_000; n++) expect(store.add(Int32Array.of(n % 251, Math.floor(n / 251) + 1))).toBe(n)
    for (let n = 0; n < 50_000; n += 997) expect([...store.get(n)]).toEqual([n % 251, Math.floor(n / 251) + 1])
    expect(store.add(Int32Array.of(0, 1))).toBe(~0)
  })
})

it('a list of integers keeps them over its chunks', () => {
  const list = new IntList()
  for (let n = 0; n < 200_000; n++) list.push(-n)
  expect(list.length).toBe(200_000)
  expect([list.get(0), list.get(65_535), list.get(65_536), list.get(199_999)]).toEqual(
    [-0, -65_535, -65_536, -199_999].map((n) => n + 0),
  )
})
