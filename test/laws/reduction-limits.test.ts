import { describe, expect, it } from 'vitest'
import type { SystemState } from '../../src/index.ts'
import { check, deadlockFree, defineSystem, respondsWithin } from '../../src/index.ts'
import { machine } from '../engine/kit.ts'
import { competing } from '../systems/locks.ts'

// As limits.test.ts: what a reduced search does not say.

const waits = (state: SystemState) => state.actor('conn#1').matches('waiting')
const serves = (state: SystemState) => state.actor('conn#1').matches('serving')

describe('limit 21: a reduced search says less besides the verdict', () => {
  it('so its counts are smaller, and what only timers break is not looked for', () => {
    const [full, reduced] = [
      check(competing(2, true, [deadlockFree()])),
      check(competing(2, true, [deadlockFree()]), { reduce: true }),
    ]
    expect(reduced.verdict.kind).toBe(full.verdict.kind)
    expect(reduced).toMatchObject({ reductions: ['partial-order'], masked: [] })
    const timed = competing(2, true, [respondsWithin('served in time', waits, serves, 10)])
    expect(check(timed, { reduce: true })).toMatchObject({ reductions: [], states: check(timed).states })
  })
})

describe('limit 22: interchangeable means so to the letter', () => {
  const pair = (note: (me: string) => object) =>
    defineSystem({
      name: 'pair',
      actors: Object.fromEntries(['c#1', 'c#2'].map((me) => [me, { machine: noting, input: note(me) }])),
      symmetric: ['c'],
    })
  const noting = machine({ tags: 'idle', context: ({ input }: any) => input })

  it('so texts that are made of names, and lists of them in a fixed order, are refused', () => {
    expect(
      check(
        pair((me) => ({ me, path: `${me}/1` })),
        { reduce: true },
      ).states,
    ).toBe(1)
    expect(() =>
      check(
        pair((me) => ({ me, title: `I am ${me}` })),
        { reduce: true },
      ),
    ).toThrow('not interchangeable')
    expect(
      check(
        pair(() => ({ all: new Set(['c#1', 'c#2']) })),
        { reduce: true },
      ).states,
    ).toBe(1)
    expect(() =>
      check(
        pair(() => ({ all: ['c#1', 'c#2'] })),
        { reduce: true },
      ),
    ).toThrow('not interchangeable')
  })
})
