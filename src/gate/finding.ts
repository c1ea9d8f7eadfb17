import { checksum } from '../engine/fingerprint.ts'
import type { Place, SourceFinding } from './source-report.ts'

/** The beginning of a file. */
export function top(file: string): Place {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 }
}

/** A finding of a rule that gives no verdict of its own. */
export function breach(rule: string, at: Place, message: string, scope = ''): SourceFinding {
  return { rule, verdict: undefined, may: false, at, message, related: [], steps: [], cycle: undefined, scope }
}

/**
 * What names findings across changes: rule, file, enclosing definition and message, numbers aside, so that it stays when
 * lines move. Findings that are alike in all that are counted.
 */
export function fingerprints(findings: readonly SourceFinding[]): readonly string[] {
  const seen = new Map<string, number>()
  return findings.map(({ rule, at, scope, message }) => {
    const words = JSON.stringify([rule, at.file, scope, message.replace(/\d+/g, '#')])
    const key = checksum(words) + checksum(words, 0x9747b28c)
    const times = (seen.get(key) ?? 0) + 1
    seen.set(key, times)
    return times === 1 ? key : `${key}:${times}`
  })
}
