import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findings } from '../scripts/findings.ts'
import { sim } from './cli/sim.ts'

const text = readFileSync(join(import.meta.dirname, '../docs/findings.md'), 'utf8')

it('the tables of the findings are current: npm run findings', { timeout: 300_000 }, () => {
  expect(findings(text)).toBe(text)
  expect(text.match(/<!-- table: \w+ -->\n\|/g)).toHaveLength(3)
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
