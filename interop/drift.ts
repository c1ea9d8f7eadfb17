import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Digests, Drifted } from '../src/gate/drift.ts'
import { digestsOf, drift } from '../src/gate/drift.ts'
import { sources } from '../src/model/sources.ts'
import { FOLDER } from './miniature.ts'

/** The digests of the miniature's definitions, as they were when the models were last compared with them. */
export const DIGESTS = join(import.meta.dirname, 'miniature.digests.json')

export function accepted(): Digests {
  return existsSync(DIGESTS) ? digestsOf(JSON.parse(readFileSync(DIGESTS, 'utf8'))) : {}
}

/** The miniature's definitions, compared with what was accepted. */
export function miniatureDrift(): readonly Drifted[] {
  const read = (file: string): string | undefined => {
    const path = join(FOLDER, file)
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined
  }
  return drift(sources, accepted(), read)
}
