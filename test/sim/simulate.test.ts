import { describe, expect, it } from 'vitest'
import { check } from '../../src/check/check.ts'
import { findStuck } from '../../src/check/stuck.ts'
import { Execution } from '../../src/engine/execution.ts'
import { Network } from '../../src/engine/network.ts'
import type { Strategy } from '../../src/engine/strategy.ts'
import { defineSystem, sometimes } from '../../src/index.ts'
import { strategyNamed } from '../../src/scheduler/strategies.ts'
import { simulate } from '../../src/sim/simulate.ts'
import { searched } from '../systems/checked.ts'
import { philosophers } from '../systems/philosophers.ts'
import { ring } from '../systems/ring.ts'

const simple = [
  'random',
  'pct:3',
  'pos',
  'urw',
  'round-robin',
  'round-robin:4',
  'delay-bounded:2',
  'preemption-bounded:2',
]
const names = [...simple, 'non-preemptive/random', 'pos+pct:2+urw']

describe.each(names)('a simulation by %s', (strategy) => {
  it('is the same for the same seed, to the byte, and differs for another', () => {
    const run = (seed: number) => JSON.stringify(simulate(philosophers(5), { seed, strategy, runs: 20 }))
    expect(run(1)).toBe(run(1))
    expect(run(1)).not.toBe(run(2))
  })

  it('visits only states that the full search has, when steps take no time', () => {
    const system = { ...philosophers(3), clock: 'free' as const }
    const space = new Network(system, 'free')
    const seen = new Set<string>()
    const states = [space.initial().state]
    for (const state of states) {
      space.expand(state, (next) => {
        if (!seen.has(next.join())) {
          seen.add(next.join())
          states.push(next.slice())
        }
      })
    }
    const picker = strategyNamed(strategy) as Strategy
    const trial = { steps: 40, chains: new Map([['x', 3]]) }
    for (let seed = 0; seed < 20; seed++) {
      picker.begin(seed, () => trial)
      const run = new Execution(space)
      while (run.enabled.length > 0 && run.steps.length < 100) {
        run.take(picker.pick(run.enabled))
        expect(seen).toContain(run.state.join())
      }
    }
  })

  it('never calls a sample a pass, and says how many runs were cut off', () => {
    const { verdict } = simulate(philosophers(3, true), { strategy, runs: 7, steps: 50 })
    expect(verdict).toMatchObject({ kind: 'sampled', runs: 7, strategy, truncated: 7 })
    expect(simulate(ring(4), { strategy, runs: 7 }).verdict).toMatchObject({ kind: 'sampled', truncated: 0 })
  })
})

describe('a deadlock', () => {
  it('is noticed online, the moment its wait-for cycle closes', () => {
    const { verdict, failing } = simulate(philosophers(4), { runs: 500 })
    expect(verdict).toMatchObject({
      kind: 'counterexample',
      counterexample: { violation: { kind: 'deadlock', explanation: { cycle: { length: 8 } } } },
    })
    expect(simulate(philosophers(4), { seed: failing ?? -1, runs: 1 }).verdict).toEqual(verdict)
  })

  it('that a run reports is one on the full graph', () => {
    const system = { ...philosophers(4), clock: 'free' as const }
    const space = new Network(system, 'free')
    const graph = searched(space)
    const stuck = findStuck(space, graph)
    for (let seed = 0; seed < 30; seed++) {
      const { verdict } = simulate(system, { seed, runs: 50, duration: [0, 0] })
      if (verdict.kind !== 'counterexample') continue
      const replayed = new Execution(space)
      for (const { choice } of verdict.counterexample.steps) replayed.take(choice)
      expect(stuck.in(graph.indexOf(replayed.state) ?? -1)).not.toEqual([])
    }
  })

  it('is found by the search too, with a schedule that is no longer', () => {
    const shortest = check(philosophers(4)).findings[0].steps.length
    for (let seed = 0; seed < 20; seed++) {
      const { verdict } = simulate(philosophers(4), { seed, runs: 200 })
      if (verdict.kind === 'counterexample') {
        expect(verdict.counterexample.steps.length).toBeGreaterThanOrEqual(shortest)
      }
    }
  })
})

it('says which witnesses no run has shown', () => {
  const system = defineSystem({
    name: 'ring with a wish',
    actors: Object.fromEntries(ring(3).actors),
    unhandled: 'defer',
    properties: [sometimes('never seen', () => false), sometimes('seen', () => true)],
  })
  expect(simulate(system, { runs: 3 }).unseen).toEqual(['never seen'])
})

it.each([
  [{ runs: 0 }, /runs is 0; it must be a whole number of at least 1/],
  [{ seed: 1.5 }, /seed is 1.5/],
  [{ steps: -1 }, /steps is -1/],
  [{ duration: [3, 1] as [number, number] }, /duration is 1; it must be a whole number of at least 3/],
  [{ strategy: 'lucky' }, /unknown strategy 'lucky'; known are random, pct/],
])('refuses options that make no sense: %j', (options, message) => {
  expect(() => simulate(ring(3), options)).toThrow(message)
})
