import { afterEach, describe, expect, it, vi } from 'vitest'
import { assign, sendTo, setup } from 'xstate'
import { checksum } from '../../src/engine/fingerprint.ts'
import type { Strategy, System } from '../../src/index.ts'
import { defineSystem, signatureOf, simulate } from '../../src/index.ts'
import { strategyOf } from '../../src/sim/named-strategy.ts'
import { talk } from '../systems/faults.ts'
import { philosophers } from '../systems/philosophers.ts'
import { ring } from '../systems/ring.ts'

/** A counter that takes its next value from somewhere. */
function counting(next: () => number): System {
  const counter = setup({ types: { context: {} as { value: number } } }).createMachine({
    context: { value: 0 },
    initial: 'idle',
    states: { idle: { tags: 'idle', on: { count: { actions: assign({ value: () => next() }) } } } },
  })
  const user = setup({}).createMachine({
    entry: [
      sendTo(({ system }) => system.get('counter'), { type: 'count' }),
      sendTo(({ system }) => system.get('counter'), { type: 'count' }),
    ],
    type: 'final',
  })
  return defineSystem({ name: 'counting', actors: { counter, user } })
}

describe('a simulation', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('catches a model that uses Math.random, and names its actor', () => {
    expect(() => simulate(counting(() => Math.random()))).toThrow(
      /^counting is not deterministic: seed 0, step 1 \(counter \? count from user\): 'counter' was \{.*"value":0\..*and the second time/,
    )
  })

  it('catches one that asks for the time', () => {
    let now = 1_000_000
    vi.spyOn(Date, 'now').mockImplementation(() => now++)
    expect(() => simulate(counting(() => Date.now()))).toThrow(/'counter' was .*"value":1000000.*not on .*Date/)
  })

  it('catches one that counts in a variable outside of the machine', () => {
    let count = 0
    expect(() => simulate(counting(() => ++count))).toThrow(/'counter' was .*and the second time/)
  })

  it('catches a guard that changes its mind', () => {
    let asked = 0
    const door = setup({}).createMachine({
      initial: 'shut',
      states: {
        shut: { tags: 'idle', on: { push: { guard: () => asked++ < 3, target: 'open' } } },
        open: { type: 'final' },
      },
    })
    const user = setup({}).createMachine({
      entry: sendTo(({ system }) => system.get('door'), { type: 'push' }),
      type: 'final',
    })
    const system = defineSystem({ name: 'door', actors: { door, user }, unhandled: 'defer' })
    expect(() => {
      for (let again = 0; again < 4; again++) simulate(system)
    }).toThrow(/door is not deterministic/)
  })

  it('leaves alone what only looks different: functions, maps and references in contexts', () => {
    const keeper = setup({ types: { context: {} as { f: () => number; map: Map<string, bigint> } } }).createMachine({
      context: () => ({ f: () => 1, map: new Map([['a', 1n]]) }),
      tags: 'idle',
    })
    expect(simulate(defineSystem({ name: 'kept', actors: { keeper } })).verdict.kind).toBe('sampled')
  })
})

// The same seeds give the same runs on every machine and Node version. A digest that changes means that schedules, labels or the
// semantics changed: all seeds that anybody has written down then stand for other runs.
describe('the digest of a simulation', () => {
  /** Each seed draws its own mix of these. */
  const LOSSY = talk({ crash: { most: 1, actors: ['server'] }, drop: { most: 2 } })

  /** Of all that is taken, when, and what it comes to. */
  function digestOf(system: System, name: string): string {
    const inner = strategyOf(name)
    const taken: string[] = []
    const pick: Strategy['pick'] = (enabled) => {
      const position = inner.pick(enabled)
      taken.push(enabled[position].label)
      return position
    }
    for (let seed = 0; seed < 20; seed++) {
      const { verdict, time } = simulate(system, { seed, runs: 1, strategy: { ...inner, pick }, steps: 120 })
      const end = verdict.kind === 'counterexample' ? signatureOf(verdict.counterexample.violation) : verdict.kind
      taken.push(`${end} after ${time} ms`)
    }
    return checksum(taken.join('\n'))
  }

  it.each([
    ['random', 'four philosophers', philosophers(4), 'dfe27afa'],
    ['pct:3', 'four philosophers', philosophers(4), '8dd40981'],
    ['pos', 'four philosophers', philosophers(4), 'b49ffcf6'],
    ['urw', 'four philosophers', philosophers(4), 'a5a3e939'],
    ['round-robin:4', 'four philosophers', philosophers(4), 'dfe9a399'],
    ['delay-bounded:2', 'four philosophers', philosophers(4), 'b6fca4e4'],
    ['preemption-bounded:2', 'four philosophers', philosophers(4), '2bad689c'],
    ['non-preemptive/random', 'a ring of five', ring(5), '0cbeef14'],
    ['pos+pct:2', 'a ring of five', ring(5), '877cfc96'],
    ['guided', 'four philosophers', philosophers(4), 'fd566b19'],
    ['random', 'a client and a server that crashes, and messages that get lost', LOSSY, '56d9fc2e'],
    ['guided', 'a client and a server that crashes, and messages that get lost', LOSSY, 'f22cfbf6'],
  ])('by %s of %s is pinned', (strategy, _, system, digest) => {
    expect(digestOf(system, strategy)).toBe(digest)
  })
})
