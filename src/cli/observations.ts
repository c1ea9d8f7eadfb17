import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { shortened } from '../report/text.ts'
import type { Entry } from './evidence.ts'
import { UsageError } from './io.ts'

/** What a parser says may quote what it cannot read: so many characters of that are told. */
const LONGEST = 120

/**
 * The observations of a file, each with its line: a list in YAML or JSON (also under `observations`), or NDJSON, one a
 * line.
 *
 * @throws UsageError that names the file, and the line if one is at fault.
 */
export function observationsIn(file: string, cwd: string): readonly Entry[] {
  let text: string
  try {
    text = readFileSync(resolve(cwd, file), 'utf8').replace(/^\ufeff/, '')
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as Error).message}`)
  }
  const before = text.split('\0')[0]
  if (before.length < text.length) {
    throw new UsageError(`${file}, line ${before.split('\n').length}: has a NUL byte, so that this is no text file`)
  }
  if (text.trim() === '') throw new UsageError(`${file} has no observations`)
  const entries = file.endsWith('.ndjson') ? fromLines(file, text) : fromList(file, text)
  if (entries.length === 0) throw new UsageError(`${file} has no observations`)
  return entries
}

function fromLines(file: string, text: string): readonly Entry[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const where = `${file}, line ${index + 1}`
    try {
      return [{ where, value: JSON.parse(line) as unknown, at: () => where }]
    } catch (error) {
      throw new UsageError(`${where}: is not JSON: ${shortened((error as Error).message, LONGEST)}`)
    }
  })
}

/** JSON is YAML, so that one parser knows the lines of both. */
function fromList(file: string, text: string): readonly Entry[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineOf = (offset: number | undefined): number => lines.linePos(offset ?? 0).line
  const [error] = document.errors
  if (error !== undefined) {
    const message = error.code === 'MULTIPLE_DOCS' ? 'a second document; give one list' : error.message
    throw new UsageError(`${file}, line ${lineOf(error.pos[0])}: ${shortened(message.split('\n')[0], LONGEST)}`)
  }
  const list = isSeq(document.contents) ? document.contents : document.get('observations', true)
  if (!isSeq(list)) throw new UsageError(`${file} must be a list of observations, or have one under 'observations'`)
  const values = valuesOf(file, document)
  const where = (node: unknown): string => `${file}, line ${lineOf((node as Ranged | null)?.range?.[0])}`
  return list.items.map((item, index) => ({
    where: where(item),
    value: values[index],
    at: (field, at) => where(nodeOf(item, field, at)),
  }))
}

/** What the parser knows of where something stands. */
interface Ranged {
  readonly range?: readonly number[] | null
}

/** A field of an observation, or an item of it; the observation itself when it has none of that name. */
function nodeOf(item: unknown, field: string, at: number | undefined): unknown {
  if (!isMap(item)) return item
  const pair = item.items.find(({ key }) => isScalar(key) && key.value === field)
  if (pair === undefined) return item
  return at !== undefined && isSeq(pair.value) ? pair.value.items[at] : pair.key
}

function valuesOf(file: string, document: ReturnType<typeof parseDocument>): readonly unknown[] {
  try {
    const whole = document.toJS() as readonly unknown[] | { readonly observations: readonly unknown[] }
    return 'observations' in whole ? whole.observations : whole
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`)
  }
}
