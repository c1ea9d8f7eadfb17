import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseTrace } from '../../src/index.ts'
import { printedReplay, sim } from './sim.ts'
import { toys } from './toys.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'interlock-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

const LONG = ['original/scheduler-thread/kernel-2', '--seed', '3', '--no-shrink']

describe('sim shrink', () => {
  test('by token or by seed: the shortest schedule of the same failure, explained, and its replay line', async () => {
    const ran = await sim(['run', ...LONG], { cwd })
    for (const [, ...words] of [printedReplay(ran.out, 'il1.'), printedReplay(ran.out, '--system')]) {
      const { code, out } = await sim(['shrink', ...words], { cwd })
      expect(code).toBe(0)
      expect(out).toContain('Schedule, 16 steps')
      expect(out).toMatch(
        /Shrunk from \d+ steps, .* to 16 steps, 15 context switches: no shorter schedule shows it\.\n$/,
      )
      expect((await sim(printedReplay(out), { cwd })).code).toBe(0)
    }
  })

  test('an interrupt: 130, and the best so far', async () => {
    await sim(['run', ...LONG], { cwd })
    const { code, out } = await sim(['shrink', '.interlock/last-failure.json'], {
      cwd,
      onInterrupt: (listener) => listener(),
    })
    expect(code).toBe(130)
    expect(out).toContain('interrupted, it may be longer than need be.')
    expect((await sim(printedReplay(out), { cwd })).code).toBe(0)
  })

  test('by trace file, to another one', async () => {
    await sim(['run', ...LONG], { cwd })
    const { code } = await sim(['shrink', '.interlock/last-failure.json', '--output', 'short.json'], { cwd })
    expect(code).toBe(0)
    const trace = parseTrace(readFileSync(join(cwd, 'short.json'), 'utf8'))
    expect(trace).toMatchObject({ source: { kind: 'run', strategy: 'random' }, steps: { length: 16 } })
    expect((await sim(['replay', 'short.json'], { cwd })).code).toBe(0)
  })

  test('what the model no longer does: 5', async () => {
    const { out } = await sim(['run', 'toy/naive', '--runs', '1000'], { cwd, scenarios: toys })
    const [, token] = printedReplay(out, 'il1.')
    const { code } = await sim(['shrink', token, '--system', 'toy/sound/three'], { cwd, scenarios: toys })
    expect(code).toBe(5)
  })

  test('JSON', async () => {
    await sim(['run', ...LONG], { cwd })
    const { out } = await sim(['shrink', '.interlock/last-failure.json', '--json'], { cwd })
    expect(JSON.parse(out).results[0]).toMatchObject({
      outcome: 'reproduced',
      counterexample: { steps: { length: 16 } },
      shrunk: { to: { steps: 16, switches: 15, actors: 7 }, minimal: 'shortest' },
    })
  })
})
