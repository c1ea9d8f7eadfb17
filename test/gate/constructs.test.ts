import { describe, expect, it } from 'vitest'
import { fixtures, read, rulesOf } from './sources.ts'

// The same few designs written in many ways: each file's name begins with its verdict.

describe('a construct', () => {
  it.each(fixtures('constructs'))('$file', ({ file, text, verdict, findings }) => {
    const report = read(text, file)
    expect(report.verdict).toBe(verdict)
    expect(file.startsWith(`${verdict}__`)).toBe(true)
    expect(rulesOf(report)).toEqual(findings)
  })
})
