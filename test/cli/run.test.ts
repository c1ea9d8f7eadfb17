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
    expect(code).toBe(3)
    expect(out).toContain('sampled (150 runs, strategy random, seeds -7 to 142, 4,500 steps)')
    expect(out).toContain('No violation in 150 runs; that proves nothing about the rest.')
    expect(out).toContain('150 runs of 150 reached the bound of 30 steps and were cut off')
    expect(out).not.toMatch(/verified|pass|ok/)
  })

  test('cut off runs: 3, in threads and with all failures too; without any: 0', async () => {
    const cut = ['run', file('sound.ts'), '--runs', '40', '--steps', '30']
    for (const more of [[], ['--workers', '1'], ['--all-failures', '--workers', '1']]) {
      expect((await sim([...cut, ...more], { cwd })).code).toBe(3)
      expect((await sim(['run', 'pattern-a', '--runs', '40', ...more], { cwd })).code).toBe(0)
    }
    const { out } = await sim([...cut, '--json'], { cwd })
    expect(JSON.parse(out).results[0]).toMatchObject({ asExpected: false, truncated: 40, resume: null })
  })

  test('an interrupt: 130, what was found is printed and saved, and how to go on', async () => {
    const { code, out } = await sim(['run', file('sound.ts'), '--runs', '1000000', '--steps', '9', '--seed', '5'], {
      cwd,
      onInterrupt: (listener) => listener(),
    })
    expect(code).toBe(130)
    expect(out).toMatch(
      /Interrupted\. To go on:\n {2}npx sim run \S+ --seeds 69\.\.1000004 --strategy random --steps 9 /,
    )
    const saved = JSON.parse(readFileSync(join(cwd, '.interlock/last-sweep.json'), 'utf8')).results[0]
    expect(saved).toMatchObject({ seed: 5, runs: 64, truncated: 64, resume: expect.stringContaining('69..1000004') })
  })

  test('an interrupt while it shrinks: 130, with the failure as far as it was shrunk', async () => {
    let listening = 0
    const { code, out } = await sim(['run', 'original/scheduler-thread/mixed-2', '--seed', '3'], {
      cwd,
      onInterrupt: (listener) => {
        if (++listening === 2) listener()
      },
    })
    expect(code).toBe(130)
    expect(out).toContain('interrupted, it may be longer than need be. ')
    const saved = await sim(['replay', '.interlock/last-failure.json'], { cwd })
    expect(saved.code).toBe(0)
    expect(explanationIn(saved.out)).toBe(explanationIn(out))
  })

  test('an interrupt before: the failure as it was', async () => {
    const { code, out } = await sim(['run', 'original', '--seed', '3'], { cwd, onInterrupt: (listener) => listener() })
    expect(code).toBe(130)
    expect(out).toContain(' failed: seed ')
    expect(out).not.toContain('Shrunk')
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
    expect(code).toBe(3)
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
