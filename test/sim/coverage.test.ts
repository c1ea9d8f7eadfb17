import { describe, expect, it } from 'vitest'
import { sendTo, setup } from 'xstate'
import { Coverage, defineSystem, simulate } from '../../src/index.ts'
import { coverageText } from '../../src/report/coverage-report.ts'
import { UNPAINTED } from '../../src/report/style.ts'
import { philosophers } from '../systems/philosophers.ts'

const door = setup({}).createMachine({
  initial: 'shut',
  states: {
    shut: { tags: 'idle', on: { push: 'open', lock: 'locked' } },
    open: { tags: 'idle', on: { push: {}, close: 'shut' }, after: { 50: 'shut' } },
    locked: { initial: 'once', states: { once: { on: { lock: 'twice' } }, twice: {} }, on: { unlock: 'shut' } },
  },
})
const user = (...events: string[]) =>
  setup({}).createMachine({
    entry: events.map((type) => sendTo(({ system }) => system.get('door'), { type })),
    type: 'final',
  })
const system = defineSystem({
  name: 'a door',
  actors: { door, one: user('push', 'close'), two: user('push') },
})

function coverageOf(runs: number, strategy = 'random') {
  const { coverage } = simulate(system, { runs, strategy, coverage: new Coverage(system) })
  if (coverage === undefined) throw new Error('coverage was asked for')
  return coverage
}

describe('coverage', () => {
  it('lists the states that no run was in, and the transitions that none took', () => {
    const { unreached, untaken } = coverageOf(200)
    expect(unreached.map(({ actor, state }) => `${actor} ${state}`)).toEqual([
      'door locked',
      'door locked.once',
      'door locked.twice',
    ])
    expect(untaken.map(({ state, event }) => `${state} ${event}`)).toEqual(['shut lock'])
  })

  it('counts the orders of two moves of one actor, and those seen one way round only', () => {
    // The door is pushed by either first; it is closed by the one who pushed before.
    const one = coverageOf(1, 'round-robin')
    const many = coverageOf(200)
    expect(many.orders).toBeGreaterThan(one.orders)
    expect(many.oneWay.length).toBeLessThan(many.orders)
    expect(many.oneWay).toContainEqual({ actor: 'door', before: 'push from one', after: 'close from one' })
    const pushed = many.oneWay.filter(({ before, after }) => before.startsWith('push') && after.startsWith('push'))
    expect(pushed).toEqual([])
  })

  it('in words: the first orders by name, the others by number', () => {
    const report = coverageOf(100)
    const oneWay = Array.from({ length: 15 }, (_, at) => ({ actor: 'door', before: `e${at}`, after: `f${at}` }))
    const text = coverageText({ ...report, oneWay }, { paint: UNPAINTED, columns: 10_000, ascii: false })
    expect(text).toContain('15 of them one way round only')
    expect(text).toMatch(/e11 before f11\n {4}and 3 more$/)
  })

  it('says when something new was seen last, and nothing more comes of more runs', () => {
    const [few, many] = [coverageOf(100), coverageOf(400)]
    expect(many.lastNew).toBe(few.lastNew)
    expect(few.lastNew).toBeLessThan(50)
    expect(many.transitions).toBe(few.transitions)
  })

  it('counts the runs up to the last that showed something new', () => {
    const dinner = philosophers(3, true)
    const lastNew = (seed: number) =>
      simulate(dinner, { runs: 40, steps: 12, seed, coverage: new Coverage(dinner) }).coverage?.lastNew
    // It is the run with seed 22 that does, whichever is the first.
    expect([0, 1, 2].map(lastNew)).toEqual([23, 22, 21])
  })

  it('goes on over several simulations', () => {
    const shared = new Coverage(system)
    simulate(system, { runs: 40, coverage: shared })
    const { coverage } = simulate(system, { runs: 60, seed: 40, coverage: shared })
    expect(coverage).toEqual(coverageOf(100))
  })

  it('in words: outer states only, and whether more runs are worth while', () => {
    const text = coverageText(coverageOf(100), { paint: UNPAINTED, columns: 80, ascii: false })
    expect(text).toContain('  States that no run was in\n    door: locked\n')
    expect(text).toContain('  Transitions of the others that no run took\n    door: lock in shut')
    expect(text).toContain('  Orders that were seen one way round only\n    door: push from one before close from one')
    expect(text).toMatch(/Nothing new since run \d+ of\s+100\./)
  })
})
