import type { SourceReport } from '../gate/source-report.ts'
import { UsageError } from './io.ts'

/** Reads OCaml sources and decides them. */
export async function gateSources(_paths: readonly string[]): Promise<SourceReport> {
  throw new UsageError('this build has no source gate')
}
