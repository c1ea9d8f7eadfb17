import type { GateReport } from '../gate/judgement.ts'
import { isFailure } from '../gate/judgement.ts'
import type { Place, SourceFinding, SourceStep } from '../gate/source-report.ts'
import { jsonReport } from './json.ts'

const place = ({ file, line, column, endLine, endColumn }: Place): object => ({
  file,
  line,
  column,
  endLine,
  endColumn,
})

const step = ({ actor, text, at, holds }: SourceStep): object => ({
  actor,
  text,
  file: at?.file ?? null,
  line: at?.line ?? null,
  column: at?.column ?? null,
  holds,
})

function finding({ rule, verdict, may, at, message, related, steps, cycle, scope }: SourceFinding): object {
  return {
    rule,
    ...place(at),
    message,
    steps: steps.map(step),
    verdict: verdict ?? null,
    may,
    cycle: cycle ?? null,
    scope,
    related: related.map((one) => ({ ...place(one.at), message: one.message })),
  }
}

/** A report of the source gate as JSON. */
export function gateJson(report: GateReport): string {
  const { source, judged, unresolved, stale, passed } = report
  return jsonReport({
    verdict: source.verdict,
    may: source.may,
    passed,
    files: source.files,
    lines: source.lines,
    findings: judged.map(({ finding: found, fingerprint, standing }) => ({
      ...finding(found),
      fingerprint,
      fails: isFailure(standing),
      standing: standing.kind,
    })),
    unresolved: unresolved.map(({ unresolved: { at, what, reaches }, fails }) => ({
      ...place(at),
      what,
      reaches,
      fails,
    })),
    variants: source.variants.map((variant) => ({ ...variant, findings: variant.findings.map(finding) })),
    stale,
  })
}
