import { describe, expect, it } from 'vitest'
import { assign, sendTo, setup } from 'xstate'
import type { CheckOptions } from '../../src/check/check.ts'
import { check, checking } from '../../src/check/check.ts'
import { defineSystem } from '../../src/index.ts'
import { loners } from '../systems/loners.ts'
import { philosophers } from '../systems/philosophers.ts'
import { ring } from '../systems/ring.ts'
import { Rehearsal } from './crew.ts'

describe('a bound that is hit', () => {
  it.each([
    ['states', { states: 100 }],
    ['depth', { depth: 5 }],
    ['memory', { memory: 1 }],
  ] as const)('is never a pass: %s', (bound, bounds) => {
    const { verdict, complete, hit, deadlocks } = check(ring(8), bounds)
    expect(verdict).toEqual({ kind: 'inconclusive', hit: { bound, limit: Object.values(bounds)[0] } })
    expect({ complete, hit: hit?.bound, deadlocks }).toEqual({ complete: false, hit: bound, deadlocks: undefined })
  })

  it('does not hide a deadlock that was reached before it', () => {
    const { verdict, complete } = check(philosophers(6), { states: 23_000 })
    expect(complete).toBe(false)
    expect(verdict).toMatchObject({ kind: 'counterexample', counterexample: { property: 'deadlock-free' } })
  })

  it('does not turn a missing witness into a violation', () => {
    expect(check(ring(6), { depth: 3 }).findings).toEqual([])
  })

  it('can be the caller’s own: the search stops when told to and says why', () => {
    const run = checking(ring(10))
    expect(run.next(undefined)).toMatchObject({ done: false, value: { states: expect.any(Number) } })
    const hit = { bound: 'seconds', limit: 1 } as const
    expect(run.next(hit)).toMatchObject({
      done: true,
      value: { complete: false, verdict: { kind: 'inconclusive', hit } },
    })
  })

  it('on time is kept by the clock that the caller gives, and refused without one', () => {
    let milliseconds = 0
    const now = () => {
      milliseconds += 400
      return milliseconds
    }
    const hit = { bound: 'seconds', limit: 1 }
    expect(check(ring(10), { seconds: 1, now }).verdict).toEqual({ kind: 'inconclusive', hit })
    expect(() => check(ring(5), { seconds: 1 })).toThrow('give now: () => performance.now()')
  })

  describe('of the caller’s own is looked up as often as the work asks for, where each state has a hundred successors', () => {
    it.each<[string, CheckOptions]>([
      ['in full', {}],
      ['by several', { crew: new Rehearsal(2) }],
      ['in bits', { bitstate: 1, depth: 3 }],
    ])('%s', (_, options) => {
      const run = checking(loners(100), options)
      const enough = { bound: 'seconds', limit: 1 } as const
      let transitions = 0
      let most = 0
      let next = run.next(undefined)
      while (!next.done) {
        most = Math.max(most, next.value.transitions - transitions)
        transitions = next.value.transitions
        next = run.next(transitions > 400_000 ? enough : undefined)
      }
      expect(next.value.hit).toEqual(enough)
      expect(most).toBeLessThan(2 * 16_384)
    })
  })

  it('is not hit by a search that just fits', () => {
    expect(check(ring(5), { states: 249 }).verdict.kind).toBe('verified')
    expect(check(ring(5), { states: 248 }).verdict.kind).toBe('inconclusive')
  })

  it('on memory covers what the system itself takes, so that one without end stops in time', () => {
    const counter = setup({
      types: { context: {} as { n: number; trail: string } },
      actions: {
        again: sendTo(({ self }) => self, { type: 'tick' }),
        grow: assign({
          n: ({ context }) => context.n + 1,
          trail: ({ context }) => `${context.trail}${'x'.repeat(1000)}`,
        }),
      },
    }).createMachine({ context: { n: 0, trail: '' }, entry: 'again', on: { tick: { actions: ['grow', 'again'] } } })
    const { verdict, states } = check(defineSystem({ name: 'endless', actors: { counter } }), { memory: 50 * 2 ** 20 })
    expect(verdict).toMatchObject({ kind: 'inconclusive', hit: { bound: 'memory' } })
    expect(states).toBeLessThan(5_000)
  })

  it.each([
    [{ states: Number.NaN }, /the bound on states is NaN; it must be a number above 0/],
    [{ depth: -1 }, /the bound on depth is -1/],
    [{ maxStates: 5 }, /unknown bound 'maxStates'; known are states, depth, memory, seconds/],
  ])('that makes no sense is refused: %o', (bounds, message) => {
    expect(() => check(ring(5), bounds as object)).toThrow(message)
  })
})
