import { describe, expect, test } from 'vitest'
import { itf } from '../../../src/report/export/itf.ts'
import { jsonl } from '../../../src/report/export/jsonl.ts'
import { perfetto } from '../../../src/report/export/perfetto.ts'
import { sequence } from '../../../src/report/export/sequence.ts'
import { shiviz } from '../../../src/report/export/shiviz.ts'
import { philosophers } from '../../systems/philosophers.ts'
import { family, historyFor, hostile } from './kit.ts'

const histories = [philosophers(3), family, hostile].map(historyFor)
const [dining, kin] = histories

/** What acts on a terminal, and what ends a script in a page. */
const ACTS = /[^\P{C}\n]|[\u2028\u2029]|<\/script/iu

describe('ITF', () => {
  /** The expressions of Apalache's ADR 15. */
  const isExpression = (value: unknown): boolean => {
    if (typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value)) return true
    if (Array.isArray(value)) return value.every(isExpression)
    if (typeof value !== 'object' || value === null) return false
    const entries = Object.entries(value)
    return entries.some(([key]) => key.startsWith('#'))
      ? entries.length === 1 && isTagged(...(entries[0] as [string, never]))
      : entries.every(([, part]) => isExpression(part))
  }
  const isTagged = (key: string, content: unknown[][]): boolean => {
    if (key === '#map') return content.every((pair: unknown[]) => pair.length === 2 && pair.every(isExpression))
    if (key === '#set' || key === '#tup') return content.every(isExpression)
    return ['#bigint', '#unserializable'].includes(key) && typeof content === 'string'
  }

  test.each(histories)('each state gives each variable a value ($system.length)', (history) => {
    const trace = JSON.parse(itf(history))
    expect(trace['#meta'].format).toBe('ITF')
    expect(trace.states).toHaveLength(history.moments.length + 1)
    for (const [index, { '#meta': meta, ...values }] of trace.states.entries()) {
      expect(meta.index).toBe(index)
      expect(Object.keys(values)).toEqual(trace.vars)
      expect(Object.values(values).every(isExpression)).toBe(true)
    }
  })

  test('the states are those of the execution', () => {
    const { states } = JSON.parse(itf(dining))
    expect(states[0]['fork#0']).toMatchObject({ state: 'free', context: { holder: { '#unserializable': 'null' } } })
    expect(states.at(-1)['fork#0']).toMatchObject({ state: 'taken', mailbox: [{ event: { type: 'take' } }] })
    expect(states[1]['#meta'].action).toBe(dining.moments[0].step.label)
  })
})

describe('a Mermaid sequence diagram', () => {
  const LINE =
    /^(sequenceDiagram| {2}(autonumber|participant a\d+ as TEXT|a\d+(->>|--x)a\d+: TEXT|Note over a\d+: TEXT))$/.source
  const line = new RegExp(LINE.replaceAll('TEXT', "(?:[\\p{L}\\p{N} _.,:!?'()/…-]|#\\d+;)+"), 'u')

  test.each(histories)('is made of lines that Mermaid knows ($system.length)', (history) => {
    for (const text of sequence(history).trimEnd().split('\n')) expect(text).toMatch(line)
  })

  test('has an arrow for each step, and notes who is stuck', () => {
    const text = sequence(dining)
    expect(text.match(/->>/g)).toHaveLength(dining.moments.length)
    expect(text.match(/: stuck/g)).toHaveLength(6)
  })
})

describe('a Perfetto trace', () => {
  interface Event {
    readonly ph: string
    readonly tid: number
    readonly ts: number
    readonly dur: number
    readonly id: number
  }

  test.each(histories)(
    'has a slice for each step, in order, and flows from sender to receiver ($system.length)',
    (history) => {
      const { traceEvents } = JSON.parse(perfetto(history)) as { traceEvents: Event[] }
      const slices = traceEvents.filter(({ ph }) => ph === 'X')
      expect(slices).toHaveLength(history.moments.length)
      slices.reduce((end, { ts, dur }) => {
        expect(ts).toBeGreaterThanOrEqual(end)
        return ts + dur
      }, 0)
      const starts = traceEvents.filter(({ ph }) => ph === 's')
      const ends = traceEvents.filter(({ ph }) => ph === 'f')
      expect(starts.map(({ id }) => id)).toEqual(ends.map(({ id }) => id))
      expect(new Set(ends.map(({ id }) => id)).size).toBe(ends.length)
      for (const [at, { ts }] of starts.entries()) expect(ts).toBeLessThan(ends[at].ts)
      expect(ends).toHaveLength(history.moments.filter(({ step }) => step.kind === 'deliver').length)
    },
  )

  test('counts microseconds of virtual time', () => {
    const late = kin.moments.findIndex(({ time }) => time > 0)
    const slices = JSON.parse(perfetto(kin)).traceEvents.filter(({ ph }: Event) => ph === 'X')
    expect(slices.length).toBe(kin.moments.length)
    if (late >= 0) expect(slices[late].ts).toBe(kin.moments[late].time * 1000)
  })
})

describe('a ShiViz log', () => {
  const parsed = (text: string) => {
    const [pattern, delimiter, ...lines] = text.split('\n')
    expect(delimiter).toBe('')
    const events = [...lines.join('\n').matchAll(new RegExp(pattern, 'gm'))]
    return events.map(({ groups }) => ({
      host: groups?.host ?? '',
      clock: JSON.parse(groups?.clock ?? '') as Record<string, number>,
      event: groups?.event,
    }))
  }

  test.each(histories)(
    'is read by its own expression, and its clocks are vector clocks ($system.length)',
    (history) => {
      const events = parsed(shiviz(history))
      const seen: Record<string, Record<string, number>> = {}
      for (const { host, clock } of events) {
        const before = seen[host] ?? {}
        expect(clock[host]).toBe((before[host] ?? 0) + 1)
        for (const [other, count] of Object.entries(before)) expect(clock[other]).toBeGreaterThanOrEqual(count)
        for (const [other, count] of Object.entries(clock)) {
          if (other !== host) expect(count).toBeLessThanOrEqual(seen[other]?.[other] ?? 0)
        }
        seen[host] = clock
      }
      expect(events.length).toBeGreaterThan(history.moments.length)
    },
  )

  test('a delivery comes after what its sender did', () => {
    const events = parsed(shiviz(dining))
    const first = dining.moments.findIndex(({ step }) => step.kind === 'deliver' && step.event.type === 'got')
    const { step } = dining.moments[first]
    const got = events.find(({ event }) => event === step.label)
    expect(step.kind === 'deliver' && got?.clock[step.from]).toBeGreaterThan(1)
  })

  test('a child comes after its parent', () => {
    const start = parsed(shiviz(kin)).find(({ host }) => host === 'parent/kid')
    expect(start).toBeDefined()
  })
})

test('JSON Lines: the head, each step, the end', () => {
  for (const history of histories) {
    const lines = jsonl(history)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ kind }) => kind)).toEqual(['execution', ...history.moments.map(() => 'step'), 'end'])
    expect(lines.slice(1, -1).map(({ label }) => label)).toEqual(history.moments.map(({ step }) => step.label))
  }
})

test.each(Object.entries({ itf, jsonl, perfetto, sequence, shiviz }))(
  '%s: nothing that a terminal or a page acts on',
  (_, write) => {
    for (const history of histories) expect(write(history)).not.toMatch(ACTS)
  },
)
