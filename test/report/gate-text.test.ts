import { describe, expect, test } from 'vitest'
import { DEFAULTS } from '../../src/gate/config.ts'
import { breach, fingerprints } from '../../src/gate/finding.ts'
import { excerpt } from '../../src/report/excerpt.ts'
import { gateRules } from '../../src/report/gate-rules.ts'
import { gateText, ruleText } from '../../src/report/gate-text.ts'
import { UNPAINTED } from '../../src/report/style.ts'
import { astray, FILE, heldAcross, place, predicted, SOURCE } from '../gate/reports.ts'
import { judged } from './gate-report.ts'

const style = { paint: UNPAINTED, columns: 80, ascii: false }
const lines = (file: string) => (file === FILE ? SOURCE.split('\n') : undefined)

describe('the text of the gate', () => {
  test('shows the lines, the cycle, the schedule and what is sound', async () => {
    const text = gateText(judged([heldAcross]), ['No interlock.config.json.'], lines, style)
    await expect(`${text}\n`).toMatchFileSnapshot('../golden/gate-blocks.txt')
  })

  test('shows variants, warnings, what is known, unresolved and stale', async () => {
    const [fingerprint] = fingerprints([heldAcross])
    const known = { fingerprint, rule: heldAcross.rule, reason: 'being fixed', expires: '2026-02-01' }
    const gone = { ...known, fingerprint: 'feed', rule: 'lock-order' }
    const variants = [
      { name: 'original', verdict: 'blocks', may: false, findings: [heldAcross] },
      { name: 'a-yield', verdict: 'ok', may: false, findings: [] },
    ] as const
    const found = judged(
      [heldAcross, predicted, breach('thread-free', place(1, 11, 23), 'Mutex.create is used here')],
      { variants, unresolved: [astray, { ...astray, reaches: false }] },
      DEFAULTS,
      [known, gone],
    )
    await expect(`${gateText(found, [], lines, style)}\n`).toMatchFileSnapshot('../golden/gate-standings.txt')
  })

  test('says in one line that nothing was found', () => {
    expect(gateText(judged([]), [], lines, style)).toBe('1 file, 10 lines of OCaml: ok\n\npassed: 0 findings that fail')
  })

  test('explains what is sound once per rule', () => {
    const text = gateText(judged([heldAcross, { ...heldAcross, scope: 'other' }]), [], lines, style)
    expect(text.match(/What is sound/g)).toHaveLength(1)
  })

  test('does not let a source drive the terminal', () => {
    const hostile = { ...heldAcross, message: '\u001b[2J', scope: '\u001b' }
    expect(gateText(judged([hostile]), [], () => Array(10).fill('\u001b[31m (* \u202e *)'), style)).not.toMatch(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      /[\u001b\u202e]/,
    )
  })
})

describe('an excerpt', () => {
  const show = (text: string, from: number, to: number, columns = 80) =>
    excerpt([{ at: place(1, from, to), message: '' }], () => [text], { ...style, columns })

  test('has its carets under what it means, behind tabs and wide escapes too', () => {
    expect(show('\tlet x', 2, 5)).toEqual(['  1 |  let x', '    |  ^^^'])
    expect(show('\u0001ab', 2, 3)).toEqual(['  1 | \\x01ab', '    |     ^'])
  })

  test('fits, however long a line is', () => {
    const told = show(`${'x'.repeat(500)} lock`, 502, 506, 40)
    expect(Math.max(...told.map((line) => line.length))).toBeLessThanOrEqual(40)
  })

  test('leaves out what is not in the file, and files that cannot be shown', () => {
    expect(excerpt([{ at: place(9, 1, 2), message: '' }], () => ['one'], style)).toEqual([])
    expect(excerpt([{ at: place(1, 1, 2), message: '' }], () => undefined, style)).toEqual([])
  })
})

describe('a rule, told', () => {
  test('has a reason, a bad shape and a good one', async () => {
    const [first] = gateRules
    await expect(`${ruleText(first, style)}\n`).toMatchFileSnapshot('../golden/gate-rule.txt')
  })

  test('is there once for each name', () => {
    const ids = gateRules.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const rule of Object.keys(DEFAULTS.rules)) expect(ids).toContain(rule)
  })
})
