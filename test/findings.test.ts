import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findings, PAGES } from '../scripts/findings.ts'
import { sim } from './cli/sim.ts'

const page = (name: string): string => readFileSync(join(import.meta.dirname, '../docs', name), 'utf8')
const text = page('findings.md')

it.each(PAGES)('the tables of %s are current: npm run findings', { timeout: 300_000 }, (name) => {
  expect(findings(page(name))).toBe(page(name))
  expect(page(name).match(/<!-- table: \w+ -->\n(\||\*\*)/g)).toHaveLength(name === 'findings.md' ? 2 : 4)
})

it('the findings fit on two pages', () => {
  const printed = text.replace(/\]\([^)]*\)|<!--.*?-->|\|/g, ' ')
  expect(printed.split(/\s+/).length).toBeLessThan(1_250)
})

it('the findings count as many root causes as the diagnosis of the report leaves', async () => {
  const { out } = await sim([
    'diagnose',
    '--no-advice',
    '--saw',
    '/ = 200',
    '--saw',
    '/actors/alice/outbox = hang',
    '--json',
  ])
  const { hypotheses } = JSON.parse(out) as { hypotheses: { verdict: string }[] }
  expect(hypotheses.filter(({ verdict }) => verdict === 'allows')).toHaveLength(10)
  expect(hypotheses).toHaveLength(15)
  expect(text).toContain('leaves ten of fifteen root causes')
})
