import { describe, expect, test } from 'vitest'
import { checkEvery } from '../../src/check/every.ts'
import { signatureOf } from '../../src/index.ts'
import { families } from '../../src/model/families.ts'
import { familyNamed } from '../../src/model/server.ts'

const familyOf = (name: string) => familyNamed(name) ?? expect.fail(`no family ${name}`)

/** Pattern B has the most excerpts: on a slow, shared machine they take minutes. */
const LONG = 900_000

describe('any number of connections, each calling the kernel', () => {
  test.each(families)(
    '$name',
    ({ name, fails }) => {
      const { verdict, excerpts } = checkEvery(familyOf(name), { alone: 2 })
      if (fails === undefined) {
        expect(verdict).toEqual({ kind: 'verified' })
        expect(excerpts).toBeGreaterThan(1000)
        return
      }
      if (verdict.kind !== 'counterexample') throw new Error(verdict.kind)
      expect([verdict.copies, signatureOf(verdict.counterexample.violation)]).toEqual([fails.copies, fails.signature])
    },
    LONG,
  )

  test.each([
    ['pattern-b-wait-locked/scheduler-thread/kernel-n', 1],
    ['pattern-a-naive/scheduler-thread/kernel-n', 1],
    ['pattern-a/scheduler-parked/kernel-n', 1],
  ])('%s is refuted', (name, copies) => {
    expect(checkEvery(familyOf(name)).verdict).toMatchObject({ kind: 'counterexample', copies })
  })

  test('plain requests, which nobody holds up, are verified for the original, too', () => {
    expect(checkEvery(familyOf('original/scheduler-thread/simple-n')).verdict).toEqual({ kind: 'verified' })
  })

  test('only names that end in n are families', () => {
    expect(familyNamed('pattern-a/scheduler-thread/kernel-2')).toBeUndefined()
    expect(familyNamed('pattern-z/scheduler-thread/kernel-n')).toBeUndefined()
  })
})
