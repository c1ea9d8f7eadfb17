import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadOcaml } from '../../src/cli/ocaml.ts'
import { readSources } from '../../src/gate/read-sources.ts'
import type { SourceReport } from '../../src/gate/source-report.ts'

// OCaml files with the verdict, the rules and the lines that are expected of them.

export const parse = await loadOcaml()

export const read = (text: string, path = 'server.ml'): SourceReport => readSources([{ path, text }], parse)

export interface Fixture {
  readonly file: string
  readonly text: string
  readonly verdict: string
  readonly may?: boolean
  /** `rule line`, sorted. */
  readonly findings: readonly string[]
}

export function fixtures(kind: 'labelled' | 'constructs' | 'doubtful' | 'families'): readonly Fixture[] {
  const folder = join(import.meta.dirname, 'fixtures', kind)
  const list = join(folder, 'expected.json')
  const expected: Record<string, Fixture> = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : {}
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ml'))
    .map((file) => ({ ...expected[file], file, text: readFileSync(join(folder, file), 'utf8') }))
}

export const rulesOf = (report: SourceReport): readonly string[] =>
  report.findings.map(({ rule, at }) => `${rule} ${at.line}`).sort()
