import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { printedReplay, SYSTEMS, sim } from './sim.ts'

let cwd: string
let lease: string
let insistent: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'interlock-'))
  const file = relative(cwd, join(SYSTEMS, 'lease.ts'))
  lease = `${file}:lease`
  insistent = `${file}:insistent`
})
afterEach(() => rmSync(cwd, { recursive: true }))

describe('a system with declared faults', () => {
  test('is checked over all of them, and the explanation tells of the fault and of who is down', async () => {
    const { code, out } = await sim(['explain', lease, '--ascii'], { cwd })
    expect(code).toBe(1)
    await expect(out.slice(0, out.indexOf('\nReplay\n'))).toMatchFileSnapshot('../golden/explain-lease-ascii.txt')
    const again = await sim(printedReplay(out, 'il1.'), { cwd })
    expect(again.out).toContain('reproduced')
  })

  test('is verified within its faults, which are told', async () => {
    const { code, out } = await sim(['explain', insistent], { cwd, columns: 200 })
    expect(code).toBe(0)
    expect(out).toContain('Within its faults: drop at most 1 time; faults stop at some time, and server restart then.')
  })

  test('is run with the mix that each seed draws', async () => {
    const { code, out } = await sim(['run', lease], { cwd, columns: 200 })
    expect(code).toBe(1)
    expect(out).toMatch(/Shrunk from 1 fault, \d+ steps, \d+ context switch(es)? to 1 fault, /)
    expect(out).toContain('no schedule with fewer faults shows it, and no shorter one with as few.')
    expect(out).toMatch(
      /Run \d+ failed: seed \d+, strategy random, \d+ ms of virtual time, faults \w+=1,.*every=\d+\.\n$/,
    )
    const bySeed = await sim(printedReplay(out, '--system'), { cwd })
    expect(bySeed.out).toContain('reproduced')
  })

  test('is run with the mix that is asked for, which its replay lines know', async () => {
    const ran = await sim(['run', lease, '--faults', 'crash,every=2', '--no-shrink'], { cwd })
    expect(ran.code).toBe(1)
    expect(ran.out).toContain('--faults crash,every=2')
    for (const line of [printedReplay(ran.out, 'il3.'), printedReplay(ran.out, '--faults')]) {
      const again = await sim(line, { cwd })
      expect(again.code).toBe(0)
      expect(again.out).toContain('reproduced')
    }
    const byLast = await sim(['replay', printedReplay(ran.out, '--system')[1]], { cwd })
    expect(byLast.out).toContain('reproduced')
  })

  test('shows nothing without faults', async () => {
    const { code, out } = await sim(['run', lease, '--faults', 'none', '--runs', '30'], { cwd })
    expect(code).toBe(0)
    expect(out).toContain('No violation in 30 runs')
    expect(out).toContain('sampled (30 runs, strategy random, faults none, seeds 0 to 29,')
  })

  test('tells in JSON what struck', async () => {
    const { out } = await sim(['run', lease, '--json'], { cwd })
    expect(JSON.parse(out).results[0].faults).toMatch(/every=/)
  })

  test('is swept in threads as in one, with lines that replay', async () => {
    const swept = async (workers: string) =>
      sim(['run', lease, '--all-failures', '--faults', 'all', '--runs', '250', '--workers', workers], { cwd })
    const { out } = await swept('1')
    expect(out).toContain('--faults all')
    expect((await swept('2')).out).toBe(out)
    const again = await sim(printedReplay(out, '--faults'), { cwd })
    expect(again.out).toContain('reproduced')
  })
})

describe('a mix that makes no sense', () => {
  test.each([
    ['duplicate', 'does not declare duplicate; it declares drop, crash'],
    ['drop=3', 'drop=3 is not within what the system declares, 1 at most'],
    ['drpo', "there is no 'drpo'"],
  ])('%s is refused', async (mix, why) => {
    const { code, err } = await sim(['run', lease, '--faults', mix], { cwd })
    expect(code).toBe(2)
    expect(err).toContain(why)
  })
})

describe('exports', () => {
  test.each(['promela', 'tlaplus'])('%s refuses a system with faults, and says what to choose', async (format) => {
    const { code, err } = await sim(['export', lease, '--format', format], { cwd })
    expect(code).toBe(2)
    expect(err).toContain('declares: choose itf, mermaid')
  })

  test('an execution shows the message that is lost', async () => {
    const { out } = await sim(['export', lease, '--format', 'mermaid'], { cwd })
    expect(out).toMatch(/a\d+--xa\d+: acquire is lost|a\d+--xa\d+: crashes/)
    for (const format of ['itf', 'perfetto', 'shiviz', 'jsonl', 'aut']) {
      expect((await sim(['export', lease, '--format', format], { cwd })).code).toBe(0)
    }
  })
})

test('sim list names the mixes', async () => {
  const { out } = await sim(['list'], { cwd })
  expect(out).toContain('Faults: swarm, all, none, or kinds')
})
