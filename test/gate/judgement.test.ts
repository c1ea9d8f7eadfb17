import { describe, expect, test } from 'vitest'
import type { Known } from '../../src/gate/baseline.ts'
import type { GateConfig } from '../../src/gate/config.ts'
import { configOf, DEFAULTS } from '../../src/gate/config.ts'
import { breach, fingerprints, top } from '../../src/gate/finding.ts'
import { driftFindings, judgeSources } from '../../src/gate/judgement.ts'
import type { SourceReport } from '../../src/gate/source-report.ts'
import { astray, heldAcross, place, predicted, report } from './reports.ts'

const TODAY = '2026-01-01'

function judge(source: SourceReport, config: GateConfig = DEFAULTS, baseline: readonly Known[] = []) {
  return judgeSources(source, config, { baseline, today: TODAY })
}

const standings = (source: SourceReport, config?: GateConfig, baseline?: readonly Known[]) =>
  judge(source, config, baseline).judged.map(({ standing }) => standing.kind)

describe('a finding', () => {
  test('with a verdict fails, also one that only may be', () => {
    expect(judge(report([heldAcross])).passed).toBe(false)
    expect(judge(report([{ ...heldAcross, may: true }])).passed).toBe(false)
    expect(judge(report([])).passed).toBe(true)
  })

  test('of a predicted deadlock warns, unless the configuration makes it fail, or turns it off', () => {
    expect(standings(report([predicted]))).toEqual(['warns'])
    expect(judge(report([predicted])).passed).toBe(true)
    expect(standings(report([predicted]), configOf({ rules: { 'hold-and-wait': 'fail' } }))).toEqual(['fails'])
    expect(standings(report([predicted]), configOf({ rules: { 'hold-and-wait': 'off' } }))).toEqual([])
  })

  test('of a rule of the tree has that rule’s level', () => {
    const found = report([breach('thread-free', top('lib/a.ml'), 'Thread is used here')])
    expect(standings(found)).toEqual(['fails'])
    expect(standings(found, configOf({ rules: { 'thread-free': 'warn' } }))).toEqual(['warns'])
  })

  test('of a rule that nobody has a level for warns, whatever it is called', () => {
    expect(standings(report([breach('constructor', top('a.ml'), 'odd')]))).toEqual(['warns'])
  })
})

test('a verdict without a finding does not pass', () => {
  expect(judge(report([], { verdict: 'race' })).passed).toBe(false)
})

describe('a declared exception', () => {
  const declare = (more: object) =>
    configOf({
      rules: { 'hold-and-wait': 'fail' },
      exceptions: [{ rule: 'hold-and-wait', file: 'bin/*.ml', reason: 'local', owner: 'ada', ...more }],
    })

  test('excuses a hold-and-wait in its files and definitions, and only there', () => {
    expect(standings(report([predicted]), declare({}))).toEqual(['declared'])
    expect(standings(report([predicted]), declare({ scope: 'log_stats' }))).toEqual(['declared'])
    expect(standings(report([predicted]), declare({ scope: 'log' }))).toEqual(['fails'])
    expect(standings(report([predicted]), declare({ file: 'lib/*.ml' }))).toEqual(['fails'])
  })

  test('excuses no deadlock', () => {
    expect(standings(report([{ ...predicted, verdict: 'blocks' }]), declare({}))).toEqual(['fails'])
  })
})

describe('the baseline', () => {
  const [fingerprint] = fingerprints([heldAcross])
  const known = (expires: string, rule = heldAcross.rule): Known => ({ fingerprint, rule, reason: 'soon', expires })

  test('lets a known finding pass through its last day, and not longer', () => {
    expect(judge(report([heldAcross]), DEFAULTS, [known(TODAY)]).passed).toBe(true)
    expect(standings(report([heldAcross]), DEFAULTS, [known(TODAY)])).toEqual(['known'])
    const late = judge(report([heldAcross]), DEFAULTS, [known('2025-12-31')])
    expect(late.passed).toBe(false)
    expect(late.judged[0].standing.kind).toBe('expired')
  })

  test('does not change the verdict', () => {
    expect(judge(report([heldAcross]), DEFAULTS, [known(TODAY)]).source.verdict).toBe('blocks')
  })

  test('names the entries that nothing has any more', () => {
    expect(judge(report([]), DEFAULTS, [known(TODAY)]).stale).toEqual([known(TODAY)])
    expect(judge(report([heldAcross]), DEFAULTS, [known(TODAY)]).stale).toEqual([])
  })

  test('of another rule does not count', () => {
    expect(standings(report([heldAcross]), DEFAULTS, [known(TODAY, 'lock-order')])).toEqual(['fails'])
  })
})

describe('fingerprints', () => {
  const [before] = fingerprints([heldAcross])

  test('stay when lines move', () => {
    const moved = { ...heldAcross, at: place(70, 1, 3), message: heldAcross.message }
    expect(fingerprints([moved])).toEqual([before])
    const numbered = (line: number) => fingerprints([{ ...heldAcross, message: `locked at a.ml:${line}:3` }])
    expect(numbered(12)).toEqual(numbered(13))
  })

  test.each([
    ['the rule', { rule: 'lock-order' }],
    ['the file', { at: place(7, 10, 47, 'other.ml') }],
    ['the definition', { scope: 'other' }],
    ['the message', { message: 'something else' }],
  ])('change with %s', (_, change) => {
    expect(fingerprints([{ ...heldAcross, ...change }])).not.toEqual([before])
  })

  test('tell findings apart that are alike in all that', () => {
    expect(fingerprints([heldAcross, heldAcross])).toEqual([before, `${before}:2`])
  })
})

describe('what cannot be followed', () => {
  test('fails when it can reach a lock or the runtime, unless it is to warn', () => {
    expect(judge(report([], { unresolved: [astray] })).passed).toBe(false)
    expect(judge(report([], { unresolved: [{ ...astray, reaches: false }] })).passed).toBe(true)
    expect(judge(report([], { unresolved: [astray] }), configOf({ unresolved: 'warn' })).passed).toBe(true)
  })
})

test('drift says which model to look at again', () => {
  const one = { file: 'a.ml', definition: 'f', models: ['m.ts', 'n.ts'], digest: 'd', at: place(3, 1, 4, 'a.ml') }
  const found = driftFindings(
    [
      { ...one, kind: 'changed' },
      { ...one, kind: 'same' },
      { ...one, kind: 'missing', digest: undefined },
    ],
    'hosts/ocaml',
  )
  expect(found.map(({ at, message }) => `${at.file}:${at.line} ${message}`)).toEqual([
    'hosts/ocaml/a.ml:3 f has changed since its model was compared with it: look again at m.ts and n.ts, then run sim gate --accept --reason TEXT.',
    'hosts/ocaml/a.ml:1 f is not there any more: look again at m.ts and n.ts.',
  ])
})
