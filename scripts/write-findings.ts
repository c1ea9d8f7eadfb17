/** Makes the tables of `docs/findings.md` again. Read the diff before committing it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findings } from './findings.ts'

const file = join(import.meta.dirname, '..', 'docs', 'findings.md')
writeFileSync(file, findings(readFileSync(file, 'utf8')))
