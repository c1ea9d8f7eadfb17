/** Writes `traces/` again: one file per counterexample of the catalogue. Read the diff before committing it. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { traces } from './catalogue-traces.ts'

const root = join(import.meta.dirname, '..', 'traces')
rmSync(root, { recursive: true, force: true })
for (const [file, text] of traces()) {
  const path = join(root, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
