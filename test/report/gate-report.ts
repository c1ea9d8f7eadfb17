import type { Known } from '../../src/gate/baseline.ts'
import type { GateConfig } from '../../src/gate/config.ts'
import { DEFAULTS } from '../../src/gate/config.ts'
import type { GateReport } from '../../src/gate/judgement.ts'
import { judgeSources } from '../../src/gate/judgement.ts'
import type { SourceFinding, SourceReport } from '../../src/gate/source-report.ts'
import { report } from '../gate/reports.ts'

/** Findings, judged on New Year’s Day of 2026. */
export function judged(
  findings: readonly SourceFinding[],
  more: Partial<SourceReport> = {},
  config: GateConfig = DEFAULTS,
  baseline: readonly Known[] = [],
): GateReport {
  return judgeSources(report(findings, more), config, { baseline, today: '2026-01-01' })
}
