import { VERSION } from '../engine/version.ts'
import type { GateReport, Judged } from '../gate/judgement.ts'
import { isFailure } from '../gate/judgement.ts'
import type { Place, SourceStep, Unresolved } from '../gate/source-report.ts'
import type { GateRule } from './gate-rules.ts'
import { toldOf } from './gate-words.ts'
import { printableJson } from './text.ts'

/** A path as a URI: relative to the repository, or of a file elsewhere. */
function artifactOf(file: string): object {
  const uri = file.split('/').map(encodeURIComponent).join('/')
  return file.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: 'SRCROOT' }
}

function locationOf(at: Place, message?: string): object {
  return {
    physicalLocation: {
      artifactLocation: artifactOf(at.file),
      region: { startLine: at.line, startColumn: at.column, endLine: at.endLine, endColumn: at.endColumn },
    },
    ...(message === undefined ? {} : { message: { text: message } }),
  }
}

/** One thread flow per actor; the order of execution runs through all of them. */
function codeFlows(steps: readonly SourceStep[]): object {
  const numbered = steps.map((step, at) => ({ ...step, order: at + 1 }))
  const actors = [...new Set(steps.map(({ actor }) => actor))]
  if (actors.length === 0) return {}
  const flow = (actor: string): object => ({
    id: actor,
    message: { text: `What ${actor} does` },
    locations: numbered
      .filter((step) => step.actor === actor)
      .map(({ order, text, at, holds }) => ({
        executionOrder: order,
        location: at === undefined ? { message: { text } } : locationOf(at, text),
        state: { holds: { text: holds.length === 0 ? 'nothing' : holds.join(', ') } },
      })),
  })
  return { codeFlows: [{ message: { text: 'A schedule that leads there' }, threadFlows: actors.map(flow) }] }
}

function suppressions({ standing }: Judged): object {
  if (standing.kind === 'known') return { suppressions: [{ kind: 'external', justification: standing.entry.reason }] }
  if (standing.kind !== 'declared') return {}
  const { reason, owner } = standing.exception
  return { suppressions: [{ kind: 'external', justification: `${reason} (${owner})` }] }
}

function resultOf(judged: Judged, ids: readonly string[]): object {
  const { finding, fingerprint, standing } = judged
  const { rule, at, related, steps, verdict, may } = finding
  return {
    ruleId: rule,
    ruleIndex: ids.indexOf(rule),
    level: isFailure(standing) ? 'error' : 'warning',
    message: { text: toldOf(finding).join('\n') },
    locations: [locationOf(at)],
    ...(related.length === 0
      ? {}
      : { relatedLocations: related.map((one, id) => ({ id, ...locationOf(one.at, one.message) })) }),
    ...codeFlows(steps),
    partialFingerprints: { 'interlock/v1': fingerprint },
    ...suppressions(judged),
    properties: { verdict: verdict ?? null, may },
  }
}

function unresolvedResult({ at, what }: Unresolved, fails: boolean, ids: readonly string[]): object {
  return {
    ruleId: 'unresolved',
    ruleIndex: ids.indexOf('unresolved'),
    level: fails ? 'error' : 'note',
    message: { text: what },
    locations: [locationOf(at)],
  }
}

/**
 * A report as SARIF 2.1.0 (OASIS), for code scanning. Paths are relative to the repository; known and declared findings are
 * suppressed with their reasons.
 *
 * @param category sets reports of several runs in one repository apart (`automationDetails`).
 */
export function sarif(report: GateReport, rules: readonly GateRule[], category: string): string {
  const told = new Set([
    ...report.judged.map(({ finding }) => finding.rule),
    ...(report.unresolved.length > 0 ? ['unresolved'] : []),
  ])
  const known = rules.filter(({ id }) => told.has(id))
  const ids = [...known.map(({ id }) => id), ...[...told].filter((id) => !rules.some((rule) => rule.id === id))]
  const described = ids.map((id) => {
    const rule = known.find((one) => one.id === id)
    return rule === undefined
      ? { id }
      : { id, shortDescription: { text: rule.title }, fullDescription: { text: rule.about }, help: { text: rule.good } }
  })
  const run = {
    tool: { driver: { name: 'interlock', version: VERSION, semanticVersion: VERSION, rules: described } },
    automationDetails: { id: `${category}/` },
    originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the repository.' } } },
    columnKind: 'utf16CodeUnits',
    results: [
      ...report.judged.map((judged) => resultOf(judged, ids)),
      ...report.unresolved.map(({ unresolved, fails }) => unresolvedResult(unresolved, fails, ids)),
    ],
  }
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }
  return `${printableJson(log)}\n`
}
