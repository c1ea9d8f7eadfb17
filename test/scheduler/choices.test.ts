import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMachine, fromPromise, raise, sendTo } from 'xstate'
import type { System } from '../../src/index.ts'
import { always, defineSystem, simulate } from '../../src/index.ts'
import { schedules } from '../../src/sim/arbitrary.ts'

// Systems in which one actor alone moves, and what it comes to hangs on which of its steps it takes: no order of actors,
// or of chains, makes a difference. A strategy that always takes the first of them never sees the other.

const good = always('it comes out well', (view) => view.actor('b').value !== 'bad')

/** The environment resolves or rejects a promise. */
const outcome = defineSystem({
  name: 'outcome',
  actors: {
    b: {
      machine: createMachine({
        initial: 'asking',
        states: {
          asking: { invoke: { src: fromPromise(async () => 0), id: 'job', onDone: 'fine', onError: 'bad' } },
          fine: {},
          bad: {},
        },
      }),
      outcomes: { job: [{ resolve: 1 }, { reject: 'no' }] },
    },
  },
  properties: [good],
})

/** What takes the second of two things first ends badly. */
const expecting = {
  initial: 'one',
  states: { one: { on: { first: 'fine', second: 'bad' } }, fine: {}, bad: {} },
} as const

/** Two messages of one channel, of which the later one may overtake. */
const overtaking = defineSystem({
  name: 'overtaking',
  delivery: 'unordered',
  unhandled: 'drop',
  actors: {
    a: createMachine({
      entry: [
        sendTo(({ system }) => system.get('b'), { type: 'first' }),
        sendTo(({ system }) => system.get('b'), { type: 'second' }),
      ],
    }),
    b: createMachine(expecting),
  },
  properties: [good],
})

/** Two timers that are due at the same moment. */
const tied = defineSystem({
  name: 'tied',
  unhandled: 'drop',
  actors: {
    b: createMachine({
      ...expecting,
      entry: [raise({ type: 'first' }, { delay: 5, id: '1' }), raise({ type: 'second' }, { delay: 5, id: '2' })],
    }),
  },
  properties: [good],
})

/** Two senders to one receiver, that have both sent. */
const race = defineSystem({
  name: 'race',
  unhandled: 'drop',
  actors: {
    a: createMachine({ entry: sendTo(({ system }) => system.get('b'), { type: 'first' }) }),
    c: createMachine({ entry: sendTo(({ system }) => system.get('b'), { type: 'second' }) }),
    b: createMachine(expecting),
  },
  properties: [good],
})

const toys: readonly (readonly [string, System])[] = [
  ['rejects a promise', outcome],
  ['lets a message overtake', overtaking],
  ['fires the other one of two timers that are due', tied],
]
const strategies = [
  'random',
  'pct:1',
  'pct:3',
  'pos',
  'urw',
  'guided',
  'round-robin',
  'round-robin:4',
  'delay-bounded:0',
  'delay-bounded:2',
  'preemption-bounded:0',
  'preemption-bounded:2',
  'non-preemptive/pct:1',
  'pos+pct:2',
]

/** What runs of a system come to. */
function ends(system: System, strategy: string): ReadonlySet<string> {
  return new Set(Array.from({ length: 20 }, (_, seed) => simulate(system, { strategy, seed, runs: 1 }).verdict.kind))
}

const both = new Set(['sampled', 'counterexample'])

describe.each(strategies)('the strategy %s', (strategy) => {
  it.each(toys)('sometimes %s, and sometimes does not', (_, system) => {
    expect(ends(system, strategy)).toEqual(both)
  })

  it('takes the messages of two senders in either order, if it may deviate from its plain schedule', () => {
    expect(ends(race, strategy)).toEqual(strategy === 'delay-bounded:0' ? new Set(['sampled']) : both)
  })
})

describe('an arbitrary schedule', () => {
  it.each(toys)('sometimes %s, and shrinks to the one choice that it takes', (_, system) => {
    const passes = (strategy: Parameters<typeof simulate>[1]): boolean =>
      simulate(system, { ...strategy, runs: 1 }).verdict.kind === 'sampled'
    const { counterexample } = fc.check(
      fc.property(schedules(), (strategy) => passes({ strategy })),
      { seed: 1, numRuns: 100 },
    )
    expect(counterexample?.[0].name).toMatch(/^schedule\(choose \d\)$/)
  })
})
