import { describe, expect, test } from 'vitest'
import type { SourceFinding } from '../../src/gate/source-report.ts'
import { github, logLines } from '../../src/report/annotations.ts'
import { junit } from '../../src/report/junit.ts'
import { summary } from '../../src/report/summary.ts'
import { astray, heldAcross, place, predicted } from '../gate/reports.ts'
import { judged } from './gate-report.ts'

const hostile: SourceFinding = {
  ...heldAcross,
  at: place(1, 2, 3, 'a,b:c%\n::error::x.ml'),
  message: '<&">\u0000\u001b[31m\u{ffff} 100%\r\n::error::owned | `code` <script>',
  cycle: undefined,
  steps: [],
  related: [],
}

describe('JUnit', () => {
  test('has a failed test for what fails and a skipped one for what does not', () => {
    const text = junit(judged([heldAcross, predicted], { unresolved: [astray] }))
    expect(text).toContain('<testsuite name="sim gate" tests="3" failures="2" errors="0" skipped="1">')
    expect(text).toContain('<testcase classname="lock-held-across-call" name="bin/sx_server.ml:7:10"')
    expect(text).toMatch(/<failure message="handle_request holds mtx[^"]*" type="blocks">/)
    expect(text).toContain('sched: Mutex.lock mtx (bin/sx_server.ml:20:3)')
    expect(text).toMatch(/hold-and-wait[^\n]*<skipped message="warning: stats_m/)
  })

  test('has a passed test for each file when nothing is found', () => {
    expect(junit(judged([]))).toContain('<testcase classname="gate" name="bin/sx_server.ml" file="bin/sx_server.ml"/>')
  })

  test('is XML, whatever a finding says', () => {
    const text = junit(judged([hostile]))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\uffff]/)
    expect(text).toContain('&lt;&amp;&quot;&gt;[31m 100%')
    expect(text.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]/)
  })
})

describe('GitHub annotations', () => {
  test('name the place, and the rule in the title', () => {
    const [line] = github(judged([{ ...heldAcross, cycle: 'a: b, c' }])).split('\n')
    expect(line).toBe(
      '::error file=bin/sx_server.ml,line=7,endLine=7,col=10,endColumn=47,title=interlock%3A lock-held-across-call::handle_request holds mtx while it waits for the answer of Sx_runtime.sx_call%0Aa: b, c',
    )
  })

  test('cannot be made to say something else', () => {
    const text = github(judged([hostile]))
    expect(text.split('\n').filter((line) => line.startsWith('::'))).toHaveLength(1)
    expect(text).toContain('file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.ml,')
    expect(text).toContain('100%25%0D%0A::error::owned')
  })

  test('are at most ten of a kind, the last of which counts the others', () => {
    const many = (count: number) =>
      github(judged(Array.from({ length: count }, (_, at) => ({ ...heldAcross, scope: `f${at}` }))))
    const errors = (count: number) =>
      many(count)
        .split('\n')
        .filter((line) => line.startsWith('::error'))
    expect(errors(10)).toHaveLength(10)
    expect(errors(10).join()).not.toContain('more')
    expect(errors(12)).toHaveLength(10)
    expect(errors(12)[9]).toContain('3 more; the log has all of them')
  })

  test('warn of what does not fail', () => {
    expect(github(judged([predicted]))).toMatch(/^::warning file=/)
  })
})

describe('log lines', () => {
  test('are path:line:column, one each', () => {
    const lines = logLines(judged([heldAcross, predicted, hostile])).split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[0]).toMatch(/^bin\/sx_server\.ml:7:10: error: handle_request holds mtx .* \[lock-held-across-call\]$/)
    expect(lines[1]).toMatch(/^bin\/sx_server\.ml:12:1: warning: /)
    expect(lines[3]).toBe('failed: 2 findings that fail and 1 that do not')
  })
})

describe('the summary', () => {
  test('is a table, whose cells are text whatever they say', () => {
    const text = summary(judged([heldAcross, hostile], { unresolved: [astray] }))
    expect(text).toContain('### interlock: failed: 2 findings that fail and 1 unresolved\n')
    expect(text).toContain('Verdict: blocks')
    expect(text.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(4)
    expect(text).not.toContain('<script>')
    expect(text).not.toContain('`code`')
  })

  test('says that all is well without one', () => {
    expect(summary(judged([]))).toBe('### interlock: passed: 0 findings that fail\n\nVerdict: ok\n')
  })
})
