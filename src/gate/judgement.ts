import type { Known } from './baseline.ts'
import type { Exception, GateConfig } from './config.ts'
import type { Drifted } from './drift.ts'
import { breach, fingerprints, top } from './finding.ts'
import { matches } from './globs.ts'
import type { SourceFinding, SourceReport, Unresolved } from './source-report.ts'

/** What becomes of a finding. */
export type Standing =
  | { readonly kind: 'fails' }
  | { readonly kind: 'warns' }
  /** In the baseline, and its time is not over. */
  | { readonly kind: 'known'; readonly entry: Known }
  /** In the baseline, and its time is over: it fails. */
  | { readonly kind: 'expired'; readonly entry: Known }
  /** A declared exception. */
  | { readonly kind: 'declared'; readonly exception: Exception }

/** A finding, its name across changes, and what becomes of it. */
export interface Judged {
  readonly finding: SourceFinding
  readonly fingerprint: string
  readonly standing: Standing
}

/** What the gate says of a tree. */
export interface GateReport {
  readonly source: SourceReport
  readonly judged: readonly Judged[]
  readonly unresolved: readonly { readonly unresolved: Unresolved; readonly fails: boolean }[]
  /** Entries of the baseline that no finding has. */
  readonly stale: readonly Known[]
  readonly passed: boolean
}

/** Whether a standing fails the gate. */
export function isFailure({ kind }: Standing): boolean {
  return kind === 'fails' || kind === 'expired'
}

function levelOf({ rule, verdict }: SourceFinding, { rules }: GateConfig): 'fail' | 'warn' | 'off' {
  if (verdict !== undefined) return 'fail'
  return Object.hasOwn(rules, rule) ? rules[rule as keyof GateConfig['rules']].level : 'warn'
}

function excepts({ rule, file, scope }: Exception, finding: SourceFinding): boolean {
  if (rule !== finding.rule || finding.verdict !== undefined || !matches(file, finding.at.file)) return false
  return scope === undefined || finding.scope.split(/[./\s]+/).includes(scope) || finding.scope === scope
}

function standingOf(finding: SourceFinding, fingerprint: string, config: GateConfig, around: Around): Standing {
  const exception = config.exceptions.find((one) => excepts(one, finding))
  if (exception !== undefined) return { kind: 'declared', exception }
  const entry = around.baseline.find((known) => known.fingerprint === fingerprint && known.rule === finding.rule)
  if (entry !== undefined) return { kind: around.today <= entry.expires ? 'known' : 'expired', entry }
  return { kind: levelOf(finding, config) === 'fail' ? 'fails' : 'warns' }
}

/** What the gate needs to know besides the findings. */
export interface Around {
  readonly baseline: readonly Known[]
  /** Such as 2027-01-31; days are compared as texts. */
  readonly today: string
}

/** Judges what was found by the configuration and the baseline. */
export function judgeSources(source: SourceReport, config: GateConfig, around: Around): GateReport {
  const findings = source.findings.filter((finding) => levelOf(finding, config) !== 'off')
  const names = fingerprints(findings)
  const judged = findings.map((finding, at) => ({
    finding,
    fingerprint: names[at],
    standing: standingOf(finding, names[at], config, around),
  }))
  const unresolved = source.unresolved.map((one) => ({
    unresolved: one,
    fails: one.reaches && config.unresolved === 'fail',
  }))
  const found = new Set(names)
  // A verdict that no finding explains must not pass for want of one.
  const bare = source.verdict !== 'ok' && !findings.some(({ verdict }) => verdict !== undefined)
  return {
    source: { ...source, findings },
    judged,
    unresolved,
    stale: around.baseline.filter(({ fingerprint }) => !found.has(fingerprint)),
    passed: !bare && !judged.some(({ standing }) => isFailure(standing)) && !unresolved.some(({ fails }) => fails),
  }
}

/** What has drifted, as findings: which model is to be looked at again. */
export function driftFindings(drifted: readonly Drifted[], root: string): readonly SourceFinding[] {
  const look = (models: readonly string[]): string => `look again at ${models.join(' and ')}`
  const said = {
    changed: 'has changed since its model was compared with it',
    missing: 'is not there any more',
    unrecorded: 'has never been recorded',
  } as const
  return drifted.flatMap(({ kind, file, definition, models, at }) => {
    if (kind === 'same') return []
    const path = root === '' ? file : `${root}/${file}`
    const place = kind === 'missing' ? top(path) : { ...at, file: path }
    const next = kind === 'missing' ? '' : ', then run sim gate --accept --reason TEXT'
    return [breach('drift', place, `${definition} ${said[kind]}: ${look(models)}${next}.`, definition)]
  })
}
