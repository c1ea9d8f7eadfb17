import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Execution } from '../../src/engine/execution.ts'
import { Network } from '../../src/engine/network.ts'
import { serverNamed } from '../../src/model/server.ts'
import { random } from '../../src/scheduler/prng.ts'
import { Remembered } from '../../src/sim/remembered.ts'
import { systems } from '../laws/machines.ts'
import { philosophers } from '../systems/philosophers.ts'

/** A run of so many steps, with time that passes between them. */
function taken(execution: Execution, seed: number, steps: number) {
  const draw = random(seed, 0)
  const states: string[] = []
  while (execution.enabled.length > 0 && execution.steps.length < steps) {
    execution.elapse(draw(0, 2))
    if (execution.enabled.length === 0) break
    execution.take(draw(0, execution.enabled.length - 1))
    // Actors that do not exist yet may be known or not.
    states.push(execution.state.join().replace(/(,0)+$/, ''))
  }
  return {
    states,
    steps: execution.steps.map(({ choice, label, enabled, time }) => ({ choice, label, enabled, time })),
  }
}

describe('a space that remembers', () => {
  it.each([2, 50_000])('goes where the space goes, remembering %i states, in random systems with timers', (most) => {
    fc.assert(
      fc.property(systems(), fc.integer({ min: 0, max: 1000 }), (system, seed) => {
        const remembered = new Remembered(new Network(system, 'urgent'), most)
        const plain = new Network(system, 'urgent')
        for (const each of [seed, seed + 1, seed]) {
          const [one, other] = [new Execution(remembered), new Execution(plain)].map((run) => taken(run, each, 60))
          expect(one).toEqual(other)
        }
      }),
      { numRuns: 20, seed: 5, endOnFailure: true },
    )
  })

  it('gives the same object for a state that is met again, however it is come to', () => {
    const space = new Remembered(new Network(philosophers(2), 'urgent'))
    const { state } = space.initial()
    const [one, other] = [0, 1].map((first) => {
      const after = space.take(state, first).state
      const second = space.enabled(after).findIndex(({ label }) => label === space.enabled(state)[1 - first].label)
      return space.take(after, second).state
    })
    expect(one).toBe(other)
    expect(space.initial().state).toBe(state)
  })

  it('stops remembering where runs hardly ever meet', () => {
    const space = new Remembered(new Network(philosophers(4), 'urgent'), 5)
    const { state } = space.initial()
    expect(space.notes(state)).toBe(space.notes(space.initial().state))
    taken(new Execution(space), 1, 100)
    expect(space.notes(state)).toBeUndefined()
  })

  it('asks the space below once for each step, as long as it remembers', () => {
    const system = serverNamed('pattern-a/scheduler-thread/kernel-1')
    if (system === undefined) throw new Error('no such server')
    const below = new Network(system, 'urgent')
    let asked = 0
    const take = below.take.bind(below)
    below.take = (state, position) => {
      asked++
      return take(state, position)
    }
    const space = new Remembered(below)
    for (const seed of [1, 1]) taken(new Execution(space), seed, 100)
    expect(asked).toBe(taken(new Execution(space), 1, 100).steps.length)
  })
})
