import { describe, expect, test } from 'vitest'
import { sim, tokenless } from './sim.ts'
import { toys } from './toys.ts'

describe('sim check', () => {
  test('a file whose systems hold: 0', async () => {
    const { code, out, err } = await sim(['check', 'sound.ts'])
    expect(code).toBe(0)
    expect(err).toBe('')
    expect(out).toMatch(/dining-philosophers-4-swapped\n +verified +as expected/)
    expect(out).toMatch(/1 system, 1 verified, 0\.0 s\n$/)
  })

  test('a file with a deadlock: 1, the table, the explanation and the replay line', async () => {
    const { code, out, err } = await sim(['check', 'dining.ts'])
    expect(code).toBe(1)
    expect(err).toBe('')
    await expect(tokenless(out)).toMatchFileSnapshot('../golden/check-dining.txt')
  })

  test('one system of a file', async () => {
    const { code, out } = await sim(['check', 'dining.ts:dining-philosophers-3-swapped'])
    expect(code).toBe(0)
    expect(out).not.toContain('violated')
  })

  test('a search that hits a bound: 3, and the option that raises it', async () => {
    const { code, out } = await sim(['check', 'sound.ts', '--max-states', '100'])
    expect(code).toBe(3)
    expect(out).toContain('inconclusive: stopped at 100 states (--max-states raises the bound)')
    expect((await sim(['check', 'sound.ts', '--max-depth', '2'])).out).toContain('a depth of 2 steps (--max-depth')
  })

  test.each([
    ['--max-states', '100', { bound: 'states', limit: 100 }],
    ['--max-depth', '2', { bound: 'depth', limit: 2 }],
    ['--max-memory', '1', { bound: 'memory', limit: 2 ** 20 }],
    ['--max-seconds', '0.5', { bound: 'seconds', limit: 0.5 }],
  ])('as JSON: which bound it was, and its limit: %s', async (option, value, bound) => {
    let time = 0
    const now = (): number => (time += 1000)
    const { code, out } = await sim(['check', 'endless.ts', option, value, '--json'], { now })
    expect(code).toBe(3)
    expect(JSON.parse(out).results).toMatchObject([{ verdict: 'inconclusive', complete: false, bound }])
  })

  test('a search that takes too long: 3', async () => {
    let time = 0
    const now = (): number => (time += 1000)
    const { code, out } = await sim(['check', 'large/pattern', '--max-seconds', '3'], { scenarios: toys, now })
    expect(code).toBe(3)
    expect(out).toContain('stopped after 3 seconds (--max-seconds raises the bound)')
  })

  test('an interrupt: 130, and what was found so far', async () => {
    let time = 0
    let interrupt = (): void => {}
    const now = (): number => {
      if (++time === 40) interrupt()
      return time * 100
    }
    const onInterrupt = (listener: () => void): void => {
      interrupt = listener
    }
    const { code, out } = await sim(['check', 'toy', 'large'], { scenarios: toys, now, onInterrupt })
    expect(code).toBe(130)
    expect(out).toContain('deadlock         as expected')
    expect(out).toContain('large/pattern: inconclusive: interrupted by the user\n')
    expect(out).toMatch(/\ninterrupted, 4 scenarios/)
  })

  test('a catalogue with an expected failure: 0', async () => {
    const { code, out } = await sim(['check', 'toy'], { scenarios: toys })
    expect(code).toBe(0)
    await expect(tokenless(out)).toMatchFileSnapshot('../golden/check-catalogue.txt')
  })

  test.each([
    ['another cycle', 'changed/cycle', 'expected: '],
    ['a failure that is gone', 'changed/gone', 'found:    verified'],
    ['too few states', 'changed/small', 'only 133 states were reached, at least 134 are expected'],
  ])('a changed verdict, %s: 1', async (_, name, part) => {
    const { code, out } = await sim(['check', name], { scenarios: toys })
    expect(code).toBe(1)
    expect(out).toContain('CHANGED')
    expect(out).toContain(`${name}: not as expected`)
    expect(out).toContain(part)
  })

  test('a property that is left out is neither checked nor expected', async () => {
    expect((await sim(['check', 'dining.ts', '--no-check', 'deadlock'])).code).toBe(0)
    expect((await sim(['check', 'toy', '--no-check', 'deadlock-free'], { scenarios: toys })).code).toBe(0)
  })

  test('a system named twice is checked once', async () => {
    const { out } = await sim(['check', 'toy/naive', 'toy'], { scenarios: toys })
    expect(out).toContain('3 scenarios')
  })

  test('progress goes to standard error, and only to a terminal', async () => {
    let time = 0
    const now = (): number => (time += 150)
    const shown = await sim(['check', 'large'], { scenarios: toys, now, terminal: true, columns: 60 })
    expect(shown.err).toMatch(/large\/pattern: [\d,]+ states, [\d,]+\/s, depth \d+, frontier \d/)
    expect(shown.err.endsWith('\r\x1b[2K')).toBe(true)
    expect((await sim(['check', 'large'], { scenarios: toys, now })).err).toBe('')
  })
})

describe('sim check --json', () => {
  test('is the documented shape, and nothing else is written', async () => {
    const { code, out, err } = await sim(['check', 'dining.ts', '--json'], { terminal: true })
    expect(code).toBe(1)
    expect(err).toBe('')
    const report = JSON.parse(out)
    expect(report.interlock).toBe('0.1.0')
    const [sound, naive] = report.results
    expect(sound).toMatchObject({
      system: 'dining-philosophers-3-swapped',
      parameters: {},
      verdict: 'verified',
      property: null,
      asExpected: true,
      complete: true,
      states: 133,
      transitions: 307,
      deadlocks: 0,
      seconds: 0,
      counterexample: null,
    })
    expect(naive).toMatchObject({
      verdict: 'counterexample',
      property: 'deadlock-free',
      asExpected: false,
      deadlocks: 1,
      counterexample: { victims: [], replay: expect.stringMatching(/^npx sim replay il1\./) },
    })
    expect(naive.counterexample.steps).toHaveLength(6)
    expect(naive.counterexample.cycle[0]).toEqual({ from: 'fork#0', kind: 'held-by', to: 'phil#0' })
    expect(naive.counterexample.core).toContain('phil#2')
  })

  test('an incomplete search counts no deadlocks', async () => {
    const { code, out } = await sim(['check', 'sound.ts', '--max-states', '100', '--json'])
    expect(code).toBe(3)
    const [result] = JSON.parse(out).results
    expect(result).toMatchObject({
      verdict: 'inconclusive',
      complete: false,
      deadlocks: null,
      bound: { bound: 'states', limit: 100 },
    })
  })
})

describe('colour', () => {
  const colourCode = '\x1b['

  test.each([
    ['a terminal', { terminal: true }, true],
    ['a pipe', {}, false],
    ['NO_COLOR on a terminal', { terminal: true, env: { NO_COLOR: '1' } }, false],
    ['an empty NO_COLOR, which does not count', { terminal: true, env: { NO_COLOR: '' } }, true],
    ['FORCE_COLOR on a pipe', { env: { FORCE_COLOR: '1' } }, true],
    ['FORCE_COLOR=0 on a terminal', { terminal: true, env: { FORCE_COLOR: '0' } }, false],
    ['NO_COLOR besides FORCE_COLOR', { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }, false],
    ['a dumb terminal', { terminal: true, env: { TERM: 'dumb' } }, false],
  ])('%s', async (_, setting, coloured) => {
    const { out } = await sim(['check', 'dining.ts'], setting)
    expect(out.includes(colourCode)).toBe(coloured)
  })
})

describe('a user’s file', () => {
  test('that prints does not spoil the JSON', async () => {
    const { code, out, err } = await sim(['check', 'noisy.ts', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out).results).toHaveLength(1)
    expect(err).toContain('hello from a machine')
  })

  test('with one system that cannot be driven: 2, its name, and an answer about the others', async () => {
    const { code, out, err } = await sim(['check', 'mixed.ts', '--json'])
    expect(code).toBe(2)
    expect(JSON.parse(out).results.map(({ system }: { system: string }) => system)).toEqual(['after', 'before'])
    expect(err).toMatch(/^sim: mixed.ts:undrivable: 'heart' runs callback or observable logic.*\n$/)
  })
})
