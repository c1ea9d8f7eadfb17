import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isSeq, LineCounter, parseDocument } from 'yaml'
import type { Entry } from './evidence.ts'
import { UsageError } from './io.ts'

/**
 * The observations of a file, each with its line: a list in YAML or JSON (also under `observations`), or NDJSON, one a
 * line.
 *
 * @throws UsageError that names the file, and the line if one is at fault.
 */
export function observationsIn(file: string, cwd: string): readonly Entry[] {
  let text: string
  try {
    text = readFileSync(resolve(cwd, file), 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as Error).message}`)
  }
  const entries = file.endsWith('.ndjson') ? fromLines(file, text) : fromList(file, text)
  if (entries.length === 0) throw new UsageError(`${file} has no observations`)
  return entries
}

function fromLines(file: string, text: string): readonly Entry[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const where = `${file}, line ${index + 1}`
    try {
      return [{ where, value: JSON.parse(line) as unknown }]
    } catch (error) {
      throw new UsageError(`${where}: is not JSON: ${(error as Error).message}`)
    }
  })
}

/** JSON is YAML, so that one parser knows the lines of both. */
function fromList(file: string, text: string): readonly Entry[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineOf = (offset: number | undefined): number => lines.linePos(offset ?? 0).line
  const [error] = document.errors
  if (error !== undefined) {
    throw new UsageError(`${file}, line ${lineOf(error.pos[0])}: ${error.message.split('\n')[0]}`)
  }
  const list = isSeq(document.contents) ? document.contents : document.get('observations', true)
  if (!isSeq(list)) throw new UsageError(`${file} must be a list of observations, or have one under 'observations'`)
  const values = valuesOf(file, document)
  return list.items.map((item, at) => {
    const { range } = item as { readonly range?: readonly number[] | null }
    return { where: `${file}, line ${lineOf(range?.[0])}`, value: values[at] }
  })
}

function valuesOf(file: string, document: ReturnType<typeof parseDocument>): readonly unknown[] {
  try {
    const whole = document.toJS() as readonly unknown[] | { readonly observations: readonly unknown[] }
    return 'observations' in whole ? whole.observations : whole
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`)
  }
}
