import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sim } from './sim.ts'

let cwd: string
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'interlock-'))
})
afterEach(() => rmSync(cwd, { recursive: true }))

const LOAD = ['load', '--connections', '1,10,40', '--outbound', '5,50']

describe('sim run --strategy latency', () => {
  test('is sim load, with a page when it is asked for', async () => {
    const ran = await sim(['run', 'pattern-b', '--strategy', 'latency', '--seed', '3', '--steps', '2000', '--report'], {
      cwd,
    })
    const loaded = await sim(['load', 'pattern-b', '--seed', '3', '--steps', '2000', '--html', 'other.html'], { cwd })
    expect(ran).toEqual(loaded)
    const page = (name: string) => readFileSync(join(cwd, name), 'utf8')
    expect(page('load.html')).toBe(page('other.html'))
  })

  test.each([
    [['run', '--strategy', 'latency', '--runs', '3'], '--runs says nothing of runs in virtual time'],
    [['run', 'original', '--report'], '--report goes with --strategy latency'],
    [['run'], "missing required argument 'system'"],
  ])('%j is refused', async (argv, why) => {
    const { code, err } = await sim(argv, { cwd })
    expect(code).toBe(2)
    expect(err).toContain(why)
  })
})

describe('sim load', () => {
  test('compares the designs in tables and on a page', async () => {
    const { code, out, err } = await sim([...LOAD, '--html', 'load.html'], { cwd })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.split('\n').every((line) => line.length <= 80)).toBe(true)
    await expect(out).toMatchFileSnapshot('../golden/load.txt')
    const page = readFileSync(join(cwd, 'load.html'), 'utf8')
    await expect(page).toMatchFileSnapshot('../golden/load.html')
    expect(page).toContain("default-src 'none'")
    expect(page).not.toMatch(/<script|https?:|\son\w+=|url\(/)
  })

  test('the original hangs, all designs that are proposed answer', async () => {
    const { out } = await sim([...LOAD, '--json'], { cwd })
    const { results } = JSON.parse(out)
    for (const { design, connections, outcome, latency } of results) {
      const hangs = design === 'original' && connections > 1
      expect(outcome, `${design} ${connections}`).toBe(hangs ? 'hung' : 'answered')
      if (!hangs) expect(latency.count).toBe(connections)
    }
  })

  test('giving the mutex back over outbound requests is worth it', async () => {
    const crowd = ['load', 'pattern-a', '--connections', '40', '--outbound', '50', '--json']
    const of = async (...more: string[]) => JSON.parse((await sim([...crowd, ...more], { cwd })).out).results[0]
    const [kept, released] = [await of(), await of('--release')]
    expect(released.latency.p95).toBeLessThan(kept.latency.p95 / 2)
    expect(released.throughput).toBeGreaterThan(kept.throughput)
  })

  test('a run that is cut off is inconclusive: 3', async () => {
    const { code, out } = await sim(['load', 'pattern-a', '--connections', '10', '--outbound', '5', '--steps', '50'], {
      cwd,
    })
    expect(code).toBe(3)
    expect(out).toMatch(/pattern-a was cut off after \d+ ms: inconclusive\./)
  })

  test('mistakes: 2, and what would be right', async () => {
    expect(await sim(['load', 'patern-a'], { cwd })).toMatchObject({
      code: 2,
      err: expect.stringContaining("no design 'patern-a' under load; known are original, original-pump, pattern-a"),
    })
    expect(await sim([...LOAD, '--connections', '1,zero'], { cwd })).toMatchObject({ code: 2 })
    expect(await sim([...LOAD, '--html', 'no/such/folder.html', '--connections', '1'], { cwd })).toMatchObject({
      code: 2,
      err: expect.stringContaining('no/such/folder.html cannot be written'),
    })
  })
})
