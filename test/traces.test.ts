import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { traces } from '../scripts/catalogue-traces.ts'
import { formatTrace, parseTrace, replay, traceOf } from '../src/index.ts'
import { catalogue } from '../src/model/catalogue.ts'

const folder = join(import.meta.dirname, '..', 'traces')
const committed = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  .sort()

describe('the committed trace', () => {
  it.each(committed)('%s replays to the same violation, and to the same bytes', (file) => {
    const text = readFileSync(join(folder, file), 'utf8')
    const trace = parseTrace(text)
    const system = catalogue.find(({ name }) => name === trace.system)?.system()
    if (system === undefined) throw new Error(`the catalogue has no system '${trace.system}'; run npm run traces`)
    const replayed = replay(system, trace)
    if (replayed.kind !== 'reproduced')
      throw new Error(`${JSON.stringify(replayed, null, 2)}\nrun npm run traces if the model changed on purpose`)
    expect(formatTrace(traceOf(system, trace.clock, trace.source, replayed.counterexample))).toBe(text)
  })

  it('is there for every counterexample of the catalogue, and is the shortest one', () => {
    const called = new Map(traces())
    expect(committed).toEqual([...called.keys()].sort())
    for (const [file, text] of called) expect(readFileSync(join(folder, file), 'utf8')).toBe(text)
  })
})
