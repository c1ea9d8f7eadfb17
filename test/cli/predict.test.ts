import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Ended } from './sim.ts'
import { sim } from './sim.ts'

const counts = { requests: 8, ok: 4, hang: 4, error_reply: 0, root_after: 'hang' }
const HANGS = { scenario: 'h2-original', load: 'seq', flags: '--runner parked --variant original', ...counts }
const WORKS = { ...HANGS, ok: 8, hang: 0, root_after: 'ok' }
const RACES = { ...WORKS, scenario: 'a-naive', load: 'conc8-simple', flags: '--variant a-naive' }

function predict(lines: readonly (string | object)[], ...options: readonly string[]): Promise<Ended> {
  const file = join(mkdtempSync(join(tmpdir(), 'interlock-')), 'rows.ndjson')
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'))
  return sim(['predict', '--observed', file, ...options])
}

describe('sim predict', () => {
  it('says what the model allows, and why it hangs', async () => {
    const { code, out } = await predict([HANGS, RACES])
    expect(code).toBe(0)
    expect(out).toMatchInlineSnapshot(`
      "h2-original seq: allowed
        The model allows: hang (all of 79 states).
        hang, after 78 steps. conn#6 waits for mtx, which conn#5 holds; conn#5 waits
        for a reply from nx_kernel; nx_kernel needs a run slot from main, which never
        comes (main is idle).

      a-naive conc8-simple: allowed
        The model allows: ok and race (all of 1,462 states; 2 requests stand for 8).
        race, after 29 steps.
        Predicted, and not seen: race.

      2 rows: 2 allowed, 0 forbidden
      "
    `)
  })

  it('exits with 1 when the model forbids what was seen', async () => {
    const { code, out } = await predict([HANGS, WORKS])
    expect(code).toBe(1)
    expect(out).toContain('h2-original seq: forbidden')
    expect(out).toContain('Seen, and not in the model: ok: 8 of 8 and hang: 0 of 8.')
    expect(out).toContain('2 rows: 1 allowed, 1 forbidden')
  })

  it('does not call forbidden what a search that was cut off did not find: 3', async () => {
    const { code, out } = await predict([WORKS], '--max-states', '10', '--runs', '1')
    expect(code).toBe(3)
    expect(out).toContain('undecided')
    expect(out).toContain('states and 1 seeded run')
  })

  it('lists the steps when asked', async () => {
    const { out } = await predict([HANGS], '--schedules')
    expect(out).toMatch(/hang, after \d+ steps[\s\S]*\n {4}\S+ .*; /)
  })

  it('gives of each thing that is predicted a command that replays it', async () => {
    const gone = { ...HANGS, scenario: 'b-lostwake', flags: '--variant b-lostwake', ok: 7, hang: 1, root_after: 'ok' }
    const { out } = await predict([HANGS, RACES, gone], '--json')
    const allows = JSON.parse(out).rows.flatMap((row: { allows: object[] }) => row.allows)
    expect(allows.map(({ fate }: { fate: string }) => fate)).toEqual(['hang', 'ok', 'race', 'ok', 'hang'])
    for (const { fate, replay, signature } of allows) {
      const token = replay.split(' ').at(-1)
      const { code, out: told } = await sim(['replay', token, '--json'])
      expect(code).toBe(0)
      const [result] = JSON.parse(told).results
      if (fate === 'hang') expect(JSON.stringify(result)).toContain(JSON.stringify(signature))
      else expect(told).toContain(token.startsWith('il4.') ? 'followed' : 'reproduced')
    }
    expect((await predict([HANGS], '--schedules')).out).toMatch(/^ {4}npx sim replay il1\.\S+$/m)
  })

  it('asks about a load under flags by its name elsewhere, too', async () => {
    expect((await sim(['check', 'seq/--runner parked --variant original'])).out).toContain('deadlock')
    expect((await sim(['check', 'seq/--variant turbo'])).err).toContain("--variant is 'turbo'")
    expect((await sim(['check', 'sequence/--variant original'])).err).toContain('unknown system')
  })

  it('gives the cycle, its signature and the schedule as JSON', async () => {
    const { out } = await predict([{ ...HANGS, scenario: 'original', flags: '--variant original' }], '--json')
    const [row] = JSON.parse(out).rows
    expect(row).toMatchObject({ line: 1, scenario: 'original', observation: 'allowed', forbidden: [], missed: [] })
    expect(row.allows).toHaveLength(1)
    expect(row.allows[0]).toMatchObject({
      fate: 'hang',
      signature: 'cycle: conn# awaits-reply nx_kernel needs-run-slot sched acquires mtx held-by',
    })
    expect(row.allows[0].cycle.map(({ from }: { from: string }) => from)).toContain('nx_kernel')
    expect(row.allows[0].schedule.length).toBeGreaterThan(10)
  })
})

describe('sim predict refuses, naming the line,', () => {
  it.each<[string, string | object, string]>([
    ['what is not JSON', '{"scenario":', 'is not JSON'],
    ['what is no object', '[1]', 'a row must be an object'],
    ['an unknown flag', { ...HANGS, flags: '--variant original --turbo' }, "unknown flag '--turbo'"],
    ['a flag without its value', { ...HANGS, flags: '--variant' }, '--variant needs a value'],
    ['an unknown variant', { ...HANGS, flags: '--variant c' }, "--variant is 'c'; it must be one of original"],
    ['an unknown runner', { ...HANGS, flags: '--runner toString' }, '--runner is'],
    ['a timeout that is no number', { ...HANGS, flags: '--gen-timeout soon' }, '--gen-timeout is'],
    ['an unknown flag of the second', { ...HANGS, flags: '--variant original :: -x' }, "unknown flag '-x'"],
    [
      'what the models do not have',
      { ...HANGS, flags: '--variant a-naive --self shared' },
      '--self shared is not modelled where threads poll without the mutex',
    ],
    ['an unknown load', { ...HANGS, load: 'constructor' }, 'load is "constructor"; it must be one of seq'],
    ['another number of requests', { ...HANGS, requests: 7 }, 'requests is 7; it must be 8 for seq'],
    ['a missing count', { ...HANGS, hang: undefined }, 'hang is null; it must be a count'],
    ['a count that is text', { ...HANGS, ok: '4' }, 'ok is "4"; it must be a count'],
    ['a range the wrong way round', { ...HANGS, ok: [4, 3] }, 'ok is [4,3]; it must be a count'],
    ['an unknown end of `/`', { ...HANGS, root_after: 'fine' }, 'root_after is "fine"'],
    ['kinds that are no object', { ...HANGS, violation_kinds: 3 }, 'violation_kinds is 3'],
    ['flags that are no text', { ...HANGS, flags: 7 }, 'flags is 7; it must be a string'],
  ])('%s', async (_, line, message) => {
    const { code, out, err } = await predict([HANGS, line])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('rows.ndjson, line 2: ')
    expect(err).toContain(message)
    expect(err.trim().split('\n')).toHaveLength(1)
  })

  it('and a file that is not there, or empty', async () => {
    expect(await sim(['predict', '--observed', 'nowhere.ndjson'])).toMatchObject({ code: 2, out: '' })
    expect((await predict([''])).err).toContain('has no rows')
    expect((await sim(['predict'])).code).toBe(2)
  })
})
