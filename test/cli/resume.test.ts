import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { check } from '../../src/check/check.ts'
import type { Io } from '../../src/cli/io.ts'
import { supervise } from '../../src/cli/supervise.ts'
import { Deaf } from '../check/crew.ts'
import { ring } from '../systems/ring.ts'
import { sim } from './sim.ts'
import { toys } from './toys.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-resume-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The result of a check with `--json`, without how long it took. */
function resultOf(out: string): unknown {
  const [{ seconds, ...result }] = JSON.parse(out).results
  return result
}

describe('sim check --checkpoint', () => {
  test('a run that a bound ends goes on to the same answer', async () => {
    const file = join(folder, 'bound')
    const cut = await sim(['check', 'sound.ts', '--max-states', '100', '--checkpoint', file])
    expect(cut.code).toBe(3)
    expect(cut.out).toContain(`Checkpoint: ${file}; npx sim check sound.ts:`)
    expect(cut.out).toContain(`--resume ${file} goes on from there.`)
    const resumed = await sim(['check', 'sound.ts', '--resume', file, '--json'])
    expect(resumed.code).toBe(0)
    expect(resultOf(resumed.out)).toEqual(resultOf((await sim(['check', 'sound.ts', '--json'])).out))
  })

  test('a run that is killed loses what came after its last checkpoint, and goes on to the same answer', async () => {
    const file = join(folder, 'killed')
    let time = 0
    const now = (): number => {
      time += 20_000
      if (existsSync(file) && time > 200_000) throw new Error('killed')
      return time
    }
    const killed = await sim(['check', 'large', '--checkpoint', file], { scenarios: toys, now })
    expect(killed.code).toBe(4)
    const whole = await sim(['check', 'large', '--json'], { scenarios: toys })
    const resumed = await sim(['check', 'large', '--resume', file, '--json'], { scenarios: toys })
    expect(resultOf(resumed.out)).toEqual(resultOf(whole.out))
  })

  test.each([
    ['an interrupt', { bound: 'interrupted', limit: 0 }],
    ['the bound on time', { bound: 'seconds', limit: 5 }],
  ] as const)('a run that %s ends while it waits for a thread goes on to the same answer', async (_, hit) => {
    const checkpoint = join(folder, hit.bound)
    const crew = new Deaf(4)
    const io = {
      stderr: { write: () => {} },
      cwd: folder,
      now: () => (hit.bound === 'seconds' && crew.isWaitedFor ? 6_000 : 0),
    } as unknown as Io
    const interrupt = {
      get asked() {
        return hit.bound === 'interrupted' && crew.isWaitedFor
      },
      release: () => {},
    }
    const cut = await supervise(ring(7), { check: [], maxSeconds: 5, checkpoint }, io, interrupt, crew)
    expect(cut).toMatchObject({ checkpoint, result: { hit, complete: false } })
    expect(cut.result.states).toBeGreaterThan(1)
    const never = { asked: false, release: () => {} }
    const { result } = await supervise(ring(7), { check: [], resume: checkpoint }, io, never)
    expect({ ...result, bytes: 0 }).toEqual({ ...check(ring(7)), bytes: 0 })
  })

  test('refuses what it cannot go on from, and says why: 2', async () => {
    const file = join(folder, 'not a checkpoint')
    writeFileSync(file, 'nothing of the kind')
    const none = await sim(['check', 'sound.ts', '--resume', file])
    expect(none.code).toBe(2)
    expect(none.err).toContain('the checkpoint is none that this version reads')
    const missing = await sim(['check', 'sound.ts', '--resume', join(folder, 'missing')])
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('cannot be read: ENOENT')])
    const several = await sim(['check', 'sound.ts', 'dining.ts', '--checkpoint', file])
    expect([several.code, several.err]).toEqual([2, 'sim: a checkpoint is of one system, and these are 3; name one\n'])
    const nowhere = await sim(['check', 'sound.ts', '--max-states', '9', '--checkpoint', join(folder, 'a', 'b')])
    expect([nowhere.code, nowhere.err]).toEqual([
      2,
      expect.stringContaining('the checkpoint cannot be written: ENOENT'),
    ])
  })
})

describe('progress', () => {
  test('tells the memory, what may be left, and where the states are', async () => {
    let time = 0
    const now = (): number => (time += 150)
    const { err } = await sim(['check', 'large'], { scenarios: toys, now, terminal: true, columns: 200 })
    expect(err).toMatch(/frontier [\d,]+(, about [\d,]+ s left)?, \d+ MiB, most in \S+ \([\d,]+ configurations?\)/)
    expect(err).toMatch(/about [\d,]+ s left/)
  })
  test('does not count what a checkpoint told as found now', async () => {
    const file = join(folder, 'progress')
    await sim(['check', 'large', '--max-states', '5000', '--checkpoint', file], { scenarios: toys })
    let time = 0
    const now = (): number => (time += 1_000)
    const resumed = { scenarios: toys, now, terminal: true, columns: 200 }
    const { err } = await sim(['check', 'large', '--resume', file], resumed)
    const told = [...err.matchAll(/: ([\d,]+) states, ([\d,]+)\/s/g)]
    expect(told).not.toEqual([])
    for (const numbers of told) {
      const [states, rate] = numbers.slice(1).map((text) => Number(text.replaceAll(',', '')))
      expect(rate).toBeLessThanOrEqual(states - 5_000)
    }
  })
})
