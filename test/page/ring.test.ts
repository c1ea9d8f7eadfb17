import { expect, test } from 'vitest'
import type { WaitEdge } from '../../src/engine/wait.ts'
import { arrowBetween, ringLayout } from '../../src/page/ring.ts'

const waits = (...pairs: readonly string[]): WaitEdge[] =>
  pairs.map((pair) => ({ from: pair[0], kind: 'acquires', to: pair[1] }))

const far = (places: ReturnType<typeof ringLayout>, name: string): number => {
  const { x, y } = places.get(name) ?? { x: 0, y: 0 }
  return Math.hypot(x, y)
}

test('the cycle is the inner ring, whoever waits behind it stands outside', () => {
  const cycle = waits('ab', 'bc', 'ca')
  const places = ringLayout(['v', 'a', 'b', 'c', 'w'], cycle, [...cycle, ...waits('va', 'wb')])
  expect(places.size).toBe(5)
  for (const victim of ['v', 'w'])
    for (const core of ['a', 'b', 'c']) expect(far(places, victim)).toBeGreaterThan(far(places, core))
})

test('no two names stand in the same place', () => {
  const names = Array.from({ length: 40 }, (_, at) => `n${at}`)
  for (const cycle of [[], waits('xy', 'yx')]) {
    const all = [...names, ...cycle.map(({ from }) => from)]
    const places = ringLayout(all, cycle, [])
    expect(new Set([...places.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(all.length)
  }
})

test.each([
  ['beside each other', { x: 200, y: 0 }],
  ['above each other', { x: 0, y: 120 }],
  ['aslant', { x: 90, y: -75 }],
])('two who wait for each other: their arrows and words keep apart, %s', (_, at) => {
  const box = (place: { x: number; y: number }) => ({ ...place, width: 60, height: 28 })
  const [here, there] = [box({ x: 0, y: 0 }), box(at)]
  const [to, fro] = [arrowBetween(here, there, true), arrowBetween(there, here, true)]
  const apart = (a: { x: number; y: number }, b: { x: number; y: number }): number => Math.hypot(a.x - b.x, a.y - b.y)
  expect(apart(to.start, fro.end)).toBeGreaterThan(12)
  expect(apart(to.end, fro.start)).toBeGreaterThan(12)
  expect(apart(to.word, fro.word)).toBeGreaterThan(18)
  const alone = arrowBetween(here, there, false)
  expect(apart(alone.word, { x: at.x / 2, y: at.y / 2 })).toBeLessThan(2)
})
