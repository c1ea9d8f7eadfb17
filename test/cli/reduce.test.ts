import { describe, expect, test } from 'vitest'
import { sometimes } from '../../src/index.ts'
import { philosophers } from '../systems/philosophers.ts'
import { sim } from './sim.ts'
import { toys } from './toys.ts'

describe('sim check --reduce', () => {
  test('says what was reduced, and what its counts are then', async () => {
    const { code, out } = await sim(['check', 'dining.ts', '--reduce'])
    expect(code).toBe(1)
    expect(out).toMatch(
      /Reduced by partial order: states and transitions are those that are left, and\ncounterexamples/,
    )
    const { results } = JSON.parse(
      (await sim(['check', 'original/scheduler-thread/kernel-2', '--reduce', '--json'])).out,
    )
    expect(results).toMatchObject([{ asExpected: true, reductions: ['partial-order', 'symmetry'], states: 35 }])
  })

  test('is as expected although there are fewer states, and explains so what was verified', async () => {
    const { code, out } = await sim(['check', 'toy', '--reduce'], { scenarios: toys })
    expect(code).toBe(0)
    expect(out).toContain('3 scenarios, 3 as expected')
    const { out: told } = await sim(['check', 'changed/gone', '--reduce'], { scenarios: toys })
    expect(told).toMatch(/verified \(\d+ states stand for all, reduced by partial order\)/)
  })

  test.each([
    [['--no-symmetry'], ['partial-order'], 62],
    [['--no-partial-order'], ['symmetry'], 126],
    [['--no-partial-order', '--no-symmetry'], [], 231],
  ])('without a part of it: %s', async (options, reductions, states) => {
    const { out } = await sim(['check', 'original/scheduler-thread/kernel-2', '--reduce', ...options, '--json'])
    expect(JSON.parse(out).results).toMatchObject([{ reductions, states }])
  })

  test('of nothing: 2', async () => {
    const { code, err } = await sim(['check', 'toy', '--no-symmetry'], { scenarios: toys })
    expect(code).toBe(2)
    expect(err).toContain('take back a part of --reduce; add --reduce')
  })
})

describe('sim check --audit', () => {
  test('shows the states of each search, and that all agree: 0', async () => {
    const { code, out } = await sim(['check', 'original/scheduler-thread/kernel-2', '--audit'])
    expect(code).toBe(0)
    expect(out.replace(/ +/g, ' ')).toBe(
      ' states full partial order symmetry both by threads\n original/scheduler-thread/kernel-2 231 62 126 35 231 agree\n\n1 system, 1 agree, 0.0 s\n',
    )
  })

  test('does not compare what was cut off: 3', async () => {
    const { code, out } = await sim(['check', 'toy', '--audit', '--max-states', '100'], { scenarios: toys })
    expect(code).toBe(3)
    expect(out).toContain('not compared: stopped at 100 states')
  })

  test('shows what searches say that disagree: 1', async () => {
    let asked = 0
    const fickle = {
      ...toys[1],
      system: () => ({
        ...philosophers(3, true),
        properties: [sometimes('it is the first time', () => asked++ === 0)],
      }),
    }
    const { code, out } = await sim(['check', 'toy', '--audit'], { scenarios: [fickle] })
    expect(code).toBe(1)
    expect(out).toMatch(
      /the searches disagree\n {2}in full:\n {4}verdict: verified\n[\s\S]*by partial order:\n {4}verdict: counterexample/,
    )
    expect(out).toContain('1 system, 0 agree, 1 disagree')
    asked = 0
    const json = JSON.parse((await sim(['check', 'toy', '--audit', '--json'], { scenarios: [fickle] })).out)
    expect(json.results).toMatchObject([
      {
        agrees: false,
        searches: [{ reductions: [] }, { reductions: ['partial-order'] }, { reductions: [], threads: 2 }],
      },
    ])
  })
})
