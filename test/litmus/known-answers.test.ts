import { describe, expect, it } from 'vitest'
import { check } from '../../src/check/check.ts'
import { philosophers } from '../systems/philosophers.ts'
import { ring } from '../systems/ring.ts'

// Counts confirmed with SPIN 6.5 (NOREDUCE) on Promela models of the same message semantics. A different count means a
// different semantics, not a better engine.
describe('dining philosophers', () => {
  it.each([
    [3, 153, 363],
    [4, 831, 2_636],
    [5, 4_473, 17_745],
    [6, 24_039, 114_450],
  ])('%i of them have %i states, %i transitions and one deadlock', (n, states, transitions) => {
    const result = check(philosophers(n))
    expect(result).toMatchObject({ complete: true, states, transitions, deadlocks: 1 })
    const { counterexample } = result.verdict as Extract<typeof result.verdict, { kind: 'counterexample' }>
    // Everybody gets a left fork: n takes and n gots.
    expect(counterexample.steps).toHaveLength(2 * n)
    expect(counterexample.violation).toMatchObject({
      kind: 'deadlock',
      extent: 'global',
      explanation: { cycle: { length: 2 * n }, victims: [] },
    })
  })

  it.each([3, 4, 5, 6])('%i of them never deadlock when the last one takes its forks in the other order', (n) => {
    expect(check(philosophers(n, true))).toMatchObject({ complete: true, deadlocks: 0, verdict: { kind: 'verified' } })
  })
})

describe('Chang-Roberts leader election in a ring', () => {
  it.each([
    [5, 249, 657],
    [6, 836, 2_629],
    [7, 2_860, 10_439],
    [8, 9_932, 41_262],
  ])('of %i nodes has %i states and %i transitions, and elects one leader', (n, states, transitions) => {
    expect(check(ring(n))).toMatchObject({
      complete: true,
      states,
      transitions,
      deadlocks: 0,
      verdict: { kind: 'verified' },
      witnesses: [{ property: 'a leader' }],
    })
  })
})
