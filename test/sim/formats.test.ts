import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { SystemState } from '../../src/index.ts'
import { always, formatToken, formatTrace, leadsTo, parseToken, parseTrace, replay, traceOf } from '../../src/index.ts'
import { workers } from '../systems/faults.ts'
import { competing } from '../systems/locks.ts'
import { philosophers } from '../systems/philosophers.ts'

// What earlier versions wrote must stay readable. A fixture is never written again; a new format gets one more.

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8')
const [plainToken, token, plainLasso, lasso, mixed] = fixture('tokens.txt').trim().split('\n')

const is = (name: string, value: string) => (state: SystemState) => state.actor(name).matches(value)
const served = leadsTo('served', is('conn#1', 'waiting'), is('conn#1', 'serving'), { fairness: 'weak' })
const unfair = competing(2, false, [served])
const lease = workers(2, { drop: { most: 1, to: ['lock'] }, crash: { most: 1, actors: ['worker#1'] } })

it.each([
  [1, philosophers(3)],
  [2, unfair],
])('a trace of version %i is read, reproduced, and written the same', (version, system) => {
  const text = fixture(`trace-${version}.json`)
  const trace = parseTrace(text)
  expect(trace.version).toBe(version)
  const replayed = replay(system, trace)
  if (replayed.kind !== 'reproduced') throw new Error(`replay was ${replayed.kind}`)
  expect(formatTrace(traceOf(system, 'free', trace.source, replayed.counterexample))).toBe(text)
})

it('a trace of version 3 is read, repeated, and written the same', () => {
  const text = fixture('trace-3.json')
  const trace = parseTrace(text)
  const replayed = replay(philosophers(3), trace)
  if (replayed.kind !== 'followed') throw new Error(`replay was ${replayed.kind}`)
  expect(trace.version).toBe(3)
  expect(formatTrace(traceOf(philosophers(3), 'free', trace.source, replayed))).toBe(text)
})

it('a trace of version 3 whose end violates something now says so', () => {
  const { steps, ...head } = parseTrace(fixture('trace-3.json'))
  const strict = { ...philosophers(3), properties: [always('nobody eats', () => false)] }
  expect(replay(strict, { ...head, steps })).toMatchObject({
    kind: 'different',
    expected: 'none',
    found: { kind: 'always' },
  })
  expect(replay(philosophers(2), { ...head, steps }).kind).toBe('diverged')
})

it.each(['property', 'violation'])(
  'a trace of version 1 without its %s is refused, as is one of version 3 with it',
  (field) => {
    const [violated, plain] = ['trace-1.json', 'trace-3.json'].map((name) => JSON.parse(fixture(name)))
    expect(() => parseTrace(JSON.stringify({ ...violated, [field]: undefined }))).toThrow(`no valid "${field}"`)
    expect(() => parseTrace(JSON.stringify({ ...plain, [field]: violated[field] }))).toThrow(`no valid "${field}"`)
  },
)

it.each([
  ['il1 without digests of labels', plainToken, philosophers(3)],
  ['il1 with them', token, philosophers(3)],
  ['il2 without digests of labels', plainLasso, unfair],
  ['il2 with them', lasso, unfair],
  ['il3, with a mix of faults', mixed, lease],
])('a token %s is read and reproduced', (prefix, text, system) => {
  expect(text.startsWith(prefix.slice(0, 3))).toBe(true)
  expect(replay(system, parseToken(text))).toMatchObject({ kind: 'reproduced' })
})

it('a token without digests of labels leads no further than its first difference, and says so', () => {
  const changed = { ...philosophers(5), name: philosophers(3).name }
  expect(replay(changed, plainToken)).toMatchObject({ kind: 'diverged', lost: { at: 0, kind: 'digest' }, steps: [] })
  expect(replay(changed, token)).toMatchObject({ kind: 'diverged', divergence: { at: 0 }, lost: undefined })
})

it('a token is written the same', () => {
  for (const text of [token, lasso, mixed]) expect(formatToken(parseToken(text))).toBe(text)
})

it.each(['pct:4', 'non-preemptive/round-robin:3', 'pos+delay-bounded:2+urw'])(
  'the name of the strategy %s survives a token',
  (strategy) => {
    const schedule = { kind: 'seed', seed: -3, strategy, steps: 1000, duration: [1, 3], digest: 'a' } as const
    expect(parseToken(formatToken({ ...parseToken(token), schedule })).schedule).toEqual(schedule)
  },
)

const unviolated = formatToken({
  ...parseToken(token),
  schedule: { ...parseToken(token).schedule, property: undefined, stuck: [] } as ReturnType<
    typeof parseToken
  >['schedule'],
})

it.each([plainToken, token, plainLasso, lasso, mixed, unviolated])(
  'a token of another prefix, or with more to it, is refused: %.3s',
  (text) => {
    const [own, ...rest] = text.split('.')
    expect(formatToken(parseToken(text)).slice(0, 3)).toBe(own)
    for (const prefix of ['il1', 'il2', 'il3', 'il4'].filter((each) => each !== own)) {
      expect(() => parseToken([prefix, ...rest].join('.'))).toThrow(
        `the token is damaged (it holds what begins with '${own}')`,
      )
    }
    expect(() => parseToken(`${text}.`)).toThrow('the token is damaged')
  },
)
