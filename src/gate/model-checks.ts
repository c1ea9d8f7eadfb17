import { breach, fingerprints, top } from './finding.ts'
import type { GateReport } from './judgement.ts'

/** A claim about the models that does not hold. */
export interface ModelFailure {
  /** `model-verdict`, `model-shipping`, `model-trace` and so on. */
  readonly rule: string
  /** The file in which the claim stands. */
  readonly file: string
  /** What it is about: a scenario, a trace. */
  readonly about: string
  /** In one sentence. */
  readonly message: string
  /** In full, as text that is laid out: the explained counterexample. */
  readonly told: string
}

/** One kind of claim, and how it fared. */
export interface ModelChecked {
  readonly name: string
  /** `62 scenarios`. */
  readonly looked: string
  readonly failures: readonly ModelFailure[]
  readonly seconds: number
}

/** The failures as findings, for the formats that both gates share. */
export function modelReport(checked: readonly ModelChecked[]): GateReport {
  const failures = checked.flatMap((check) => check.failures)
  const findings = failures.map(({ rule, file, about, message }) => breach(rule, top(file), message, about))
  const names = fingerprints(findings)
  return {
    source: { files: [], lines: 0, verdict: 'ok', may: false, findings, unresolved: [], variants: [] },
    judged: findings.map((finding, at) => ({ finding, fingerprint: names[at], standing: { kind: 'fails' } })),
    unresolved: [],
    stale: [],
    passed: failures.length === 0,
  }
}
