import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sim } from '../test/cli/sim.ts'
import type { Drive } from './miniature.ts'
import { build, drive, obstacle } from './miniature.ts'

// The models against the miniature, live: what its real threads, sockets and mutexes do must be allowed.

/** Every design, both hypotheses; loads whose requests run side by side, so that a hang costs curl's five seconds once. */
const SAMPLE: readonly Drive[] = [
  { scenario: 'original', flags: '--variant original', load: 'conc8-kernel' },
  { scenario: 'original-pump', flags: '--variant original --pump', load: 'boom' },
  { scenario: 'a-yield', flags: '--variant a-yield', load: 'stress' },
  { scenario: 'a-yield', flags: '--variant a-yield', load: 'crash' },
  { scenario: 'a-yield-gt1500', flags: '--variant a-yield --gen-timeout 1500', load: 'mutual' },
  { scenario: 'a-yield-async', flags: '--variant a-yield --io async', load: 'fed-handler' },
  { scenario: 'a-hook', flags: '--variant a-hook', load: 'seq' },
  { scenario: 'a-naive', flags: '--variant a-naive', load: 'conc8-simple' },
  { scenario: 'b-spawn', flags: '--variant b-spawn', load: 'conc8-kernel' },
  { scenario: 'b-spawn', flags: '--variant b-spawn', load: 'boom' },
  { scenario: 'b-wait-locked', flags: '--variant b-wait-locked', load: 'conc8-simple' },
  { scenario: 'b-lostwake-w5', flags: '--variant b-lostwake --window 5', load: 'conc8-simple' },
  { scenario: 'h2-a-yield', flags: '--runner parked --variant a-yield', load: 'conc4-mixed' },
  { scenario: 'h2-b-spawn', flags: '--runner parked --variant b-spawn', load: 'conc8-simple' },
]
/** Loopback ports for the servers, four a scenario. */
const PORT = 24_100

const hindrance = obstacle()
if (hindrance !== undefined) {
  if (hindrance.fatal && process.env.INTEROP_REQUIRED === '1') {
    throw new Error(`interop is required, but: ${hindrance.why}`)
  }
  process.stdout.write(`interop skipped: ${hindrance.why}. Not driven: ${SAMPLE.length} scenarios of the miniature\n`)
}

describe.runIf(hindrance === undefined)('the miniature, live,', () => {
  it('does only what the models allow, and a row that it never shows is refused', async () => {
    const folder = build()
    const rows: { hang: number; ok: number; requests: number; scenario: string }[] = []
    // Two at a time: the servers need the cores to themselves.
    for (let at = 0; at < SAMPLE.length; at += 2) {
      const pair = SAMPLE.slice(at, at + 2).map((each, k) => drive(folder, each, PORT + 4 * (at + k)))
      rows.push(...((await Promise.all(pair)) as typeof rows))
    }
    mkdirSync(join(folder, 'rows'))
    // What was logged meanwhile is a behaviour of the model, event by event.
    const logs = readdirSync(join(folder, 'out'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /log\.i\d\.ndjson$/.test(name))
      .map((name) => join(folder, 'out', name))
    const followed = await sim(['conform', ...logs])
    expect(`${followed.out}exit ${followed.code}`).toMatch(
      new RegExp(`${logs.length} logs: ${logs.length} accepted, 0 refused\nexit 0$`),
    )
    expect(logs.length).toBeGreaterThanOrEqual(SAMPLE.length)
    const file = (name: string, content: readonly object[]): string => {
      const path = join(folder, 'rows', name)
      writeFileSync(path, content.map((row) => JSON.stringify(row)).join('\n'))
      return path
    }
    const { code, out } = await sim(['predict', '--observed', file('seen.ndjson', rows)])
    expect(`${out}exit ${code}`).toMatch(
      new RegExp(`${rows.length} rows: ${rows.length} allowed, 0 forbidden\\nexit 0$`),
    )
    // The requests were made at all, and the original did hang.
    expect(rows.every(({ requests }) => requests > 0)).toBe(true)
    expect(rows.find(({ scenario }) => scenario === 'original')?.hang).toBeGreaterThan(0)
    const hanging = rows.filter(({ scenario }) => scenario === 'b-spawn').slice(0, 1)
    const false_ = hanging.map((row) => ({ ...row, ok: 0, hang: row.requests }))
    expect((await sim(['predict', '--observed', file('false.ndjson', false_)])).code).toBe(1)
  })
})
