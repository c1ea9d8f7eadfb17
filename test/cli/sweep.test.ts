import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { printedReplay, SYSTEMS, sim } from './sim.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'interlock-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

const NAIVE = 'pattern-a-naive/scheduler-thread/actor-1'

describe('sim run in threads', () => {
  test('comes to the same with one thread and with several', async () => {
    const sweep = ['run', NAIVE, '--seeds', '100..599', '--all-failures', '--workers']
    const [one, three] = [await sim([...sweep, '1'], { cwd }), await sim([...sweep, '3'], { cwd })]
    expect(three).toEqual(one)
    expect(one.code).toBe(0)
    expect(one.out).toContain('sampled (500 runs, strategy random, seeds 100 to 599')
    const [, seed] = printedReplay(one.out)
    const again = await sim(printedReplay(one.out), { cwd })
    expect(Number(seed)).toBeGreaterThanOrEqual(100)
    expect(again.out).toContain('reproduced')
  })

  test('says what the strategy promises of all its runs', async () => {
    const pct = ['run', NAIVE, '--strategy', 'pct:2', '--seeds', '0..249', '--all-failures', '--workers', '1']
    const { out } = await sim(pct, { cwd })
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(
      /A bug of depth 2 is found by one run with .*, by 250 runs with at least/,
    )
    expect(JSON.parse((await sim([...pct, '--json'], { cwd })).out).results[0].guarantees).toMatchObject([{ depth: 2 }])
  })

  test('comes to what it does without them, up to the first failure', async () => {
    const run = ['run', NAIVE, '--seed', '7', '--runs', '450', '--json']
    expect((await sim([...run, '--workers', '2'], { cwd })).out).toBe((await sim(run, { cwd })).out)
    const sound = ['run', 'pattern-a', '--runs', '450', '--json']
    expect((await sim([...sound, '--workers', '2'], { cwd })).out).toBe((await sim(sound, { cwd })).out)
    // A clock on which every batch takes long: after the first one, threads go on.
    let time = 0
    const slow = { cwd, now: () => (time += 10_000) }
    expect((await sim(sound, slow)).out).toBe((await sim(sound, { cwd })).out)
    expect((await sim(run, slow)).out).toBe((await sim(run, { cwd })).out)
  })

  test('says what no run judges, as without threads', async () => {
    const file = relative(cwd, join(SYSTEMS, 'lasso.ts:fifo-mutex-2'))
    const sweep = ['run', file, '--runs', '5', '--steps', '20']
    const said = /Not judged: .*/s.exec((await sim(sweep, { cwd })).out)?.[0].split('. What')[0] ?? 'nothing'
    const all = ['--all-failures', '--workers', '1']
    expect((await sim([...sweep, ...all], { cwd })).out).toContain(said)
    const names = (out: string) => JSON.parse(out).results[0].unjudged
    const [one, other] = [await sim([...sweep, '--json'], { cwd }), await sim([...sweep, ...all, '--json'], { cwd })]
    expect(names(one.out)).not.toEqual([])
    expect(names(other.out)).toEqual(names(one.out))
  })

  test('loses no seed when a thread dies', async () => {
    const marker = join(cwd, 'alive')
    writeFileSync(marker, '')
    const sound = JSON.stringify(join(SYSTEMS, 'sound.ts'))
    const exit = `if (!isMainThread && existsSync(marker)) { rmSync(marker); process.exit(7) }`
    writeFileSync(
      join(cwd, 'mortal.ts'),
      `import { existsSync, rmSync } from 'node:fs'\nimport { isMainThread } from 'node:worker_threads'\nexport { default } from ${sound}\nconst marker = ${JSON.stringify(marker)}\n${exit}\n`,
    )
    const { out } = await sim(
      ['run', 'mortal.ts', '--seeds', '1..400', '--steps', '20', '--all-failures', '--workers', '1', '--json'],
      { cwd },
    )
    expect(existsSync(marker)).toBe(false)
    expect(JSON.parse(out).results[0]).toMatchObject({ seeds: { first: 1, runs: 400 }, failures: [], truncated: 400 })
  })

  test('an interrupt: 130, what was found is printed and saved, and how to go on', async () => {
    const { code, out } = await sim(['run', 'original', '--runs', '1000000', '--all-failures'], {
      cwd,
      onInterrupt: (listener) => setImmediate(listener),
    })
    expect(code).toBe(130)
    expect(out).toContain(
      'To go on:\n  npx sim run original/scheduler-thread/kernel-1 --seeds 0..999999 --all-failures',
    )
    const saved = JSON.parse(readFileSync(join(cwd, '.interlock/last-sweep.json'), 'utf8'))
    expect(saved.results[0]).toMatchObject({ asked: { first: 0, runs: 1_000_000 }, seeds: { runs: 0 } })
  })

  test('a mistake in what it was given: 2', async () => {
    const file = relative(cwd, join(SYSTEMS, 'sound.ts'))
    const bad = ['run', file, '--workers', '2']
    expect(await sim([...bad, '--strategy', 'nonsense'], { cwd })).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^sim: unknown strategy 'nonsense'; .*\n$/),
    })
    expect(await sim([...bad, '--seeds', '9..3'], { cwd })).toMatchObject({ code: 2 })
    expect(await sim([...bad, '--seeds', '1..3', '--runs', '3'], { cwd })).toMatchObject({ code: 2 })
  })
})
