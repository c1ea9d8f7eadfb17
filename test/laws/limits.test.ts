import { describe, expect, it } from 'vitest'
import { assign, raise, sendTo, setup, spawnChild, stopChild } from 'xstate'
import {
  always,
  atMostOne,
  check,
  deadlockFree,
  defineSystem,
  type FaultsDefinition,
  leadsTo,
  noUnhandledEvents,
  observer,
  type Property,
  respondsWithin,
  type SystemState,
  simulate,
  sometimes,
  type WaitMeta,
} from '../../src/index.ts'
import { talk } from '../systems/faults.ts'
import { competing } from '../systems/locks.ts'

// Each of these is a thing that a verdict does not say. docs/soundness.md refers to them by number; when one of these
// tests fails, a limit has moved, and that page with it.

const rest = { tags: 'idle' } as const
const waits = (state: SystemState) => state.actor('conn#1').matches('waiting')
const serves = (state: SystemState) => state.actor('conn#1').matches('serving')
const to = (name: string, type: string) => sendTo(({ system }) => system.get(name), { type })

describe('limit 1: the free clock lets timers fire early, but keeps their deadlines in order', () => {
  // The patient timer is armed first; a message later the hasty one. If that message takes 4 ms, the patient one is due
  // first (5 < 4 + 3); a check, in which steps take no time, lets only the earlier of two pending deadlines fire.
  const machine = setup({
    actions: {
      go: to('two', 'go'),
      patient: raise({ type: 'patient' }, { delay: 5, id: 'patient' }),
      hasty: raise({ type: 'hasty' }, { delay: 3, id: 'hasty' }),
    },
  }).createMachine({
    entry: ['patient', 'go'],
    initial: 'one',
    states: {
      one: { on: { go: { target: 'both', actions: 'hasty' }, patient: 'done' } },
      both: { on: { hasty: 'done', patient: 'patientFirst' } },
      patientFirst: rest,
      done: rest,
    },
  })
  const system = (clock: 'free' | 'urgent') =>
    defineSystem({
      name: 'two timers',
      actors: { two: machine },
      clock,
      properties: [always('hasty is first', (state) => !state.actor('two').matches('patientFirst'))],
    })

  it('so a check calls verified what a run with slow steps refutes', () => {
    expect(check(system('free')).verdict.kind).toBe('verified')
    expect(simulate(system('urgent'), { duration: [4, 4], runs: 50 }).verdict.kind).toBe('counterexample')
  })
})

describe('limit 2: state outside of the machines is not state', () => {
  it('so what custom actions do to it is explored in no particular order and never undone', () => {
    let calls = 0
    const machine = setup({ actions: { count: () => void calls++, again: to('a', 'tick') } }).createMachine({
      entry: 'again',
      initial: 'on',
      states: { on: { on: { tick: { target: 'off', actions: 'count' } } }, off: rest },
    })
    const other = setup({ actions: { again: to('b', 'tick') } }).createMachine({
      entry: 'again',
      initial: 'on',
      states: { on: { on: { tick: 'off' } }, off: rest },
    })
    check(defineSystem({ name: 'counting', actors: { a: machine, b: other } }))
    // Four states, two of them with a's tick before it; the action ran once.
    expect(calls).toBe(1)
  })
})

describe('limit 3: a reference stands for an address, not for one life of the actor there', () => {
  it('so a message to a stopped child reaches the next child of that id', () => {
    const child = setup({}).createMachine({ initial: 'new', states: { new: { on: { poke: 'poked' } }, poked: rest } })
    const parent = setup({
      actors: { child },
      actions: { again: to('parent', 'again'), go: to('friend', 'go') },
    }).createMachine({
      entry: [spawnChild('child', { id: 'c' }), 'go', 'again'],
      initial: 'first',
      states: {
        first: { on: { again: { target: 'second', actions: [stopChild('c'), spawnChild('child', { id: 'c' })] } } },
        second: rest,
      },
    })
    // A friend of the first child, which knows it from the start and pokes it late.
    const friend = setup({}).createMachine({
      ...rest,
      on: { go: { actions: sendTo(({ system }) => system.get('child'), { type: 'poke' }) } },
    })
    const system = defineSystem({
      name: 'second life',
      actors: { parent, friend },
      systemIds: { child: 'parent/c' },
      properties: [
        sometimes(
          'the second child is poked',
          (s) => s.actor('parent').matches('second') && s.actor('child').matches('poked'),
        ),
      ],
    })
    expect(check(system).verdict.kind).toBe('verified')
  })
})

describe('limit 4: a deferred event that is never taken is not an unhandled one', () => {
  it('so noUnhandledEvents says nothing about it', () => {
    const sender = setup({ actions: { send: to('deaf', 'hello') } }).createMachine({ entry: 'send', ...rest })
    const deaf = setup({}).createMachine(rest)
    const system = defineSystem({
      name: 'deferred for ever',
      actors: { sender, deaf },
      unhandled: 'defer',
      properties: [noUnhandledEvents(), always('it waits', (s) => s.mailbox('deaf').length === 1)],
    })
    expect(check(system).verdict.kind).toBe('verified')
  })
})

describe('limit 5: a run looks ahead only so far', () => {
  // a and b wait for each other for ever; n tickers of three states each go on, which makes 3^n states to look at.
  const stuck = (other: string) =>
    setup({ types: { meta: {} as WaitMeta } }).createMachine({
      initial: 'waiting',
      states: { waiting: { meta: { waits: { kind: 'awaits-message', on: other } } } },
    })
  const ticker = setup({ actions: { again: sendTo(({ self }) => self, { type: 'tick' }) } }).createMachine({
    entry: 'again',
    initial: 'one',
    states: {
      one: { on: { tick: { target: 'two', actions: 'again' } } },
      two: { on: { tick: { target: 'three', actions: 'again' } } },
      three: { on: { tick: { target: 'one', actions: 'again' } } },
    },
  })
  const system = (n: number) =>
    defineSystem({
      name: 'a deadlock among tickers',
      actors: {
        a: stuck('b'),
        b: stuck('a'),
        ...Object.fromEntries(Array.from({ length: n }, (_, i) => [`t#${i}`, ticker])),
      },
    })

  it('so among many actors that go on, a partial deadlock may be missed by a run and is found by a check', () => {
    expect(simulate(system(3), { runs: 1 }).verdict.kind).toBe('counterexample')
    expect(simulate(system(8), { runs: 1 }).verdict).toMatchObject({ kind: 'sampled', truncated: 1 })
    expect(check(system(8)).verdict.kind).toBe('counterexample')
  })
})

describe('limit 6: without declared waits a deadlock is found but not explained', () => {
  it('so there is no cycle, and every stuck actor counts as core', () => {
    const never = setup({}).createMachine({ initial: 'waiting', states: { waiting: {} } })
    const { findings } = check(defineSystem({ name: 'mute', actors: { a: never, b: never } }))
    expect(findings).toMatchObject([
      { violation: { explanation: { cycle: [], chain: [], core: ['a', 'b'], victims: [] } } },
    ])
  })
})

describe('limit 7: the tag idle is believed', () => {
  it('so an actor that is idle where it should not be is never stuck', () => {
    const never = setup({}).createMachine({ initial: 'waiting', states: { waiting: rest } })
    expect(check(defineSystem({ name: 'idle', actors: { never } })).verdict.kind).toBe('verified')
  })
})

describe('limit 8: a verdict is about the system as it was given', () => {
  it('so three actors may be fine where four are not', () => {
    const user = setup({}).createMachine({ initial: 'in', states: { in: { tags: ['in', 'idle'] } } })
    const system = (n: number, ...properties: Property[]) =>
      defineSystem({
        name: `${n}`,
        actors: Object.fromEntries(Array.from({ length: n }, (_, i) => [`u#${i}`, user])),
        properties,
      })
    expect(check(system(1, atMostOne('in'))).verdict.kind).toBe('verified')
    expect(check(system(2, atMostOne('in'))).verdict.kind).toBe('counterexample')
  })
})

describe('limit 9: properties see states between steps, not inside one', () => {
  it('so what a macrostep passes through is never seen', () => {
    const hasty = setup({ actions: { again: to('hasty', 'go') } }).createMachine({
      entry: 'again',
      initial: 'on',
      states: { on: { on: { go: 'through' } }, through: { always: 'off' }, off: rest },
    })
    const seen = sometimes('through', (s) => s.actor('hasty').matches('through'))
    expect(check(defineSystem({ name: 'hasty', actors: { hasty }, properties: [seen] })).findings).toMatchObject([
      { violation: { kind: 'never' } },
    ])
  })
})

describe('limit 10: an error that a parent handles is not a violation', () => {
  it('so a supervised child may throw', () => {
    const child = setup({}).createMachine({
      context: () => {
        throw new Error('at birth')
      },
    })
    const parent = setup({ actors: { child } }).createMachine({
      initial: 'calm',
      states: { calm: { invoke: { src: 'child', id: 'c', onError: 'alarmed' } }, alarmed: rest },
    })
    const system = defineSystem({ name: 'supervised', actors: { parent }, properties: [deadlockFree()] })
    expect(check(system).verdict.kind).toBe('verified')
  })
})

describe('limit 11: a mailbox may grow without end', () => {
  it('so a search of such a system ends at a bound, and says so', () => {
    const chatter = setup({ actions: { more: to('deaf', 'hello'), again: to('chatter', 'tick') } }).createMachine({
      entry: 'again',
      on: { tick: { actions: ['more', 'again'] } },
    })
    const deaf = setup({}).createMachine(rest)
    const system = defineSystem({ name: 'chatter', actors: { chatter, deaf }, unhandled: 'defer' })
    expect(check(system, { states: 1_000 }).verdict).toEqual({
      kind: 'inconclusive',
      hit: { bound: 'states', limit: 1_000 },
    })
  })
})

describe('limit 12: a message to a finished actor is lost', () => {
  // XState would find no actor of that name any more, and send to the sender instead.
  const brief = setup({}).createMachine({ initial: 'gone', states: { gone: { type: 'final' } } })
  const caller = setup({ actions: { call: to('brief', 'hello') } }).createMachine({
    entry: 'call',
    ...rest,
    on: { hello: '.confused' },
    initial: 'calm',
    states: { calm: {}, confused: {} },
  })
  const system = defineSystem({
    name: 'gone',
    actors: { brief, caller },
    properties: [always('the caller is calm', (state) => state.actor('caller').matches('calm'))],
  })

  it('so a sender that finds its receiver gone hears nothing of it', () => {
    expect(check(system)).toMatchObject({ states: 1, verdict: { kind: 'verified' } })
  })
})

describe('limit 13: an event that cannot be taken touches nothing', () => {
  // XState evaluates `always` after any event, so a guard there that reads the event may fire on an unhandled one.
  const odd = setup({
    guards: { onHello: ({ event }) => event.type === 'hello' },
    actions: { hail: to('odd', 'hello') },
  }).createMachine({
    entry: 'hail',
    initial: 'one',
    states: { one: { ...rest, always: { guard: 'onHello', target: 'two' } }, two: rest },
  })

  it('so an `always` guard that reads the event is asked only about events that are taken', () => {
    const seen = sometimes('two', (state) => state.actor('odd').matches('two'))
    expect(check(defineSystem({ name: 'odd', actors: { odd }, properties: [seen] })).findings).toMatchObject([
      { violation: { kind: 'never' } },
    ])
  })
})

describe('limit 14: going round is moving', () => {
  it('so an actor that answers a heartbeat for ever and never gets its reply is not stuck', () => {
    const waiter = setup({ actions: { beat: () => {} } }).createMachine({
      initial: 'waiting',
      states: { waiting: { on: { TICK: { actions: 'beat' }, REPLY: 'answered' } }, answered: rest },
    })
    const ticker = setup({ actions: { tick: to('waiter', 'TICK') } }).createMachine({
      initial: 'on',
      states: { on: { after: { 10: { target: 'on', reenter: true, actions: 'tick' } } } },
    })
    const system = defineSystem({ name: 'heartbeat', actors: { waiter, ticker }, clock: 'urgent' })
    expect(check(system).verdict.kind).toBe('verified')
  })
})

describe('limit 15: what comes late is not seen', () => {
  it('so a send by hand from a timer is no step of the search', () => {
    const sent: unknown[] = []
    const later = setup({
      actions: { later: ({ self }) => sent.push(() => self.send({ type: 'LATE' })) },
    }).createMachine({ entry: 'later', tags: 'idle', on: { LATE: { actions: () => {} } } })
    expect(check(defineSystem({ name: 'late', actors: { later } }))).toMatchObject({ states: 1, complete: true })
    // When it does come, it is refused.
    expect(sent[0]).toThrow(/an event was sent by hand/)
  })
})

describe('limit 16: a target that is undefined means the sender itself', () => {
  it('so a forgotten reference is no error', () => {
    const lost = setup({}).createMachine({
      entry: sendTo((() => undefined) as never, { type: 'hello' } as never),
      initial: 'calm',
      states: { calm: { on: { hello: 'confused' } }, confused: rest },
    })
    const seen = sometimes('confused', (state) => state.actor('lost').matches('confused'))
    expect(check(defineSystem({ name: 'lost', actors: { lost }, properties: [seen] })).verdict.kind).toBe('verified')
  })
})

describe('limit 17: state hidden in closures cannot be told apart', () => {
  it('so two values that only their closures tell apart are one', () => {
    const hidden = new WeakMap<object, number>()
    const box = (n: number) => {
      const made = {}
      hidden.set(made, n)
      return made
    }
    const machine = setup({ actions: { go: to('a', 'GO') } }).createMachine({
      context: { box: box(1) },
      entry: 'go',
      on: { GO: { actions: assign({ box: () => box(2) }) } },
      tags: 'idle',
    })
    const seen = always('always 1', (state) => hidden.get(state.actor('a').context.box) === 1)
    expect(check(defineSystem({ name: 'hidden', actors: { a: machine }, properties: [seen] })).verdict.kind).toBe(
      'verified',
    )
  })
})

describe('limit 18: going round in no time is not late', () => {
  it('so a response that others may put off for ever is in time', () => {
    const within = respondsWithin('served in time', waits, serves, 10)
    expect(check(competing(2, false, [within]))).toMatchObject({
      verdict: { kind: 'verified' },
      responses: [{ delay: 0 }],
    })
    expect(check(competing(2, false, [leadsTo('served', waits, serves, { fairness: 'weak' })])).verdict.kind).toBe(
      'counterexample',
    )
  })
})

describe('limit 19: a masked deadlock is one among declared waits', () => {
  it('so actors that declare none are in none', () => {
    const silent = setup({}).createMachine({
      initial: 'waiting',
      states: { waiting: { on: { REPLY: 'done' }, after: { 100: 'done' } }, done: rest },
    })
    const system = defineSystem({ name: 'silent', actors: { a: silent, b: silent } })
    expect(check(system)).toMatchObject({ verdict: { kind: 'verified' }, masked: [] })
  })
})

describe('limit 20: an observer has its own part in the state', () => {
  it('so a deadlock that it saw come about in two ways counts twice', () => {
    const order = setup({}).createMachine({
      initial: 'none',
      states: { none: { on: { 'deliver.a': 'a', 'deliver.b': 'b' } }, a: {}, b: {} },
    })
    const receiver = setup({ actions: { ok: () => {} } }).createMachine({
      on: { a: { actions: 'ok' }, b: { actions: 'ok' } },
    })
    const sender = (type: string) =>
      setup({ actions: { go: to('receiver', type) } }).createMachine({ ...rest, entry: 'go' })
    const properties = (...more: Property[]) => [deadlockFree(), ...more]
    const deadlocks = (...more: Property[]) =>
      check(
        defineSystem({
          name: 'order',
          actors: { receiver, one: sender('a'), two: sender('b') },
          properties: properties(...more),
        }),
      ).deadlocks
    expect(deadlocks()).toBe(1)
    expect(deadlocks(observer('order', order))).toBe(2)
  })
})

describe('limit 23: maps and sets are compared without their order', () => {
  it('so what two arrivals leave behind is one state, whichever came first', () => {
    const guests = setup({
      types: { context: {} as { names: ReadonlySet<string> }, events: {} as { type: 'a' | 'b' } },
      actions: { admit: assign({ names: ({ context, event }) => new Set([...context.names, event.type]) }) },
    }).createMachine({
      ...rest,
      context: { names: new Set<string>() },
      on: { a: { actions: 'admit' }, b: { actions: 'admit' } },
    })
    const guest = (type: string) =>
      setup({ actions: { go: to('guests', type) } }).createMachine({ ...rest, entry: 'go' })
    const first = (name: string) =>
      sometimes(`${name} first`, (state) => [...state.actor('guests').context.names].join() === name)
    const actors = { guests, one: guest('a'), two: guest('b') }
    const result = check(defineSystem({ name: 'guests', actors, properties: [first('a,b'), first('b,a')] }))
    expect(result.states).toBe(4)
    expect(result.findings.map(({ property }) => property)).toEqual(['b,a first'])
  })
})

describe('limit 26: faults are those that are declared, within their budgets', () => {
  it('so one more lost message, or a server that crashes, is another question', () => {
    const kind = (faults: FaultsDefinition) => check(talk(faults, { retry: true })).verdict.kind
    expect(kind({ drop: 1 })).toBe('verified')
    expect(kind({ drop: 2 })).toBe('counterexample')
    expect(kind({ drop: 1, crash: { most: 1, actors: ['server'] } })).toBe('counterexample')
  })
})
