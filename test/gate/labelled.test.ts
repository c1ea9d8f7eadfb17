import { describe, expect, it } from 'vitest'
import { fixtures, read, rulesOf } from './sources.ts'

// The labelled rewrites of the handler: every label was confirmed by building and running it under load.

describe('a labelled handler', () => {
  it.each(fixtures('labelled'))('$file: $verdict', ({ file, text, verdict, findings }) => {
    const report = read(text, file)
    expect(report.verdict).toBe(verdict)
    expect(rulesOf(report)).toEqual(findings)
    expect(report.unresolved).toEqual([])
    expect(report.may).toBe(false)
  })

  it('of the original: the lock, the call under it, the unlock after, and the cycle', () => {
    const original = fixtures('labelled').find(({ file }) => file === 'original.ml')
    const [finding] = read(original?.text ?? '', 'original.ml').findings
    expect(finding.cycle).toBe(
      'mtx is held by http_listen#1; http_listen#1 waits for a reply from sched#1; sched#1 waits for mtx.',
    )
    expect(finding.related.map(({ at, message }) => `${at.line} ${message}`)).toEqual([
      '12 http_listen#1 locks mtx here',
      '16 http_listen#1 would unlock mtx only here',
      '6 sched#1 waits here',
    ])
    expect(finding.scope).toBe('Original.handle_request.resp')
    expect(finding.steps.at(-2)).toMatchObject({ actor: 'http_listen#1', holds: ['mtx'], at: { line: 14, column: 10 } })
    expect(finding.steps.at(-1)).toMatchObject({ actor: 'sched#1', text: 'waits for mtx', at: { line: 6 } })
  })
})
