import { checksum } from '../engine/fingerprint.ts'
import type { Stands } from '../model/sources.ts'
import { definitionsOf } from './definitions.ts'
import { top } from './finding.ts'
import { entries, join, record, text } from './shape.ts'
import type { Place } from './source-report.ts'
import { tokensOf } from './tokens.ts'

/** A definition as it was when somebody last compared the model with it. */
interface Accepted {
  readonly digest: string
  readonly reason: string
}

/** The digests' file: by `file#definition`. */
export type Digests = Readonly<Record<string, Accepted>>

/**
 * Reads the digests from data.
 *
 * @throws InterlockError `gate` that names what is wrong.
 */
export function digestsOf(value: unknown): Digests {
  const definitions = entries(record(value, '', ['definitions']).definitions, 'definitions')
  return Object.fromEntries(
    definitions.map(([key, entry]) => {
      const path = join('definitions', key)
      const { digest, reason } = record(entry, path, ['digest', 'reason'])
      return [key, { digest: text(digest, join(path, 'digest')), reason: text(reason, join(path, 'reason')) }]
    }),
  )
}

/** What became of a definition that models stand for. */
export interface Drifted {
  readonly kind: 'same' | 'changed' | 'missing' | 'unrecorded'
  readonly file: string
  readonly definition: string
  readonly models: readonly string[]
  /** As the source has it now; `undefined`: it has no such definition. */
  readonly digest: string | undefined
  readonly at: Place
}

/**
 * The digest of a definition: of its words, so that comments and layout do not count. All definitions of the name count, in
 * their order, for a later one hides an earlier one. 64 bits by FNV-1a: against accidents, not against attackers.
 */
function digestOf(source: string, file: string, name: string): { digest: string; at: Place } | undefined {
  const found = definitionsOf(tokensOf(source, file).tokens).filter((definition) => definition.name === name)
  if (found.length === 0) return undefined
  const words = found.map((definition) => definition.words.join(' ')).join('\n')
  return { digest: checksum(words) + checksum(words, 0x9747b28c), at: found[0].at }
}

/** The key of a definition in the digests' file. */
function keyOf(file: string, definition: string): string {
  return `${file}#${definition}`
}

/**
 * Compares what the models stand for with the digests that were accepted.
 *
 * @param read the text of a file by its path below the sources' root; `undefined` when there is none.
 */
export function drift(
  table: readonly Stands[],
  accepted: Digests,
  read: (file: string) => string | undefined,
): readonly Drifted[] {
  const models = new Map<string, { file: string; definition: string; models: string[] }>()
  for (const { model, file, definitions } of table) {
    for (const definition of definitions) {
      const key = keyOf(file, definition)
      const known = models.get(key) ?? { file, definition, models: [] }
      models.set(key, known)
      known.models.push(model)
    }
  }
  return [...models].map(([key, one]) => {
    const source = read(one.file)
    const { digest, at = top(one.file) } =
      (source === undefined ? undefined : digestOf(source, one.file, one.definition)) ?? {}
    const before = Object.hasOwn(accepted, key) ? accepted[key].digest : undefined
    const changed = before === undefined ? 'unrecorded' : before === digest ? 'same' : 'changed'
    return { kind: digest === undefined ? 'missing' : changed, ...one, digest, at }
  })
}

/** The digests after the definitions as they are now have been looked at; what has not changed keeps its reason. */
export function accepting(drifted: readonly Drifted[], before: Digests, reason: string): Digests {
  const entries = drifted.flatMap(({ kind, file, definition, digest }): [string, Accepted][] => {
    const key = keyOf(file, definition)
    if (digest === undefined) return []
    return [[key, kind === 'same' ? before[key] : { digest, reason }]]
  })
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
