import { describe, expect, it, test } from 'vitest'
import { Predictions } from '../../src/cli/predictions.ts'
import type { DesignName } from '../../src/model/designs.ts'
import { endWords } from '../../src/model/diagnosis.ts'
import { experiments, separates, splitOf } from '../../src/model/experiments.ts'
import { fixes } from '../../src/model/fixes.ts'
import type { Requested } from '../../src/model/paths.ts'
import { requestNamed } from '../../src/model/paths.ts'
import { rootCauses } from '../../src/model/root-causes.ts'
import { plain } from '../../src/model/variant.ts'

const predictions = new Predictions({ states: 100_000, runs: 0, steps: 0 })

/** What `/actors/alice/outbox` and then `/` may answer, if this is the root cause. */
function answers(cause: string, design: DesignName): readonly string[] {
  const found = rootCauses.find(({ name }) => name === cause)
  if (found === undefined) throw new Error(cause)
  const asked = ['/actors/alice/outbox', '/'].map((text) => requestNamed(text) as Requested)
  const variant = found.of(plain(design))
  const { ends, exhaustive } = predictions.run([variant, variant], [[asked]])
  expect(exhaustive).toBe(true)
  const phases = [[asked.map((request) => ({ ...request, result: 'ok' as const }))]]
  return [...new Set(ends.map((end) => endWords({ phases }, end)))].sort()
}

describe('what an outbox, and then `/`, may answer', () => {
  test.each<[string, DesignName, readonly string[]]>([
    ['scheduler-thread', 'original', ['hang, hang']],
    ['scheduler-parked', 'original', ['hang, hang']],
    ['scheduler-thread', 'pattern-a', ['200, 200']],
    ['scheduler-parked', 'pattern-a', ['hang, 200']],
    ['scheduler-parked', 'pattern-b', ['hang, hang']],
    ['scheduler-parked', 'pattern-a-naive', ['hang, 200']],
    ['scheduler-thread', 'pattern-a-naive', ['200, 200', '500, 200', 'hang, 200']],
    ['held-across-accept', 'pattern-a', ['hang, hang']],
    // Without the mutex around the call, only the scheduler misses it.
    ['held-across-accept', 'pattern-a-naive', ['hang, 200']],
    ['kernel-unregistered', 'original', ['500, 200']],
    ['kernel-never-starts', 'pattern-a', ['hang, 200']],
    ['kernel-never-starts', 'pattern-b', ['hang, 200']],
    // Whoever waits inside `sx_call` keeps the second lock, and the scheduler needs it.
    ['second-lock', 'pattern-a', ['hang, hang']],
    ['second-lock', 'pattern-a-naive', ['hang, hang']],
    ['second-lock', 'pattern-b', ['200, 200']],
    ['lost-wakeup', 'pattern-a', ['200, 200', 'hang, 200']],
    ['timeout-too-short', 'original', ['500, 200']],
    ['timeout-too-short', 'pattern-a', ['200, 200']],
  ])('%s, %s', (cause, design, expected) => {
    expect(answers(cause, design)).toEqual(expected)
  })
})

it('a split counts what is left: all of one group, or half of two that cannot be told apart', () => {
  const [experiment] = experiments
  const sure = splitOf(
    experiment,
    new Map([
      ['a', ['x']],
      ['b', ['y']],
    ]),
  )
  expect(sure).toMatchObject({
    left: 1,
    groups: [
      { shows: 'x', causes: ['a'] },
      { shows: 'y', causes: ['b'] },
    ],
  })
  const none = splitOf(
    experiment,
    new Map([
      ['a', ['x']],
      ['b', ['x']],
    ]),
  )
  expect(none.left).toBe(2)
  expect([separates(sure, 2), separates(none, 2)]).toEqual([true, false])
  // b shows x half of the time, and then nothing is ruled out.
  expect(
    splitOf(
      experiment,
      new Map([
        ['a', ['x']],
        ['b', ['x', 'y']],
      ]),
    ).left,
  ).toBe((2 + (2 + 1) / 2) / 2)
})

it('every experiment asks for something, and a fix that adds a thread adds it only where none is', () => {
  for (const { asks } of experiments) expect(asks.flat().length).toBeGreaterThan(0)
  const thread = fixes.find(({ name }) => name === 'A+thread')
  expect(thread?.of(plain('original', 'parked')).runner).toBe('parked+thread')
  expect(thread?.of(plain('original', 'return')).runner).toBe('return')
})
