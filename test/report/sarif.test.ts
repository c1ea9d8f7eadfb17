import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { configOf } from '../../src/gate/config.ts'
import { breach, fingerprints, top } from '../../src/gate/finding.ts'
import { gateRules } from '../../src/report/gate-rules.ts'
import { sarif } from '../../src/report/sarif.ts'
import { astray, heldAcross, predicted } from '../gate/reports.ts'
import { judged } from './gate-report.ts'
import { violations } from './json-schema.ts'

const schema = JSON.parse(
  readFileSync(new URL('../fixtures/schema/sarif-2.1.0-rtm.5.json', import.meta.url), 'utf8'),
) as Record<string, unknown>

/** What the schema cannot say: that results name the rules that are there, and that places are in the repository. */
function isCoherent({ runs: [run] }: any): void {
  const { rules } = run.tool.driver
  expect(new Set(rules.map(({ id }: any) => id)).size).toBe(rules.length)
  for (const { ruleId, ruleIndex, locations, relatedLocations = [] } of run.results) {
    expect(rules[ruleIndex].id).toBe(ruleId)
    for (const { physicalLocation } of [...locations, ...relatedLocations]) {
      expect(physicalLocation.artifactLocation.uri).not.toMatch(/^\/|^[a-z]+:|\.\.|\s/i)
    }
  }
}

const log = (...findings: Parameters<typeof judged>): any => JSON.parse(sarif(judged(...findings), gateRules, 'test'))

describe('SARIF', () => {
  const all = [
    heldAcross,
    predicted,
    breach('thread-free', top('lib/ä b.ml'), 'Thread is used'),
    { ...heldAcross, rule: 'new' },
  ]

  test.each([
    ['nothing', log([])],
    [
      'every kind of finding, and what is unresolved',
      log(all, { unresolved: [astray, { ...astray, reaches: false }] }),
    ],
  ])('of %s is valid by the schema of SARIF 2.1.0', (_, value) => {
    expect(violations(schema, value)).toEqual([])
    isCoherent(value)
  })

  test.each([
    ['without a version', (value: any) => delete value.version, '$ has no version'],
    [
      'with a property of its own',
      (value: any) => (value.runs[0].results[0].badness = 'x'),
      'results[0] may not have badness',
    ],
    [
      'with a line 0',
      (value: any) => (value.runs[0].results[0].locations[0].physicalLocation.region.startLine = 0),
      'startLine is less than 1',
    ],
    ['with a level of its own', (value: any) => (value.runs[0].results[0].level = 'fatal'), 'level is not one of'],
  ])('%s would not be', (_, change, message) => {
    const value = log(all)
    change(value)
    expect(violations(schema, value).join()).toContain(message)
  })

  test('has one thread flow per actor, numbered in the order of the schedule', () => {
    const [{ threadFlows }] = log([heldAcross]).runs[0].results[0].codeFlows
    const told = threadFlows.map(({ id, locations }: any) => [id, locations.map((one: any) => one.executionOrder)])
    expect(told).toEqual([
      ['conn', [1, 2]],
      ['sched', [3]],
      ['nx_kernel', [4]],
    ])
  })

  test('has fingerprints that lines moving do not change', () => {
    const of = (line: number) =>
      log([{ ...heldAcross, at: { ...heldAcross.at, line, endLine: line } }]).runs[0].results[0].partialFingerprints
    expect(of(7)).toEqual({ 'interlock/v1': fingerprints([heldAcross])[0] })
    expect(of(70)).toEqual(of(7))
  })

  test('has URIs that are relative and escaped', () => {
    const [{ locations }] = log([breach('thread-free', top('lib/ä b#.ml'), 'x')]).runs[0].results
    expect(locations[0].physicalLocation.artifactLocation.uri).toBe('lib/%C3%A4%20b%23.ml')
  })

  test('has whole URIs for files outside of the repository', () => {
    const [{ locations }] = log([breach('thread-free', top('/tmp/a b.ml'), 'x')]).runs[0].results
    expect(locations[0].physicalLocation.artifactLocation).toEqual({ uri: 'file:///tmp/a%20b.ml' })
  })

  test('says what fails and what is known, with its reason', () => {
    const [fingerprint] = fingerprints([heldAcross])
    const known = { fingerprint, rule: heldAcross.rule, reason: 'being fixed', expires: '2026-02-01' }
    const [result] = log([heldAcross], {}, configOf({}), [known]).runs[0].results
    expect(result).toMatchObject({ level: 'warning', suppressions: [{ justification: 'being fixed' }] })
    expect(log([heldAcross]).runs[0].results[0]).toMatchObject({ level: 'error' })
    expect(log([heldAcross]).runs[0].results[0].suppressions).toBeUndefined()
  })

  test('names its category, so that the two gates’ reports do not replace each other', () => {
    expect(log([]).runs[0].automationDetails).toEqual({ id: 'test/' })
  })
})
