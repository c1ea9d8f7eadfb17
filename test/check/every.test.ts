import { describe, expect, it } from 'vitest'
import { assign, sendTo } from 'xstate'
import { checkEvery } from '../../src/check/every.ts'
import { always, atMostOne, check, deadlockFree, eventually, noUnhandledEvents } from '../../src/index.ts'
import {
  borrower,
  box,
  caller,
  clerk,
  clock,
  family,
  gate,
  lock,
  machine,
  nesting,
  panicking,
  polite,
  purse,
  queue,
  room,
  tell,
  till,
  user,
  worker,
} from '../systems/families.ts'

type Loose = any

const exclusive = { properties: [deadlockFree(), atMostOne('busy')] }
const waiting = { uncounted: { server: ['waiting'] } }
const kept = { uncounted: { server: ['inside'] } }

const doubtOf = (result: ReturnType<typeof checkEvery>): Loose =>
  result.verdict.kind === 'inconclusive' ? result.verdict.doubt : result.verdict

describe('every number of copies is verified', () => {
  it('of users of a mutex, once or for ever', () => {
    for (const again of [false, true]) {
      const result = checkEvery(family(user(again), { lock }, exclusive))
      expect(result.verdict).toEqual({ kind: 'verified' })
      expect(result.roles).toEqual(['c'])
      expect(result.alone.map(({ verdict }) => verdict.kind)).toEqual(['verified', 'verified', 'verified'])
    }
  })

  it('of callers in a queue whose length nobody looks at', () => {
    const result = checkEvery(family(caller, { server: queue, worker }, waiting))
    expect(result.verdict).toEqual({ kind: 'verified' })
    expect([...result.uncounted]).toEqual([['server', ['waiting']]])
  })

  it('of callers that a server waits for without keeping their names', () => {
    expect(checkEvery(family(polite, { server: clerk })).verdict).toEqual({ kind: 'verified' })
  })

  it('of callers that are let go all at once', () => {
    expect(checkEvery(family(caller, { server: gate, worker }, waiting)).verdict).toEqual({ kind: 'verified' })
  })
})

describe('a counterexample is that of the fewest copies', () => {
  it('two take two locks in each order', () => {
    const result = checkEvery(family(nesting, { a: lock, b: lock }))
    expect(result.verdict).toMatchObject({ kind: 'counterexample', copies: 2 })
    expect(result.alone).toHaveLength(2)
  })

  it('four break what three do not, which is found by following up a suspicion', () => {
    const result = checkEvery(family(caller, { server: room(4) }, {}))
    expect(result.verdict).toMatchObject({ kind: 'counterexample', copies: 4 })
    expect(result.alone.map(({ verdict }) => verdict.kind)).toEqual([
      'verified',
      'verified',
      'verified',
      'counterexample',
    ])
  })
})

describe('what is not known is not verified', () => {
  it('when more break it than are looked at', () => {
    expect(doubtOf(checkEvery(family(caller, { server: room(9) })))).toEqual({ kind: 'crowded', kept: 6 })
  })

  it('when a field that is said to be uncounted is counted, from two up to a dozen', () => {
    for (const breaks of [6, 9, 13]) {
      expect(doubtOf(checkEvery(family(caller, { server: room(breaks) }, kept)))).toEqual({
        kind: 'counts',
        actor: 'server',
        event: 'ask',
      })
    }
  })

  it('when it is counted on behalf of somebody else', () => {
    expect(doubtOf(checkEvery(family(caller, { server: panicking(7), worker }, waiting)))).toEqual({
      kind: 'counts',
      actor: 'server',
      event: 'next',
    })
  })

  it('when some wait for ever while others go on, for more copies than are looked at', () => {
    const served = (copies: number) => checkEvery(family(caller, { server: till(copies), clock }))
    expect(served(4).verdict).toMatchObject({ kind: 'counterexample', copies: 5 })
    expect(doubtOf(served(5))).toEqual({ kind: 'endless', steps: ['deliver clock tick clock'] })
    // Those that go on do not matter where nobody waits.
    expect(checkEvery(family(user(false), { lock, clock })).verdict).toEqual({ kind: 'verified' })
  })

  it('when excerpts know too little: then what they suspect is shown', () => {
    const result = checkEvery(family(borrower, { server: purse, box }, exclusive))
    expect(doubtOf(result)).toMatchObject({
      kind: 'suspicion',
      property: 'at most one busy',
      violation: 'at-most-one',
    })
    expect(doubtOf(result).path).toContain('server ? ask{"from":"c#1"} from c#1')
    // The larger numbers were tried, too.
    expect(result.alone.map(({ verdict }) => verdict.kind)).toEqual(Array(5).fill('verified'))
  })

  it('when the small numbers were not searched to the end', () => {
    const { verdict, excerpts } = checkEvery(family(user(true), { lock }), { states: 3 })
    expect(verdict).toMatchObject({
      kind: 'inconclusive',
      doubt: { kind: 'bound', hit: { bound: 'states', limit: 3 } },
    })
    expect(excerpts).toBe(0)
  })

  it('when an actor has a timer, or a child', () => {
    const late = machine({ initial: 'a', states: { a: { after: { 10: 'b' } }, b: { type: 'final' } } })
    expect(doubtOf(checkEvery(family(user(false), { lock, late })))).toEqual({ kind: 'timer', actor: 'late' })
    const parent = machine({ invoke: { src: machine({ type: 'final' }), id: 'child' }, tags: 'idle' })
    expect(doubtOf(checkEvery(family(user(false), { lock, parent })))).toEqual({ kind: 'child', actor: 'parent/child' })
  })

  it('when copies talk to each other, or keep names of copies that others do not know', () => {
    const isFirst = ({ context }: Loose) => context.last === null
    const server = machine({
      context: { last: null },
      tags: 'idle',
      on: {
        ask: [
          { guard: isFirst, actions: assign({ last: ({ event }: Loose) => event.from }) },
          {
            actions: [
              sendTo(
                ({ system, event }: Loose) => system.get(event.from),
                ({ context }: Loose) => ({ type: 'served', by: context.last }),
              ),
              assign({ last: null }),
            ],
          },
        ],
      },
    })
    const friend = machine({
      context: ({ input }: Loose) => ({ ...input, friend: null }),
      initial: 'asking',
      states: {
        asking: {
          tags: 'idle',
          entry: tell('server', 'ask'),
          on: { served: { target: 'done', actions: assign({ friend: ({ event }: Loose) => event.by }) } },
        },
        done: { tags: 'idle' },
      },
    })
    expect(doubtOf(checkEvery(family(friend, { server })))).toMatchObject({ kind: 'acquainted' })
  })

  it('when copies send to one that everybody knows', () => {
    const isFirst = ({ context }: Loose) => context.boss === null
    const server = machine({
      context: { boss: null },
      tags: 'idle',
      on: {
        ask: [
          { guard: isFirst, actions: assign({ boss: ({ event }: Loose) => event.from }) },
          {
            actions: sendTo(
              ({ system, event }: Loose) => system.get(event.from),
              ({ context }: Loose) => ({ type: 'served', by: context.boss }),
            ),
          },
        ],
      },
    })
    const subject = machine({
      context: ({ input }: Loose) => input,
      tags: 'idle',
      entry: tell('server', 'ask'),
      on: { served: { actions: tell(({ event }) => event.by, 'hello') }, hello: { actions: () => {} } },
    })
    expect(doubtOf(checkEvery(family(subject, { server })))).toEqual({ kind: 'acquainted', actor: 'c#1' })
  })

  it('when there are more excerpts than asked for', () => {
    expect(doubtOf(checkEvery(family(user(true), { lock }), { excerpts: 5 }))).toEqual({
      kind: 'bound',
      hit: { bound: 'states', limit: 5 },
    })
  })
})

describe('what makes no sense is refused', () => {
  it('copies that are not alike', () => {
    const odd = machine({
      context: ({ input }: Loose) => input,
      initial: 'asking',
      states: {
        asking: {
          entry: tell('lock', 'lock'),
          on: {
            granted: [{ guard: ({ context }: Loose) => context.me === 'c#2', target: 'kept' }, { target: 'done' }],
          },
        },
        kept: {},
        done: { entry: tell('lock', 'unlock'), type: 'final' },
      },
    })
    expect(() => checkEvery(family(odd, { lock }), { alone: 1 })).toThrow(/'c#1' and 'c#2' are not interchangeable/)
  })

  it('a family whose other actors depend on the number', () => {
    const grown = (n: number) => family(user(false), { lock, other: { machine: worker, input: { n } } })(n)
    expect(() => checkEvery(grown)).toThrow(/with 1 copies 'other' is not what it is with more/)
  })

  it('no declared copies, and properties about executions', () => {
    expect(() => checkEvery((n) => ({ ...family(user(false), { lock })(n), symmetric: [] }))).toThrow(
      /it declares none/,
    )
    const properties = [eventually('done', () => true)]
    expect(() => checkEvery(family(user(false), { lock }, { properties }))).toThrow(/'done' is not decided by it/)
  })

  it('faults', () => {
    expect(() => checkEvery(family(user(false), { lock }, { faults: { drop: 1 } }))).toThrow(/faults are not followed/)
  })

  it('uncounted fields of copies, of actors that are not there, and less than one copy alone', () => {
    const declared = (uncounted: Record<string, string[]>) => () =>
      checkEvery(family(user(false), { lock }, { uncounted }))
    expect(declared({ 'c#1': ['me'] })).toThrow(/'c#1' is a copy/)
    expect(declared({ nobody: ['me'] })).toThrow(/no actor is named 'nobody'/)
    expect(declared({ lock: 'holder' as Loose })).toThrow(/'lock' needs a list of fields/)
    expect(() => checkEvery(family(user(false), { lock }), { alone: 0 })).toThrow(/alone is 0/)
  })

  it('addresses of children', () => {
    const named = (n: number) => ({ ...family(user(false), { lock })(n), systemIds: new Map([['kid', 'lock/kid']]) })
    expect(() => checkEvery(named)).toThrow(
      /^every number of copies: systemIds are not supported; name declared actors/,
    )
  })

  it('fields that are no collections', () => {
    const uncounted = { lock: ['holder'] }
    expect(() => checkEvery(family(user(false), { lock }, { uncounted }))).toThrow(/'holder' in the context of lock/)
  })
})

describe('properties', () => {
  it('are asked of every copy and of every two', () => {
    const apart = (n: number) => {
      const names = Array.from({ length: n }, (_, index) => `c#${index + 1}`)
      const together = always(
        'no two work',
        (state) => names.filter((name) => state.actor(name).hasTag('busy')).length < 2,
      )
      return family(user(true), { lock }, { properties: [together] })(n)
    }
    expect(checkEvery(apart).verdict).toEqual({ kind: 'verified' })
    const never = (n: number) =>
      family(user(true), { lock }, { properties: [always('nobody works', (s) => !s.actor('c#1').hasTag('busy'))] })(n)
    expect(checkEvery(never).verdict).toMatchObject({ kind: 'counterexample', copies: 1 })
  })

  it('see what steps lose', () => {
    const deaf = machine({ context: ({ input }: Loose) => input, entry: tell('lock', 'nonsense'), tags: 'idle' })
    const lost = (n: number) => ({
      ...family(deaf, { lock }, { properties: [noUnhandledEvents()] })(n),
      unhandled: 'drop' as const,
    })
    expect(checkEvery(lost).verdict).toMatchObject({ kind: 'counterexample', copies: 1 })
    expect(check(lost(1)).verdict.kind).toBe('counterexample')
  })
})
