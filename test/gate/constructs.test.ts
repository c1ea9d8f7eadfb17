import { describe, expect, it } from 'vitest'
import { fixtures, read, rulesOf } from './sources.ts'

// The same few designs written in many ways: each file's name begins with its verdict.

describe('a construct', () => {
  it.each(fixtures('constructs'))(
    '$file',
    ({ file, text, verdict, may = false, findings }) => {
      const report = read(text, file)
      expect(report.verdict).toBe(verdict)
      expect(file.startsWith(`${verdict}__`)).toBe(true)
      expect(rulesOf(report)).toEqual(findings)
      expect(report.may).toBe(may)
    },
    300_000,
  )
})

// Sound programs that depend on what is not followed: long counts, numbers of the outside, what is in a table.

describe('a program of which too much is lost', () => {
  it.each(fixtures('doubtful'))('is never called wrong for certain: $file', ({ text }) => {
    const report = read(text)
    expect(report.verdict === 'ok' || report.may).toBe(true)
    expect(report.findings.filter(({ may }) => !may)).toEqual([])
  })
})
