import fc from 'fast-check'
import { simulate } from 'interlock'
import { schedules } from 'interlock/fast-check'
import { expect, test } from 'vitest'
import 'interlock/vitest'
import { leftHanded, naive } from '../dining-philosophers.ts'

test('philosophers of whom one takes its forks in the other order never deadlock, in a thousand runs', () => {
  expect(leftHanded).toBeDeadlockFree({ runs: 1000, steps: 100, endless: true, strategy: 'pos+pct:3' })
})

test('those who all take the left fork first do; without the not, the failure explains it', () => {
  expect(naive).not.toBeDeadlockFree({ runs: 1000, strategy: 'pos+pct:3' })
})

test('no schedule of few context switches deadlocks them either', () => {
  fc.assert(
    fc.property(schedules(), (strategy) => {
      expect(simulate(leftHanded, { strategy, runs: 1, steps: 100 }).verdict.kind).toBe('sampled')
    }),
    { seed: 1 },
  )
})
