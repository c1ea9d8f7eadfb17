import { describe, expect, test } from 'vitest'
import { configOf } from '../../src/gate/config.ts'
import { breach, fingerprints, top } from '../../src/gate/finding.ts'
import { gateRules } from '../../src/report/gate-rules.ts'
import { sarif } from '../../src/report/sarif.ts'
import { astray, heldAcross, predicted } from '../gate/reports.ts'
import { judged } from './gate-report.ts'

// What SARIF 2.1.0 requires of the objects that are written here, and which properties it allows them: its schema admits no
// others.
const PROPERTIES: Readonly<
  Record<string, { readonly required: readonly string[]; readonly allowed: readonly string[] }>
> = {
  log: { required: ['version', 'runs'], allowed: ['$schema', 'version', 'runs'] },
  run: {
    required: ['tool'],
    allowed: ['tool', 'automationDetails', 'originalUriBaseIds', 'columnKind', 'results'],
  },
  tool: { required: ['driver'], allowed: ['driver'] },
  driver: { required: ['name'], allowed: ['name', 'version', 'semanticVersion', 'rules'] },
  rule: { required: ['id'], allowed: ['id', 'shortDescription', 'fullDescription', 'help'] },
  message: { required: ['text'], allowed: ['text'] },
  result: {
    required: ['message'],
    allowed: [
      'ruleId',
      'ruleIndex',
      'level',
      'message',
      'locations',
      'relatedLocations',
      'codeFlows',
      'partialFingerprints',
      'suppressions',
      'properties',
    ],
  },
  location: { required: [], allowed: ['id', 'physicalLocation', 'message'] },
  physicalLocation: { required: ['artifactLocation'], allowed: ['artifactLocation', 'region'] },
  artifactLocation: { required: ['uri'], allowed: ['uri', 'uriBaseId'] },
  region: { required: ['startLine'], allowed: ['startLine', 'startColumn', 'endLine', 'endColumn'] },
  codeFlow: { required: ['threadFlows'], allowed: ['message', 'threadFlows'] },
  threadFlow: { required: ['locations'], allowed: ['id', 'message', 'locations'] },
  threadFlowLocation: { required: [], allowed: ['executionOrder', 'location', 'state'] },
  suppression: { required: ['kind'], allowed: ['kind', 'justification'] },
}

function fits(value: any, kind: string): void {
  const { required, allowed } = PROPERTIES[kind]
  for (const key of required) expect(value, kind).toHaveProperty(key)
  for (const key of Object.keys(value)) expect(allowed, `${kind}.${key}`).toContain(key)
}

function fitsLocation(location: any): void {
  fits(location, 'location')
  if (location.message !== undefined) fits(location.message, 'message')
  if (location.physicalLocation === undefined) return
  const { artifactLocation, region } = location.physicalLocation
  fits(location.physicalLocation, 'physicalLocation')
  fits(artifactLocation, 'artifactLocation')
  fits(region, 'region')
  expect(artifactLocation.uri).not.toMatch(/^\/|^[a-z]+:|\.\.|\s/i)
  for (const number of Object.values(region)) expect(number).toBeGreaterThanOrEqual(1)
}

function fitsResult(result: any, rules: readonly any[]): void {
  fits(result, 'result')
  fits(result.message, 'message')
  expect(['none', 'note', 'warning', 'error']).toContain(result.level)
  expect(rules[result.ruleIndex].id).toBe(result.ruleId)
  for (const location of [...result.locations, ...(result.relatedLocations ?? [])]) fitsLocation(location)
  for (const suppression of result.suppressions ?? []) {
    fits(suppression, 'suppression')
    expect(['inSource', 'external']).toContain(suppression.kind)
  }
  for (const flow of result.codeFlows ?? []) {
    fits(flow, 'codeFlow')
    expect(flow.threadFlows.length).toBeGreaterThan(0)
    for (const thread of flow.threadFlows) {
      fits(thread, 'threadFlow')
      expect(thread.locations.length).toBeGreaterThan(0)
      for (const at of thread.locations) {
        fits(at, 'threadFlowLocation')
        fitsLocation(at.location)
        for (const message of Object.values(at.state)) fits(message, 'message')
      }
    }
  }
}

function fitsSarif(log: any): void {
  fits(log, 'log')
  expect(log.version).toBe('2.1.0')
  for (const run of log.runs) {
    fits(run, 'run')
    fits(run.tool, 'tool')
    fits(run.tool.driver, 'driver')
    expect(['utf16CodeUnits', 'unicodeCodePoints']).toContain(run.columnKind)
    const { rules } = run.tool.driver
    for (const rule of rules) fits(rule, 'rule')
    expect(new Set(rules.map(({ id }: any) => id)).size).toBe(rules.length)
    for (const result of run.results) fitsResult(result, rules)
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
  ])('of %s has what the schema wants, and nothing else', (_, value) => fitsSarif(value))

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
