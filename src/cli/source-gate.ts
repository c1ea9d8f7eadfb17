import { InterlockError } from '../engine/error.ts'
import type { SourceConfig } from '../gate/read-sources.ts'
import { DEFAULT_SOURCE_CONFIG, readSources } from '../gate/read-sources.ts'
import type { SourceReport, Unresolved } from '../gate/source-report.ts'
import { loadOcaml } from './ocaml.ts'
import { sourceFiles } from './source-files.ts'

/**
 * Reads the OCaml files of paths (files or folders, from `cwd`) and says what their threads can come to.
 *
 * @throws InterlockError when a path does not exist, no OCaml file is among them, or the grammar is not installed.
 */
export async function gateSources(
  paths: readonly string[],
  cwd: string,
  config: SourceConfig = DEFAULT_SOURCE_CONFIG,
): Promise<SourceReport> {
  const { files, unreadable } = sourceFiles(paths, cwd)
  if (files.length + unreadable.length === 0) {
    throw new InterlockError('gate', `no OCaml files in ${paths.join(', ')}; name files that end in .ml or .mli`)
  }
  const report = readSources(files, await loadOcaml(), config)
  const lost = unreadable.map(({ path, why }): Unresolved => {
    return { at: { file: path, line: 1, column: 1, endLine: 1, endColumn: 1 }, what: why, reaches: true }
  })
  const unseen = lost.length > 0 && report.verdict === 'ok'
  return { ...report, may: report.may || unseen, unresolved: [...lost, ...report.unresolved] }
}
