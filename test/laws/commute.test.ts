import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Network } from '../../src/engine/network.ts'
import { rootOf } from '../../src/engine/roster.ts'
import type { StateVector } from '../../src/engine/space.ts'
import type { Step } from '../../src/engine/step.ts'
import { smallSystems } from './small-systems.ts'

/** Where a step leads, found by its label; `undefined` when it is not enabled. */
function target(network: Network, state: StateVector | undefined, { label }: Step): StateVector | undefined {
  if (state === undefined) return undefined
  const position = network.enabled(state).findIndex((step) => step.label === label)
  return position < 0 ? undefined : network.take(state, position).state
}

/** A state as a text; slots that appear later do not change it. */
function nameOf(state: StateVector | undefined): string {
  return String(state?.join()).replace(/(,0)+$/, '')
}

/** The pairs of steps that are independent in this state whatever else there is. */
function pairs(network: Network, state: StateVector): readonly (readonly [Step, Step])[] {
  const steps = network.enabled(state).filter((_, position) => {
    const { elapsed, occurrences } = network.take(state, position)
    return elapsed === 0 && occurrences.every(({ kind }) => kind !== 'spawned')
  })
  return steps.flatMap((one, index) =>
    steps
      .slice(index + 1)
      .flatMap((other) => (rootOf(one.actor) === rootOf(other.actor) ? [] : [[one, other] as const])),
  )
}

describe('steps of different families that start no child and let no time pass', () => {
  it('do not disable each other, and come to the same in either order', () => {
    let compared = 0
    const compare = (network: Network, state: StateVector): void => {
      for (const [one, other] of pairs(network, state)) {
        const there = target(network, target(network, state, one), other)
        expect(there).toBeDefined()
        expect(nameOf(there)).toBe(nameOf(target(network, target(network, state, other), one)))
        compared++
      }
    }
    fc.assert(
      fc.property(smallSystems(), fc.array(fc.nat(), { maxLength: 10 }), (system, choices) => {
        const network = new Network(system, 'free')
        let { state } = network.initial()
        for (const choice of choices) {
          compare(network, state)
          const enabled = network.enabled(state).length
          if (enabled > 0) state = network.take(state, choice % enabled).state
        }
      }),
      { numRuns: 200, seed: 5 },
    )
    expect(compared).toBeGreaterThan(500)
  })
})
