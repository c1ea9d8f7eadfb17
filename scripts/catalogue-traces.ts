import { check, formatTrace, traceOf } from '../src/index.ts'
import { catalogue } from '../src/model/catalogue.ts'

/**
 * The trace files that the catalogue calls for, by their path under `traces/`: one per counterexample, that is per
 * violated property of a scenario (what never happens has no schedule, and so no trace).
 */
export function* traces(): Generator<[file: string, text: string]> {
  for (const scenario of catalogue) {
    if (scenario.expected.violations.length === 0) continue
    const system = scenario.system()
    for (const finding of check(system).findings) {
      if (finding.violation.kind === 'never' || finding.violation.kind === 'vacuous') continue
      const trace = traceOf(system, system.clock ?? 'free', { kind: 'search' }, finding)
      yield [`${scenario.name}.${finding.property.replace(/\W+/g, '-')}.json`, formatTrace(trace)]
    }
  }
}
