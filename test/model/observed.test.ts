/**
 * What was seen of the miniature (`observed.ndjson`, rows of its runs with real threads), the model must allow; what was
 * not seen (the other pairs of `scenarios.tsv`) it must at least have. docs/predict.md says how loads are scaled.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Network } from '../../src/engine/network.ts'
import type { ModelEnd } from '../../src/model/judgement.ts'
import { fatesOf, judge } from '../../src/model/judgement.ts'
import { observationOf, systemOf } from '../../src/model/observation.ts'
import { sightOf } from '../../src/model/sight.ts'
import type { Effort } from '../../src/sim/outcomes.ts'
import { outcomesOf } from '../../src/sim/outcomes.ts'

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
const rowsOf = (name: string) =>
  read(name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
const rows = rowsOf('observed.ndjson')
/** What the miniature did, live, under flags that `scenarios.tsv` does not put together. */
const combined = rowsOf('combined.ndjson')
const pairs = read('scenarios.tsv')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .flatMap((line) => {
    const [scenario, flags, loads] = line.split('\t')
    return loads.split(',').map((load) => ({ scenario, flags, load }))
  })

function ends(flags: string, load: string, effort: Effort) {
  const { system, requests } = systemOf(flags, load)
  const space = new Network(system, 'urgent')
  const outcomes = outcomesOf(space, sightOf(space), effort)
  const found: ModelEnd[] = outcomes.ends.map(({ outcome, marks }) => ({ tally: JSON.parse(outcome), marks }))
  return { requests, outcomes, found }
}

const fates = (flags: string, load: string): readonly string[] => {
  const { found } = ends(flags, load, { states: 50_000, runs: 50, steps: 5_000 })
  return [...new Set(found.flatMap(fatesOf))].sort()
}

describe('every row that was observed', () => {
  test.each(rows)('$scenario $load is allowed', { timeout: 60_000 }, (row) => {
    const seen = observationOf(row)
    const { found, requests } = ends(seen.flags, seen.load, { states: 150_000, runs: 100, steps: 5_000 })
    expect(judge(seen, found, requests).forbidden).toEqual([])
  })

  test.each(combined)('so is, of flags put together, $flags $load', { timeout: 60_000 }, (row) => {
    const seen = observationOf(row)
    const { found, requests } = ends(seen.flags, seen.load, { states: 150_000, runs: 100, steps: 5_000 })
    expect(judge(seen, found, requests).forbidden).toEqual([])
  })

  test('there are all of them', () => {
    expect(rows).toHaveLength(148)
    for (const { scenario, load, flags } of rows) expect(pairs).toContainEqual({ scenario, load, flags })
  })
})

describe('every other pair of the scenarios', () => {
  const seen = new Set(rows.map(({ scenario, load }) => `${scenario} ${load}`))
  test.each(pairs.filter(({ scenario, load }) => !seen.has(`${scenario} ${load}`)))(
    '$scenario $load comes to an end',
    { timeout: 60_000 },
    ({ flags, load }) => {
      expect(fates(flags, load)).not.toEqual([])
    },
  )
})

describe('what each flag changes', () => {
  test.each([
    ['an exception that leaks the mutex', '--variant original-leak', 'boom', ['hang']],
    ['an exception that does not reach the thread', '--variant b-noexit', 'boom', ['hang']],
    ['a call that times out under the mutex', '--variant original --gen-timeout 1500', 'seq', ['error-reply']],
    ['a thread that runs the scheduler while it waits', '--variant original --pump', 'stress', ['ok']],
    ['the same, refused by the guard', '--runner parked --variant a-yield --pump --sched-guard', 'seq', ['hang']],
    ['a scheduler that spins', '--variant a-yield --spin', 'stale', ['hang', 'ok']],
    ['a reply without a reference', '--variant a-yield --untagged', 'stale', ['error-reply']],
    ['no monitors', '--variant a-yield --no-monitors', 'crash', ['hang']],
    ['SIGPIPE', '--variant a-yield --sigpipe default', 'late', ['no server']],
    ['blocking I/O under the mutex', '--variant a-yield', 'loopback', ['hang']],
    ['I/O that gives the mutex back', '--variant a-yield --io release', 'loopback', ['ok']],
    ['the same in the only scheduler', '--variant b-spawn --io release', 'loopback', ['hang']],
    ['I/O by a helper thread', '--variant b-spawn --io async', 'loopback', ['ok']],
    ['an HTTP timeout', '--variant a-yield --http-timeout 1500', 'loopback', ['error-reply']],
    ['a callback to the kernel that delivers', '--variant a-yield --io async', 'fed-kernel', ['hang']],
    ['the same, deferred', '--variant a-yield --io async', 'fed-deferred', ['ok']],
    ['--pump where nothing looks at it', '--variant original-leak --pump', 'seq', ['hang']],
    [
      'the mutex given back by who does not have it',
      '--variant a-naive --io release',
      'loopback',
      ['error-reply', 'race'],
    ],
    [
      'the same in the slice of the kernel',
      '--runner return-nolock --variant a-yield --io release',
      'self-http',
      ['error-reply', 'hang', 'race'],
    ],
    ['one process for all, in a pattern that makes its own', '--variant b-spawn --self shared', 'seq', ['ok']],
    ['one process for all, and threads that look themselves', '--variant a-yield --pump --self shared', 'seq', ['ok']],
    ['an exception that is not the one that is due', '--variant original --gen-timeout 1500', 'boom', ['error-reply']],
    ['other code on the other side', '--variant a-yield --io async :: --variant original', 'fed-plain', ['hang']],
  ] as const)('%s', (_, flags, load, expected) => {
    expect(fates(flags, load)).toEqual(expected)
  })
})

test.each([
  ['--variant b-lostwake', 'conc8-simple'],
  ['--variant a-hook-noswap', 'conc8-kernel'],
  ['--variant a-naive', 'boom'],
  ['--variant a-yield --io release', 'fed-handler'],
  ['--variant a-yield --self shared --untagged', 'stress'],
])('leaving out orders that make no difference makes none: %s %s', (flags, load) => {
  const key = (reduce: boolean): readonly string[] => {
    const { outcomes, found } = ends(flags, load, { states: 100_000, runs: 0, steps: 0, reduce })
    expect(outcomes.exhaustive).toBe(true)
    return found.map((end) => JSON.stringify(end)).sort()
  }
  expect(key(true)).toEqual(key(false))
})

describe('an observation that the model forbids', () => {
  const row = rows.find(({ scenario, load }) => scenario === 'a-yield' && load === 'seq') ?? {
    ...rows.find(({ scenario, load }) => scenario === 'a-yield-gt1500' && load === 'seq'),
    flags: '--variant a-yield',
  }
  test.each([
    ['a hang', { ok: 7, hang: 1 }, ['ok: 7 of 8', 'hang: 1 of 8']],
    ['a server that has gone', { root_after: 'dead' }, ['/ afterwards: dead']],
    ['a race', { violation_kinds: { concurrent_entry: 1, wrong_self: 0 } }, ['concurrent entry']],
  ])('%s', (_, change, forbidden) => {
    const seen = observationOf({ ...row, ...change })
    const { found, requests } = ends(seen.flags, seen.load, { states: 50_000, runs: 0, steps: 0 })
    expect(judge(seen, found, requests).forbidden).toEqual(forbidden)
  })
})
