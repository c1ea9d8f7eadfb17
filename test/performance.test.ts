import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Table } from '../bench/reductions-table.ts'
import { families, row, rowsOf, scenarios, withRows } from '../bench/reductions-table.ts'

// Counts of states are facts: the tables of docs/performance.md hold what the searches say. npm run bench:reductions -- --write
// makes them again.

const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'performance.md'), 'utf8')

const nameOf = (line: string): string => line.split(' | ')[0].slice(2)
const full = (line: string): number => Number(line.split(' | ')[1].replace(/\D/g, ''))

describe.each<[Table, typeof families]>([
  ['family', families],
  ['scenario', scenarios],
])('the table of reductions by %s', (table, systems) => {
  const rows = rowsOf(page, table)

  it('has a row for each, in order', () => {
    expect(rows.map(nameOf)).toEqual([...systems.keys()])
  })

  it('says how many states the searches of the small ones have', () => {
    const small = rows.filter((line) => full(line) < 400)
    expect(small.length).toBeGreaterThan(5)
    for (const line of small) expect(row(nameOf(line), (systems.get(nameOf(line)) as () => never)())).toBe(line)
  })

  it('can be written again', () => {
    expect(withRows(page, table, rows)).toBe(page)
    expect(rowsOf(withRows(page, table, ['| one |', '| two |']), table)).toEqual(['| one |', '| two |'])
  })
})
