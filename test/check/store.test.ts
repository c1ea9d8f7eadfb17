import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IntList } from '../../src/check/int-list.ts'
import { StateStore } from '../../src/check/store.ts'

describe('the state store', () => {
  it('loses no state and invents none, as vectors come twice and grow wider', () => {
    const vector = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.array(vector, { maxLength: 400 }), (vectors) => {
        const store = new StateStore(1)
        const numbers = new Map<string, number>()
        let width = 1
        for (const vector of vectors) {
          width = Math.max(width, vector.length)
          const trimmed = vector.join().replace(/(,0)+$/, '')
          const known = numbers.get(trimmed)
          const padded = Int32Array.from({ length: width }, (_, slot) => vector[slot] ?? 0)
          expect(store.add(padded)).toBe(known === undefined ? numbers.size : ~known)
          if (known === undefined) numbers.set(trimmed, numbers.size)
        }
        expect(store.count).toBe(numbers.size)
        for (const [vector, number] of numbers)
          expect(
            store
              .get(number)
              .join()
              .replace(/(,0)+$/, ''),
          ).toBe(vector)
      }),
      { numRuns: 200, seed: 1 },
    )
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
