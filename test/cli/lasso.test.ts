import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { printedReplay, SYSTEMS, sim } from './sim.ts'

const scratch = mkdtempSync(join(tmpdir(), 'interlock-lasso-'))
afterAll(() => rmSync(scratch, { recursive: true }))

/** The output without what changes with every version and model: the tokens. */
const tokenless = (out: string): string => out.replace(/il2\.\S+/g, 'il2.…')

describe('a liveness property', () => {
  test('that fails is explained by a stem and a loop, and its token replays it', async () => {
    const { code, out } = await sim(['explain', 'lasso.ts:barging-mutex-2'], { columns: 80 })
    expect(code).toBe(1)
    await expect(tokenless(out)).toMatchFileSnapshot('../golden/explain-lasso.txt')
    const replayed = await sim(printedReplay(out))
    expect(replayed.code).toBe(0)
    expect(replayed.out).toContain('and then for ever:')
    expect(replayed.out).toContain("reproduced: 'conn#1 is served' is violated after 5 steps, as recorded")
  })

  test('is in the JSON with its loop', async () => {
    const { out } = await sim(['check', 'lasso.ts:barging-mutex-2', '--json'])
    const [{ counterexample }] = JSON.parse(out).results
    expect(counterexample).toMatchObject({ loop: 1, signature: 'leads-to: cycle' })
    expect(counterexample.steps).toHaveLength(5)
  })

  test('is written as a trace file, which replays', async () => {
    const written = await sim(['check', 'lasso.ts:barging-mutex-2', '--trace-dir', scratch])
    const [, file, ...words] = printedReplay(written.out, scratch)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: 2, loop: 1 })
    expect(await sim(['replay', file, ...words])).toMatchObject({ code: 0 })
  })

  test('that holds says under which fairness', async () => {
    const { code, out } = await sim(['explain', 'lasso.ts:fifo-mutex-2'], { columns: 200 })
    expect(code).toBe(0)
    expect(out).toContain("None that is weakly fair violates 'conn#1 is served'.")
  })

  test('is inconclusive when the search was not complete', async () => {
    const { code, out } = await sim(['check', 'lasso.ts:barging-mutex-2', '--max-states', '4'])
    expect(code).toBe(3)
    expect(out).toContain('inconclusive: stopped at 4 states')
  })

  test('is not judged by a run, which says so', async () => {
    const { code, out } = await sim(['run', 'lasso.ts:fifo-mutex-2', '--runs', '2', '--steps', '30'], { columns: 200 })
    expect(code).toBe(3)
    expect(out).toContain("Not judged: 'conn#1 is served'. What must happen in the end")
  })
})

describe('a system that keeps its times', () => {
  test('says the longest on a pass, and which deadlocks only a timeout breaks', async () => {
    const { code, out } = await sim(['explain', 'lasso.ts:impatient'], { columns: 80 })
    expect(code).toBe(0)
    await expect(out).toMatchFileSnapshot('../golden/explain-impatient.txt')
    const checked = await sim(['check', 'lasso.ts:impatient'], { cwd: SYSTEMS })
    expect(checked.out).toContain('at worst the response takes 900 ms')
    expect(checked.out).toContain('Only timers break this, after 800 ms at the earliest.')
  })

  test('has both in its JSON', async () => {
    const { out } = await sim(['check', 'lasso.ts:impatient', '--json'])
    const [{ responses, masked }] = JSON.parse(out).results
    expect(responses).toMatchObject([{ delay: 900, within: 1000, loop: null, steps: { length: 9 } }])
    expect(masked).toMatchObject([{ violation: { kind: 'timeout-masked', cost: 800 } }])
  })
})
