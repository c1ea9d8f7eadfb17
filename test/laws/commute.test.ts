import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Reduction } from '../../src/check/reduction.ts'
import { search } from '../../src/check/search.ts'
import type { Independence } from '../../src/engine/independence.ts'
import { Network } from '../../src/engine/network.ts'
import { rootOf } from '../../src/engine/roster.ts'
import type { StateVector } from '../../src/engine/space.ts'
import type { Step } from '../../src/engine/step.ts'
import { nameOf } from './graphs.ts'
import { smallSystems, THEMES } from './small-systems.ts'

/** Where a step leads, found by its label; `undefined` when it is not enabled. */
function target(network: Network, state: StateVector | undefined, { label }: Step): StateVector | undefined {
  if (state === undefined) return undefined
  const position = network.enabled(state).findIndex((step) => step.label === label)
  return position < 0 ? undefined : network.take(state, position).state
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

/** The pairs of an enabled step of the group that the reduction chooses in this state, and one that it puts off. */
function chosenPairs(network: Network, reduction: Reduction, state: StateVector): readonly (readonly [Step, Step])[] {
  const families = reduction.choose(state)
  if (families === undefined) return []
  const steps = network.enabled(state)
  const isChosen = ({ actor }: Step): boolean =>
    families[(network.independence as Independence).familyOf(network.slots.indexOf(actor))] === 1
  const rest = steps.filter((step) => !isChosen(step))
  return steps.filter(isChosen).flatMap((one) => rest.map((other) => [one, other] as const))
}

/** Goes on in a random system and looks at all its states on the way. */
function along(network: Network, choices: readonly number[], look: (state: StateVector) => void): void {
  let { state } = network.initial()
  for (const choice of choices) {
    look(state)
    const enabled = network.enabled(state).length
    if (enabled > 0) state = network.take(state, choice % enabled).state
  }
}

function expectToCommute(network: Network, state: StateVector, one: Step, other: Step): void {
  const [there, thence] = [
    target(network, target(network, state, one), other),
    target(network, target(network, state, other), one),
  ]
  expect([one.label, other.label, there && nameOf(there)]).toEqual([one.label, other.label, thence && nameOf(thence)])
  expect(there).toBeDefined()
}

describe('a step of the group that the reduction chooses and one that it puts off', () => {
  it.each(THEMES)('do not disable each other, and come to the same in either order: %s', (theme) => {
    let compared = 0
    fc.assert(
      fc.property(smallSystems(theme), fc.array(fc.nat(), { maxLength: 12 }), (system, choices) => {
        const network = new Network(system, system.clock ?? 'free')
        // Who sends what to whom is learnt first, as a search does.
        const learning = search(network, network.initial().state, { states: 2_000 }, { flagged: () => {} })
        while (!learning.next().done);
        const reduction = new Reduction(network, network.independence as Independence, [])
        along(network, choices, (state) => {
          for (const [one, other] of chosenPairs(network, reduction, state)) {
            expectToCommute(network, state, one, other)
            compared++
          }
        })
      }),
      { numRuns: 250, seed: 5 },
    )
    expect(compared).toBeGreaterThan(200)
  })
})

describe('steps of different families that start no child and let no time pass', () => {
  it('do not disable each other, and come to the same in either order', () => {
    let compared = 0
    fc.assert(
      fc.property(smallSystems(), fc.array(fc.nat(), { maxLength: 10 }), (system, choices) => {
        const network = new Network(system, 'free')
        along(network, choices, (state) => {
          for (const [one, other] of pairs(network, state)) {
            expectToCommute(network, state, one, other)
            compared++
          }
        })
      }),
      { numRuns: 200, seed: 5 },
    )
    expect(compared).toBeGreaterThan(500)
  })
})
