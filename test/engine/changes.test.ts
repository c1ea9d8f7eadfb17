import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { Changes, changesOf, successorOf } from '../../src/engine/changes.ts'
import { Network } from '../../src/engine/network.ts'
import type { Space, StateVector } from '../../src/engine/space.ts'
import type { System } from '../../src/engine/system.ts'
import { systems } from '../laws/machines.ts'
import { graph } from '../systems/graph.ts'
import { philosophers } from '../systems/philosophers.ts'
import { ring } from '../systems/ring.ts'

function nameOf(state: StateVector): string {
  return state.join().replace(/(,0)+$/, '')
}

/** Compares the successors that differences describe with those by taking each step, in the first states of a search. */
function compare(space: Space, limit: number): void {
  const changesIn = changesOf(space)
  const changes = new Changes()
  const states = [space.initial().state]
  const seen = new Set(states.map(nameOf))
  for (let index = 0; index < states.length && index < limit; index++) {
    const state = states[index]
    const steps = space.enabled(state)
    changesIn(state, changes)
    expect(changes.count).toBe(steps.length)
    const described = steps.map((_, position) => successorOf(state, changes, position))
    const movers = Array.from(changes.movers.subarray(0, steps.length))
    steps.forEach((step, position) => {
      const { state: taken } = space.take(state, position)
      expect(nameOf(described[position])).toBe(nameOf(taken))
      expect(movers[position]).toBe(step.moves ? space.slots.indexOf(step.actor) : -1)
      if (seen.has(nameOf(taken))) return
      seen.add(nameOf(taken))
      states.push(taken)
    })
  }
}

const network = (system: System): Space => new Network(system, 'free')

it('the differences describe what taking the steps comes to, in pinned systems', () => {
  compare(network(philosophers(3)), 153)
  compare(network(ring(4)), 100)
})

it('the differences describe what taking the steps comes to, in random systems with timers, children and stops', () => {
  const warnings = vi.spyOn(console, 'warn').mockImplementation(() => {})
  fc.assert(
    fc.property(systems(), (system) => compare(network(system), 25)),
    { seed: 11, numRuns: 50, endOnFailure: true },
  )
  warnings.mockRestore()
}, 60_000)

it('a space that tells no differences has them found by comparison', () => {
  compare(graph(['a x b', 'b y a', 'b x c', 'a y a']), 10)
})

it('differences are kept over any number of successors', () => {
  const changes = new Changes()
  for (let successor = 0; successor < 1_000; successor++) {
    changes.add(successor, 0, successor + 1)
    changes.add(1_000, 0, 7)
    changes.end(successor, 0)
  }
  const state = successorOf(new Int32Array(3), changes, 900)
  expect(state.length).toBe(1_001)
  expect([state[900], state[1_000], state[899]]).toEqual([901, 7, 0])
})
