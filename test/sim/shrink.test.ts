import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sendTo, setup } from 'xstate'
import type { System } from '../../src/index.ts'
import { always, check, defineSystem, formatToken, parseToken, replay, signatureOf, simulate } from '../../src/index.ts'
import { catalogue } from '../../src/model/catalogue.ts'
import { contextSwitches, mergeRuns } from '../../src/sim/context-switches.ts'
import { ddmin } from '../../src/sim/ddmin.ts'
import { scheduleToken } from '../../src/sim/replay.ts'
import type { ShrinkOptions, Shrunk } from '../../src/sim/shrink.ts'
import { shrink, shrinking } from '../../src/sim/shrink.ts'
import { philosophers } from '../systems/philosophers.ts'

function ended<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
  }
}

describe('delta debugging', () => {
  it('leaves exactly the items that are needed, wherever they are', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(60), { maxLength: 6 }), fc.integer({ min: 61, max: 90 }), (needed, length) => {
        const items = Array.from({ length }, (_, at) => at)
        const kept = ended(ddmin(items, (some) => (needed.every((item) => some.includes(item)) ? some : undefined)))
        expect(kept).toEqual(needed.toSorted((a, b) => a - b))
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  it('goes on from what an attempt says was needed', () => {
    const tried: number[] = []
    const kept = ended(
      ddmin([...'abcdefgh'], (some) => {
        tried.push(some.length)
        return some.includes('a') ? ['a'] : undefined
      }),
    )
    expect(kept).toEqual(['a'])
    expect(tried).toEqual([4, 0, 0])
  })
})

describe('merging runs', () => {
  const word = (text: string) => [...text].map((actor, at) => ({ actor, at }))
  const actors = (items: readonly { actor: string }[]) => items.map(({ actor }) => actor).join('')

  it('brings the steps of independent actors together', () => {
    expect(actors(ended(mergeRuns(word('abacabc'), (items) => items)))).toMatch(/^(a+b+c+|b+a+c+|a+c+b+|b+c+a+)$/)
  })

  it('keeps to the order that the failure needs', () => {
    const inOrder = (items: readonly { at: number; actor: string }[]) => {
      const fixed = items.filter(({ actor }) => actor !== 'b').map(({ at }) => at)
      return fixed.every((at, index) => index === 0 || at > fixed[index - 1]) ? items : undefined
    }
    const merged = ended(mergeRuns(word('abcbab'), inOrder))
    expect(contextSwitches(merged)).toBe(3)
    expect(inOrder(merged)).toBeDefined()
  })
})

/** A failing run of a system, shrunk. */
function shrunkRun(system: System, options: ShrinkOptions = {}, strategy = 'random', runs = 300): Shrunk | undefined {
  const { verdict, clock } = simulate(system, { runs, strategy })
  return verdict.kind === 'counterexample' ? shrink(system, clock, verdict.counterexample, options) : undefined
}

describe('a shrunk counterexample', () => {
  const failing = catalogue.filter(({ expected }) => expected.violations.length > 0)

  it.each(failing.map((scenario) => [scenario.name, scenario] as const))(
    'of %s is the failure that the run showed, replays, and is as short as the search has it',
    (_, scenario) => {
      const system = scenario.system()
      const { verdict, clock } = simulate(system, { runs: 1000, strategy: 'random+pos' })
      if (verdict.kind !== 'counterexample') throw new Error('no run fails: more runs, or another strategy')
      const { counterexample } = verdict
      const { counterexample: small, minimal, from, to } = shrink(system, clock, counterexample)
      expect(small.property).toBe(counterexample.property)
      expect(signatureOf(small.violation)).toBe(signatureOf(counterexample.violation))
      expect([minimal, to.steps <= from.steps]).toEqual(['shortest', true])
      expect(replay(system, scheduleToken(system, clock, small))).toEqual({ kind: 'reproduced', counterexample: small })
      if (scenario.expected.states > 15_000) return
      const searched = check({ ...system, clock }).findings.find(({ property }) => property === small.property)
      if (searched === undefined || signatureOf(searched.violation) !== signatureOf(small.violation)) return
      expect(small.steps.length).toBe(searched.steps.length)
      expect(to.switches).toBeLessThanOrEqual(contextSwitches(searched.steps))
    },
  )

  it('is the same, to the byte, each time', () => {
    const once = () => JSON.stringify(shrunkRun(philosophers(5), {}, 'pos'))
    expect(once()).toBe(once())
  })

  it('of twelve philosophers, too many to search, is everybody taking the left fork', () => {
    const small = shrunkRun(philosophers(12), { effort: 10_000 }, 'pct:3')
    expect(small?.from.steps).toBeGreaterThan(30)
    expect(small).toMatchObject({ to: { steps: 24, actors: 24 }, minimal: 'locally' })
    expect(small?.executed).toBeLessThanOrEqual(10_000)
  })

  it('keeps to the bound on what is executed, and says so', () => {
    const small = shrunkRun(philosophers(5), { effort: 30 }, 'pos')
    expect(small).toMatchObject({ minimal: 'bounded', executed: 30 })
    expect(small?.to.steps).toBeLessThanOrEqual(small?.from.steps ?? 0)
  })

  it('tells how far it has come, and never grows on the way', () => {
    const { verdict, clock } = simulate(philosophers(5), { strategy: 'pos' })
    if (verdict.kind !== 'counterexample') throw new Error('it deadlocks')
    const sizes = [...shrinking(philosophers(5), clock, verdict.counterexample)].map(({ steps }) => steps)
    expect(sizes.length).toBeGreaterThan(10)
    expect(sizes.every((size, at) => at === 0 || size <= sizes[at - 1])).toBe(true)
  })

  it('keeps the time that must pass where the failure needs it', () => {
    const sender = setup({}).createMachine({ entry: sendTo(({ system }) => system.get('judge'), { type: 'word' }) })
    const judge = setup({}).createMachine({
      initial: 'waiting',
      states: {
        waiting: { tags: 'idle', on: { word: 'heard' }, after: { 2: 'late' } },
        heard: { type: 'final' },
        late: { tags: 'idle', on: { word: 'heard' } },
      },
    })
    const system = defineSystem({
      name: 'a slow message',
      actors: { judge, sender },
      properties: [always('in time', (state) => !state.actor('judge').matches('late'))],
    })
    const { verdict, clock } = simulate(system, { duration: [1, 9], runs: 50 })
    if (verdict.kind !== 'counterexample') throw new Error('some message takes longer than 2 ms')
    const { counterexample, minimal } = shrink(system, clock, verdict.counterexample)
    expect(minimal).toBe('locally')
    expect(counterexample.steps).toMatchObject([{ label: expect.stringContaining('judge !') }])
    expect(counterexample.steps[0].waited).toBeGreaterThan(0)
    expect(replay(system, scheduleToken(system, clock, counterexample)).kind).toBe('reproduced')
    const token = parseToken(formatToken(scheduleToken(system, clock, counterexample)))
    expect(replay(system, token)).toEqual({ kind: 'reproduced', counterexample })
  })

  it('does not slip to another failure of the same property that is shorter', () => {
    // Both a single fork that is taken and a full circle of them are false here; the first is one step away.
    const names = (taken: number) => `at most ${taken - 1} forks are taken`
    const property = (taken: number) =>
      always(names(taken), (state) => state.actors().filter((actor) => actor.matches('taken')).length < taken)
    const base = philosophers(4)
    const system = defineSystem({
      name: 'two claims',
      actors: Object.fromEntries(base.actors),
      unhandled: 'defer',
      properties: [property(1), property(3)],
    })
    const { verdict, clock } = simulate({ ...system, properties: [property(3)] }, { runs: 100 })
    if (verdict.kind !== 'counterexample') throw new Error('three forks are taken in some run')
    const { counterexample } = shrink(system, clock, verdict.counterexample)
    expect(counterexample.property).toBe(names(3))
    expect(counterexample.steps).toHaveLength(3)
  })
})
