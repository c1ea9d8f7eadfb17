import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMachine } from 'xstate'
import type { Fairness } from '../../src/engine/fairness.ts'
import type { Property, SystemState } from '../../src/index.ts'
import { alwaysEventually, check, observer } from '../../src/index.ts'
import { smallSystems } from './small-systems.ts'

// An observer that follows whether p is true says, by its tags, what `alwaysEventually` says of p. (That one is held against the
// enumeration of all ways to go round in test/check/liveness.test.ts.)

const p = (state: SystemState): boolean => state.actor('x1').matches('s1')
const STATES = { p, 'not p': (state: SystemState): boolean => !p(state) }

const following = (without: string, within: string) =>
  createMachine({
    initial: 'without',
    states: { without: { tags: without, on: { p: 'within' } }, within: { tags: within, on: { 'not p': 'without' } } },
  })

describe('an observer', () => {
  it.each<[string, string, string]>([
    ['may not stay hot', 'hot', ''],
    ['must come to accepting states again and again', '', 'accepting'],
  ])('%s, in random networks under every fairness', (_, without, within) => {
    const verdicts = { verified: 0, counterexample: 0 }
    fc.assert(
      fc.property(smallSystems('rounds'), fc.constantFrom<Fairness>('none', 'weak', 'strong'), (system, fairness) => {
        const says = (property: Property): string => {
          const { verdict, complete } = check({ ...system, properties: [property] }, { states: 1_000 })
          fc.pre(complete)
          return verdict.kind
        }
        const expected = says(alwaysEventually('p', p, { fairness }))
        expect(says(observer('p', following(without, within), { states: STATES, fairness }))).toBe(expected)
        verdicts[expected as keyof typeof verdicts]++
      }),
      { numRuns: 100, seed: 3 },
    )
    expect(verdicts.counterexample).toBeGreaterThan(20)
    expect(verdicts.verified).toBeGreaterThan(5)
  })
})
