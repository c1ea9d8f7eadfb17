import { expect, test } from 'vitest'
import { drawn } from '../../src/scheduler/duration.ts'
import { random } from '../../src/scheduler/prng.ts'

const draws = (duration: Parameters<typeof drawn>[0]): readonly number[] => {
  const draw = random(1, 0)
  return Array.from({ length: 20_000 }, () => drawn(duration, draw))
}
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

test('durations are whole and follow their distribution', () => {
  expect(new Set(draws(7))).toEqual(new Set([7]))
  const uniform = draws({ uniform: [2, 5] })
  expect(new Set(uniform)).toEqual(new Set([2, 3, 4, 5]))
  expect(mean(uniform)).toBeCloseTo(3.5, 1)
  const exponential = draws({ exponential: 100 })
  expect(exponential.every((value) => Number.isInteger(value) && value >= 0)).toBe(true)
  expect(mean(exponential)).toBeGreaterThan(97)
  expect(mean(exponential)).toBeLessThan(103)
  // The median of an exponential distribution is ln 2 times its mean.
  expect(exponential.filter((value) => value < 69.3).length / exponential.length).toBeCloseTo(0.5, 1)
})
