import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { simulate } from '../../src/index.ts'
import { sxServer } from '../../src/model/server.ts'
import { schedules, workloads } from '../../src/sim/arbitrary.ts'
import { contextSwitches } from '../../src/sim/context-switches.ts'
import { philosophers } from '../systems/philosophers.ts'

function failingRun(system: ReturnType<typeof philosophers>, strategy: Parameters<typeof simulate>[1]) {
  const { verdict } = simulate(system, { ...strategy, runs: 1, steps: 200, duration: [0, 0] })
  return verdict.kind === 'counterexample' ? verdict.counterexample : undefined
}

describe('arbitrary schedules', () => {
  const property = fc.property(schedules(), (strategy) => failingRun(philosophers(3), { strategy }) === undefined)

  it('find the deadlock of three philosophers, and shrink to a schedule with few context switches', () => {
    const { failed, counterexample, numShrinks } = fc.check(property, { seed: 1, numRuns: 2000 })
    expect(failed).toBe(true)
    const strategy = counterexample?.[0]
    if (strategy === undefined) throw new Error('fast-check says what failed')
    expect(numShrinks).toBeGreaterThan(0)
    expect(strategy.name.match(/after/g)?.length ?? 0).toBeLessThanOrEqual(3)
    const steps = failingRun(philosophers(3), { strategy })?.steps ?? []
    expect(contextSwitches(steps)).toBeLessThanOrEqual(6)
    expect(fc.stringify(strategy)).toBe(strategy.name)
  })

  it('find nothing where there is nothing, whatever the schedule', () => {
    fc.assert(
      fc.property(schedules(), (strategy) => failingRun(philosophers(3, true), { strategy }) === undefined),
      { seed: 1, numRuns: 200 },
    )
  })

  it('let any actor begin', () => {
    const firsts = new Set<string>()
    fc.assert(
      fc.property(schedules(), (strategy) => {
        strategy.begin(0, () => ({ steps: 1, chains: new Map() }))
        const enabled = ['a', 'b', 'c'].map((actor) => ({ actor, label: actor })) as never
        firsts.add(['a', 'b', 'c'][strategy.pick(enabled)])
      }),
      { seed: 1, numRuns: 200 },
    )
    expect([...firsts].sort()).toEqual(['a', 'b', 'c'])
  })
})

describe('arbitrary workloads', () => {
  it('shrink to the one request that makes the server hang', () => {
    const hangs = (clients: readonly (readonly ('simple' | 'kernel')[])[]): boolean => {
      const system = sxServer({ design: 'original', hypothesis: 'scheduler-thread', clients })
      return simulate(system, { runs: 20 }).verdict.kind === 'counterexample'
    }
    const { counterexample } = fc.check(
      fc.property(workloads(['simple', 'kernel'] as const), (clients) => !hangs(clients)),
      { seed: 1, numRuns: 50 },
    )
    expect(counterexample).toEqual([[['kernel']]])
  })
})
