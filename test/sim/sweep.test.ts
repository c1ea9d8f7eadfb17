import { describe, expect, test } from 'vitest'
import { assign, setup } from 'xstate'
import { always } from '../../src/engine/property.ts'
import { defineSystem } from '../../src/engine/system.ts'
import { signatureOf } from '../../src/engine/verdict.ts'
import { sxServer } from '../../src/model/server.ts'
import { simulate } from '../../src/sim/simulate.ts'
import type { Seeds } from '../../src/sim/sweep.ts'
import { joined, sweeper } from '../../src/sim/sweep.ts'
import race from '../cli/systems/race.ts'

/** Whoever wins violates a property. */
const either = defineSystem({
  name: 'either',
  actors: Object.fromEntries(race.actors),
  properties: [
    always('the hare wins', (state) => !state.actor('judge').matches('tortoiseWins')),
    always('the tortoise wins', (state) => !state.actor('judge').matches('hareWins')),
  ],
})
const sound = sxServer({ design: 'pattern-a', hypothesis: 'scheduler-thread', clients: [['kernel'], ['simple']] })
const range = (first: number, runs: number): Seeds => ({ first, runs })

const FOOT = { duration: [1, 9] as const }

describe('a sweep', () => {
  test('finds each way to fail, with its smallest seed: those of single runs', () => {
    const { findings, steps, seeds } = sweeper(either, FOOT, true)(range(-5, 60))
    const singles = Array.from({ length: 60 }, (_, at) => simulate(either, { ...FOOT, seed: at - 5, runs: 1 }))
    const expected = new Map<string, { seed: number; runs: number }>()
    for (const { verdict, seed } of singles) {
      if (verdict.kind !== 'counterexample') continue
      const { property, violation } = verdict.counterexample
      const key = `${property}: ${signatureOf(violation)}`
      const known = expected.get(key)
      expected.set(key, { seed: known?.seed ?? seed, runs: (known?.runs ?? 0) + 1 })
    }
    expect(expected.size).toBeGreaterThan(1)
    const found = findings.map(({ property, signature, seed, runs }) => [`${property}: ${signature}`, { seed, runs }])
    expect(new Map(found as [string, object][])).toEqual(expected)
    expect(steps).toBe(singles.reduce((sum, single) => sum + single.steps, 0))
    expect(seeds).toEqual(range(-5, 60))
  })

  test('comes to the same in parts, however it is divided', () => {
    for (const system of [either, sound]) {
      const whole = sweeper(system, { ...FOOT, steps: 60 }, true)(range(0, 40))
      const sweep = sweeper(system, { ...FOOT, steps: 60 }, true)
      const parts = [range(30, 10), range(0, 7), range(7, 23)].map(sweep)
      expect(joined(joined(parts[1], parts[2]), parts[0])).toEqual(whole)
    }
  })

  test('that stops at the first failure is what simulate does', () => {
    const single = simulate(race, { ...FOOT, seed: 3 })
    const { seeds, findings, steps } = sweeper(race, FOOT, false)(range(3, 100))
    expect([seeds.runs, findings[0].seed, steps]).toEqual([single.runs, single.failing, single.steps])
  })
})

describe('a run that is cut off', () => {
  const clock = setup({}).createMachine({
    initial: 'tick',
    states: { tick: { after: { 5: 'tock' } }, tock: { after: { 7: 'tick' } } },
  })

  test('names the loop that it was in', () => {
    const { endless, truncated } = simulate(defineSystem({ name: 'clock', actors: { clock } }), { runs: 2, steps: 9 })
    expect(truncated).toBe(2)
    expect(endless?.seed).toBe(0)
    expect(endless?.loop).toHaveLength(2)
    expect(endless?.loop?.every((label) => label.startsWith('clock ! timeout'))).toBe(true)
  })

  test('or says that there was none', () => {
    const counter = setup({ types: { context: {} as { n: number } } }).createMachine({
      context: { n: 0 },
      initial: 'a',
      states: {
        a: { after: { 1: { target: 'a', reenter: true, actions: assign({ n: ({ context }) => context.n + 1 }) } } },
      },
    })
    const { endless } = simulate(defineSystem({ name: 'counter', actors: { counter } }), { runs: 1, steps: 9 })
    expect(endless).toEqual({ seed: 0, loop: undefined })
  })
})
