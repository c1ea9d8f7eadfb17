import { describe, expect, it } from 'vitest'
import { assign, sendTo, setup } from 'xstate'
import { check } from '../../src/check/check.ts'
import {
  always,
  atMostOne,
  deadlockFree,
  defineSystem,
  InterlockError,
  noUnhandledEvents,
  type Property,
  sometimes,
} from '../../src/index.ts'

/** Counts up to a limit by events it sends itself, then rests. */
const counter = setup({
  types: { context: {} as { n: number; limit: number }, input: {} as { limit: number } },
  guards: { more: ({ context }) => context.n + 1 < context.limit },
  actions: {
    again: sendTo(({ self }) => self, { type: 'tick' }),
    count: assign({ n: ({ context }) => context.n + 1 }),
  },
}).createMachine({
  context: ({ input }) => ({ n: 0, limit: input.limit }),
  entry: 'again',
  initial: 'counting',
  states: {
    counting: {
      tags: 'busy',
      on: {
        tick: [
          { guard: 'more', actions: ['count', 'again'] },
          { target: 'resting', actions: 'count' },
        ],
      },
    },
    resting: { tags: 'idle' },
  },
})

const counters = (...properties: Property[]) =>
  defineSystem({
    name: 'counters',
    actors: {
      a: { machine: counter, input: { limit: 3 } },
      b: { machine: counter, input: { limit: 2 } },
    },
    properties,
  })

const n = (name: string) => (state: { actor(name: string): { context: { n: number } } }) => state.actor(name).context.n

describe('always', () => {
  it('is verified when the predicate holds in every state', () => {
    const result = check(counters(always('bounded', (state) => n('a')(state) <= 3 && n('b')(state) <= 2)))
    expect(result).toMatchObject({ verdict: { kind: 'verified' }, complete: true, states: 12 })
  })

  it('gives a shortest schedule to where it fails', () => {
    const { verdict } = check(counters(always('apart', (state) => n('a')(state) + n('b')(state) < 4)))
    expect(verdict).toMatchObject({
      kind: 'counterexample',
      counterexample: { property: 'apart', steps: { length: 4 } },
    })
  })

  it('may fail in the initial state, with an empty schedule', () => {
    const { findings } = check(counters(always('never zero', (state) => n('a')(state) > 0)))
    expect(findings).toMatchObject([{ property: 'never zero', steps: [] }])
  })

  it('is vacuous, and so a failure, when its premise never happens', () => {
    const premise = (limit: number) =>
      check(counters(always('premised', () => true, { when: (state) => n('a')(state) === limit })))
    expect(premise(3).verdict.kind).toBe('verified')
    expect(premise(4).findings).toMatchObject([{ property: 'premised', violation: { kind: 'vacuous' }, steps: [] }])
  })

  it('asks only where its premise holds', () => {
    const property = always('b first', (state) => n('b')(state) === 2, { when: (state) => n('a')(state) === 3 })
    expect(check(counters(property)).findings).toMatchObject([{ property: 'b first', steps: { length: 3 } }])
  })
})

describe('sometimes', () => {
  it('keeps a shortest witness', () => {
    const { witnesses, verdict } = check(counters(sometimes('both done', (s) => n('a')(s) === 3 && n('b')(s) === 2)))
    expect(verdict.kind).toBe('verified')
    expect(witnesses).toMatchObject([{ property: 'both done', steps: { length: 5 } }])
  })

  it('fails when a complete search has not seen it', () => {
    expect(check(counters(sometimes('four', (s) => n('a')(s) === 4))).findings).toMatchObject([
      { property: 'four', violation: { kind: 'never' } },
    ])
  })
})

describe('at most one', () => {
  it('counts the actors that carry a tag, and names those that do at once', () => {
    expect(check(counters(atMostOne('busy'))).findings).toMatchObject([
      { violation: { kind: 'at-most-one', tag: 'busy', actors: ['a', 'b'] }, steps: [] },
    ])
    expect(check(counters(atMostOne('absent tag'))).verdict.kind).toBe('verified')
  })
})

describe('several properties', () => {
  it('are all decided, and the verdict names the first that fails, in the order of the system', () => {
    const result = check(
      counters(
        deadlockFree(),
        always('late', (state) => n('a')(state) < 3),
        always('early', (state) => n('b')(state) < 1),
      ),
    )
    expect(result.findings.map(({ property, steps }) => [property, steps.length])).toEqual([
      ['late', 3],
      ['early', 1],
    ])
    expect(result.verdict).toMatchObject({ counterexample: { property: 'late' } })
  })
})

describe('a predicate', () => {
  it('that throws is a mistake in the system, not a verdict', () => {
    const wrong = always('wrong', (state) => state.actor('nobody').matches('x'))
    expect(() => check(counters(wrong))).toThrow(
      /property 'wrong' threw: no actor is named 'nobody'; declared are a, b/,
    )
  })

  it('that depends on more than the state is refused', () => {
    let flip = false
    const impure = always('impure', (state) => {
      flip = !flip
      return flip ? n('a')(state) >= 0 : n('b')(state) >= 0
    })
    expect(() => check(counters(impure))).toThrow(InterlockError)
  })
})

describe('what user code throws', () => {
  const bomb = setup({
    actions: {
      ask: sendTo(({ self }) => self, { type: 'boom' }),
      burn: assign(() => {
        throw new Error('burnt')
      }),
    },
  }).createMachine({ entry: 'ask', on: { boom: { actions: 'burn' } } })

  it('is a violation with its schedule, whatever the properties are, and comes first', () => {
    const system = defineSystem({
      name: 'bomb',
      actors: { bomb },
      properties: [always('no', (state) => state.actor('bomb').status !== 'error')],
    })
    expect(check(system).findings).toMatchObject([
      { property: 'no errors', violation: { kind: 'error', actor: 'bomb', message: 'burnt' }, steps: { length: 1 } },
      { property: 'no', steps: { length: 1 } },
    ])
  })
})

describe('events that cannot be taken', () => {
  const sender = setup({
    actions: { send: sendTo(({ system }) => system.get('deaf'), { type: 'hello' }) },
  }).createMachine({
    entry: 'send',
    tags: 'idle',
  })
  const deaf = setup({}).createMachine({ tags: 'idle' })
  const of = (unhandled: 'drop' | 'report' | 'defer', ...properties: Property[]) =>
    check(defineSystem({ name: 'deaf', actors: { sender, deaf }, unhandled, properties }))

  it('are dropped without a word, unless it is asked for', () => {
    expect(of('drop').verdict.kind).toBe('verified')
    expect(of('drop', noUnhandledEvents()).findings).toMatchObject([
      {
        property: 'no unhandled events',
        violation: { kind: 'unhandled', actor: 'deaf', from: 'sender', event: { type: 'hello' } },
        steps: { length: 1 },
      },
    ])
  })

  it('are always a violation for an actor that reports them', () => {
    expect(of('report').findings).toMatchObject([{ property: 'no reported events', violation: { kind: 'unhandled' } }])
  })

  it('wait when they are deferred', () => {
    expect(of('defer', noUnhandledEvents())).toMatchObject({ states: 1, verdict: { kind: 'verified' } })
  })
})
