import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { formatToken, formatTrace, parseToken, simulate, traceOf } from '../../src/index.ts'
import { philosophers } from '../systems/philosophers.ts'
import { printedReplay, sim } from './sim.ts'
import { toys } from './toys.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'interlock-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

async function savedTrace(): Promise<string> {
  await sim(['check', 'toy/naive', '--trace-dir', directory], { scenarios: toys })
  return join(directory, 'toy-naive-three.deadlock-free.json')
}

function edited(path: string, change: (text: string) => string): string {
  writeFileSync(path, change(readFileSync(path, 'utf8')))
  return path
}

describe('sim replay of a trace file', () => {
  test("a user's, with the printed line", async () => {
    const { out } = await sim(['check', 'dining.ts', '--trace-dir', directory])
    expect(readdirSync(directory)).toEqual(['dining-philosophers-3.deadlock-free.json'])
    const again = await sim(printedReplay(out, '.json'))
    expect(again.code).toBe(0)
    expect(again.out).toContain('\nreproduced: ')
    expect(out).toContain(again.out.slice(0, again.out.indexOf('\n\nreproduced')))
  })

  test('one of the catalogue is found by its name', async () => {
    const { code, out } = await sim(['replay', await savedTrace()], { scenarios: toys })
    expect(code).toBe(0)
    expect(out).toContain("reproduced: 'deadlock-free' is violated after 6 steps, as recorded\n")
  })

  test('of a run, with the time that passed in it', async () => {
    const system = { ...philosophers(3), name: 'toy/naive/three' }
    const { verdict, clock, failing = 0 } = simulate(system, { runs: 1000 })
    if (verdict.kind !== 'counterexample') throw new Error('the run should fail')
    const source = { kind: 'run', strategy: 'random', seed: failing } as const
    const path = join(directory, 'run.json')
    writeFileSync(path, formatTrace(traceOf(system, clock, source, verdict.counterexample)))
    const { code, out } = await sim(['replay', path], { scenarios: toys })
    expect(code).toBe(0)
    expect(out).toContain(' ms  ')
    expect(await sim(printedReplay(out), { scenarios: toys })).toEqual({ code, out, err: '' })
  })

  test('one of nobody: 2, and how to name its file', async () => {
    const { code, out, err } = await sim(['replay', await savedTrace()], { scenarios: [] })
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('--system FILE.ts:toy/naive/three')
  })

  test('of another model: 5, the step, what is enabled instead, and why', async () => {
    const { code, out } = await sim(['replay', await savedTrace(), '--system', 'toy/sound/three'], { scenarios: toys })
    expect(code).toBe(5)
    expect(out).toContain('toy/sound/three: diverged\n')
    expect(out).toMatch(/Step 1 of 6: 'fork#0 \? take.*' is enabled, but\s+others differ; no longer enabled: /)
    expect(out).toContain('the model has changed since it was recorded (its hash differs)')
  })

  test('that ends elsewhere: 5', async () => {
    const path = edited(await savedTrace(), (text) => text.replace(/,\n[^\n]*\n {2}\]/, '\n  ]'))
    const { code, out } = await sim(['replay', path], { scenarios: toys })
    expect(code).toBe(5)
    expect(out).toMatch(
      /All 5 steps could be taken; at the end stands no violation, not deadlock\s+\(cycle: fork# held-by/,
    )
  })

  test('JSON', async () => {
    const path = await savedTrace()
    const same = JSON.parse((await sim(['replay', path, '--json'], { scenarios: toys })).out).results[0]
    expect(same).toMatchObject({ outcome: 'reproduced', sameModel: true, property: 'deadlock-free' })
    const argv = ['replay', path, '--system', 'toy/sound/three', '--json']
    const other = JSON.parse((await sim(argv, { scenarios: toys })).out).results[0]
    expect(other).toMatchObject({ outcome: 'diverged', sameModel: false, recorded: 6, divergence: { at: 0 } })
  })

  test.each([
    ['truncated', (text: string) => text.slice(0, -20), 'not a whole trace file'],
    ['newer', (text: string) => text.replace('"version": 1', '"version": 9'), 'format version 9'],
    ['of another kind', () => '{}', 'not a trace file'],
  ])('%s: 2', async (_, change, part) => {
    const { code, out, err } = await sim(['replay', edited(await savedTrace(), change)], { scenarios: toys })
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(part)
    expect(err.split('\n')).toHaveLength(2)
  })
})

describe('sim replay of a token', () => {
  test('whose choices the model no longer offers: 5', async () => {
    const { out } = await sim(['explain', 'toy/naive'], { scenarios: toys })
    const token = parseToken(printedReplay(out)[1])
    if (token.schedule.kind !== 'choices') throw new Error('a search gives choices')
    const changed = formatToken({ ...token, schedule: { ...token.schedule, choices: [0, 7] } })
    const again = await sim(['replay', changed], { scenarios: toys })
    expect(again.code).toBe(5)
    expect(again.out).toContain('Step 2 of 2: something else was taken, or enabled, when this was recorded;')
  })
})

describe('sim replay of a seed', () => {
  test('that comes to no violation: 5', async () => {
    const { code, out } = await sim(['replay', '1', '--system', 'toy/sound/three'], { scenarios: toys })
    expect(code).toBe(5)
    expect(out).toContain('The run with seed 1 comes to no violation.')
  })
})

describe('sim replay --best-effort', () => {
  test('goes on to the same failure of a changed model: 0, explained, with its own replay line', async () => {
    const argv = ['replay', await savedTrace(), '--system', 'large/naive', '--best-effort']
    const larger = [...toys, { ...toys[0], name: 'large/naive', system: () => philosophers(4) }]
    const { code, out } = await sim(argv, { scenarios: larger })
    expect(out).toMatch(/By their labels all 6 steps could be taken; at the end stands no violation\./)
    expect(out).toMatch(/Going on from there, run \d+ showed /)
    expect(out).toContain('Replay\n  npx sim replay il1.')
    expect([0, 1]).toContain(code)
  })

  test('to nothing: 5, and how hard it looked', async () => {
    const argv = ['replay', await savedTrace(), '--system', 'toy/sound/three', '--best-effort', '--steps', '40']
    const { code, out } = await sim(argv, { scenarios: toys })
    expect(code).toBe(5)
    expect(out).toContain('Going on from there, 100 runs showed no violation; 100 of them reached the bound on steps.')
  })
})
