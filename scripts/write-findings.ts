/** Makes the tables of `docs/findings.md` and `docs/fixes.md` again. Read the diff before committing it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findings, PAGES } from './findings.ts'

for (const page of PAGES) {
  const file = join(import.meta.dirname, '..', 'docs', page)
  writeFileSync(file, findings(readFileSync(file, 'utf8')))
}
