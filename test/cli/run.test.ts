import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { printedReplay, SYSTEMS, sim } from './sim.ts'
import { toys } from './toys.ts'

let cwd: string
let file: (name: string) => string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'interlock-'))
  file = (name) => relative(cwd, join(SYSTEMS, name))
})
afterEach(() => rmSync(cwd, { recursive: true }))

function explanationIn(out: string): string {
  return out.slice(0, out.indexOf('\nReplay\n'))
}

describe('sim run', () => {
  test('without a violation: sampled, never a pass', async () => {
    const { code, out } = await sim(['run', file('sound.ts'), '--runs', '150', '--steps', '30', '--seed', '-7'], {
      cwd,
    })
    expect(code).toBe(0)
    expect(out).toContain('sampled (150 runs, strategy random, seeds -7 to 142, 4,500 steps)')
    expect(out).toContain('No violation in 150 runs; that proves nothing about the rest.')
    expect(out).toContain('150 runs of 150 reached the bound of 30 steps and were cut off')
    expect(out).not.toMatch(/verified|pass|ok/)
  })

  test('names what no run has shown', async () => {
    const { out } = await sim(['run', 'pattern-a', '--runs', '2', '--steps', '5'], { cwd })
    expect(out).toMatch(/Never seen: 'every request is\s+answered' and 'the kernel is\s+called'/)
  })

  test('a violation: 1, the explanation, and both replay lines', async () => {
    const ran = await sim(['run', file('race.ts'), '--duration', '1..9', '--no-shrink'], { cwd })
    expect(ran.code).toBe(1)
    expect(ran.out).not.toContain('Shrunk')
    expect(ran.out).toContain("'the hare wins' is false in a state that can be reached.")
    expect(ran.out).toMatch(/Run \d+ failed: seed \d+, strategy random, \d+ ms of virtual time\.\n$/)
    const byToken = await sim(printedReplay(ran.out, 'il1.'), { cwd })
    const bySeed = await sim(printedReplay(ran.out, '--system'), { cwd })
    const byLast = await sim(['replay', printedReplay(ran.out, '--system')[1]], { cwd })
    for (const again of [byToken, bySeed, byLast]) {
      expect(again.code).toBe(0)
      expect(explanationIn(again.out)).toBe(explanationIn(ran.out))
      expect(again.out).toContain("reproduced: 'the hare wins' is violated after")
    }
  })

  test('shrinks what it shows and saves, unless told not to', async () => {
    const ran = await sim(['run', 'original/scheduler-thread/mixed-2', '--seed', '3'], { cwd })
    expect(ran.out).toMatch(
      /\nShrunk from \d+ steps, \d+ context switches to 16 steps, 15 context switches: no shorter schedule shows it\. /,
    )
    expect(ran.out).toContain('Schedule, 16 steps')
    const byToken = await sim(printedReplay(ran.out, 'il1.'), { cwd })
    const bySeed = await sim(printedReplay(ran.out, '--system'), { cwd })
    const saved = await sim(['replay', '.interlock/last-failure.json'], { cwd })
    for (const again of [byToken, saved]) {
      expect(again.code).toBe(0)
      expect(explanationIn(again.out)).toBe(explanationIn(ran.out))
    }
    expect(bySeed.code).toBe(0)
    expect(bySeed.out).not.toContain('Schedule, 16 steps')
  })

  test('--coverage: what no run has seen, over all batches', async () => {
    const { code, out } = await sim(['run', file('sound.ts'), '--runs', '130', '--steps', '30', '--coverage'], { cwd })
    expect(code).toBe(0)
    expect(out).toMatch(/\nCoverage\n {2}\d+ transitions \(actor, state, event\) and \d+ orders/)
    const json = await sim(['run', file('sound.ts'), '--runs', '130', '--steps', '30', '--coverage', '--json'], { cwd })
    expect(JSON.parse(json.out).results[0].coverage).toMatchObject({ runs: 130, unreached: [] })
  })

  test('remembers how the failing run was made', async () => {
    await sim(['run', file('dining.ts:dining-philosophers-3'), '--strategy', 'round-robin', '--seed', '4'], { cwd })
    expect(JSON.parse(readFileSync(join(cwd, '.interlock/last-run.json'), 'utf8'))).toEqual({
      system: 'dining-philosophers-3',
      module: file('dining.ts'),
      strategy: 'round-robin',
      steps: 1000,
      duration: [1, 3],
      seed: 4,
    })
  })

  test('a violation that the catalogue expects: 0', async () => {
    const { code, out } = await sim(['run', 'original', '--seed', '3'], { cwd })
    expect(code).toBe(0)
    expect(out).toContain(' As expected.\n')
  })

  test('one that it does not: 1', async () => {
    expect((await sim(['run', 'changed/cycle', '--runs', '1000'], { cwd, scenarios: toys })).code).toBe(1)
  })

  test('JSON', async () => {
    const { out, err } = await sim(['run', file('race.ts'), '--duration', '1..9', '--json'], { cwd })
    const [result] = JSON.parse(out).results
    expect(result).toMatchObject({ system: 'race', verdict: 'counterexample', property: 'the hare wins', seed: 0 })
    expect(result.counterexample.replay).toMatch(/^npx sim replay il1\./)
    expect(err).toBe('')
    const sampled = JSON.parse((await sim(['run', file('sound.ts'), '--runs', '2', '--json'], { cwd })).out).results[0]
    expect(sampled).toMatchObject({ verdict: 'sampled', runs: 2, truncated: 2, failing: null, counterexample: null })
  })
})
