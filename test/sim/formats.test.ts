import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { formatToken, formatTrace, parseToken, parseTrace, replay, traceOf } from '../../src/index.ts'
import { philosophers } from '../systems/philosophers.ts'

// What earlier versions wrote must stay readable. A fixture is never written again; a new format gets one more.

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8')
const [plainToken, token] = fixture('tokens.txt').trim().split('\n')

it('a trace of version 1 is read, reproduced, and written the same', () => {
  const trace = parseTrace(fixture('trace-1.json'))
  const replayed = replay(philosophers(3), trace)
  if (replayed.kind !== 'reproduced') throw new Error(`replay was ${replayed.kind}`)
  expect(formatTrace(traceOf(philosophers(3), 'free', trace.source, replayed.counterexample))).toBe(
    fixture('trace-1.json'),
  )
})

it.each([
  ['without digests of labels', plainToken],
  ['with them', token],
])('a token il1 %s is read and reproduced', (_, text) => {
  expect(replay(philosophers(3), parseToken(text))).toMatchObject({ kind: 'reproduced' })
})

it('a token without digests of labels leads no further than its first difference, and says so', () => {
  const changed = { ...philosophers(5), name: philosophers(3).name }
  expect(replay(changed, plainToken)).toMatchObject({ kind: 'diverged', lost: { at: 0, kind: 'digest' }, steps: [] })
  expect(replay(changed, token)).toMatchObject({ kind: 'diverged', divergence: { at: 0 }, lost: undefined })
})

it('a token is written the same', () => {
  expect(formatToken(parseToken(token))).toBe(token)
})

it.each(['pct:4', 'non-preemptive/round-robin:3', 'pos+delay-bounded:2+urw'])(
  'the name of the strategy %s survives a token',
  (strategy) => {
    const schedule = { kind: 'seed', seed: -3, strategy, steps: 1000, duration: [1, 3], digest: 'a' } as const
    expect(parseToken(formatToken({ ...parseToken(token), schedule })).schedule).toEqual(schedule)
  },
)
