// The tables of docs/performance.md: states with and without reductions. npm run bench:reductions -- [--write] [--families]
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Table } from './reductions-table.ts'
import { families, heading, row, rowsOf, scenarios, withRows } from './reductions-table.ts'

const page = join(import.meta.dirname, '..', 'docs', 'performance.md')

function make(name: Table, rows: ReadonlyMap<string, () => string>): void {
  console.log(`\n${heading(name)}`)
  const lines = [...rows.values()].map((line) => {
    const made = line()
    console.log(made)
    return made
  })
  if (!process.argv.includes('--write')) return
  const before = readFileSync(page, 'utf8')
  writeFileSync(page, withRows(before, name, lines))
  console.log(`${rowsOf(before, name).filter((each) => !lines.includes(each)).length} rows changed or gone`)
}

const lines = (systems: typeof families) => new Map([...systems].map(([name, make]) => [name, () => row(name, make())]))

make('family', lines(families))
if (!process.argv.includes('--families')) make('scenario', lines(scenarios))
