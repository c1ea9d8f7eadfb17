import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { Network } from '../../src/engine/network.ts'
import type { Space, StateVector } from '../../src/engine/space.ts'
import type { System } from '../../src/engine/system.ts'
import { explore, labels } from '../systems/explore.ts'
import { philosophers } from '../systems/philosophers.ts'
import { systems } from './machines.ts'

/** The first states of a breadth-first search, with the labels of their enabled steps. */
function firstStates(system: System, limit: number): { states: StateVector[]; labels: string[][]; space: Space } {
  const space = new Network(system, 'free')
  const states = [space.initial().state]
  const seen = new Set(states.map(String))
  const enabled: string[][] = []
  for (let index = 0; index < states.length && index < limit; index++) {
    enabled.push(labels(space, states[index]))
    space.expand(states[index], (next) => {
      const name = next.join()
      if (seen.has(name)) return
      seen.add(name)
      states.push(next.slice())
    })
  }
  return { states, labels: enabled, space }
}

test('exploring a system twice gives the same states and labels', () => {
  const [one, two] = [explore(philosophers(4)), explore(philosophers(4))]
  expect(two.states).toEqual(one.states)
  expect(two.labels).toEqual(one.labels)
  expect(two.transitions).toBe(one.transitions)
})

test('exploring a random system twice gives the same states and labels', () => {
  const warnings = vi.spyOn(console, 'warn').mockImplementation(() => {})
  fc.assert(
    fc.property(systems(), (system) => {
      const [one, two] = [firstStates(system, 40), firstStates(system, 40)]
      expect(two.states).toEqual(one.states)
      expect(two.labels).toEqual(one.labels)
    }),
    { seed: 7, numRuns: 60, endOnFailure: true },
  )
  warnings.mockRestore()
}, 120_000)

test('the order of the enabled steps does not depend on what was explored before', () => {
  const warnings = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const choices = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 12, maxLength: 12, size: 'max' })
  fc.assert(
    fc.property(systems(), choices, (system, schedule) => {
      const explored = firstStates(system, 40).space
      const fresh = new Network(system, 'free')
      let [one, two] = [explored.initial().state, fresh.initial().state]
      for (const choice of schedule) {
        const enabled = labels(fresh, two)
        expect(labels(explored, one)).toEqual(enabled)
        if (enabled.length === 0) break
        one = explored.take(one, choice % enabled.length).state
        two = fresh.take(two, choice % enabled.length).state
      }
    }),
    { seed: 8, numRuns: 60, endOnFailure: true },
  )
  warnings.mockRestore()
}, 120_000)
