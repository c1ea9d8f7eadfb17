import { describe, expect, test } from 'vitest'
import { assign, emit, log, sendTo, spawnChild } from 'xstate'
import { network, settle, step } from '../systems/explore.ts'
import { machine, occurred, recorder, refusal, system } from './kit.ts'

const acting = (action: (args: any) => void) =>
  machine({
    entry: sendTo(({ self }: any) => self, { type: 'GO' }),
    on: { GO: { actions: { type: 'byHand' } } },
  }).provide({
    actions: { byHand: action },
  })

const go = (definition: ReturnType<typeof system>) => {
  const space = network(definition)
  return () => step(space, space.initial().state, 'p ? GO from p')
}

describe('what escapes the engine is an error that names the actor', () => {
  test('an event sent by hand to oneself', () => {
    refusal(
      go(system({ p: acting(({ self }) => self.send({ type: 'X' })) })),
      'uncontrolled',
      'p: an event was sent by hand',
      'sendTo',
    )
  })

  test('an event sent by hand to another actor', () => {
    const p = acting(({ system: s }) => s.get('r').send({ type: 'X' }))
    refusal(go(system({ p, r: recorder('X') })), 'uncontrolled', 'r: an event was sent by hand')
  })

  test('one that user code tries to hide', () => {
    const p = acting(({ self }) => {
      try {
        self.send({ type: 'X' })
      } catch {}
    })
    refusal(go(system({ p })), 'uncontrolled', 'sent by hand')
  })

  test('a snapshot read, a subscription or a listener by hand', () => {
    refusal(
      go(system({ p: acting(({ self }) => self.getSnapshot()) })),
      'uncontrolled',
      'p: its snapshot was read by hand',
    )
    refusal(
      go(system({ p: acting(({ self }) => self.subscribe(() => {})) })),
      'uncontrolled',
      'p: it was subscribed to',
    )
    refusal(go(system({ p: acting(({ self }) => self.on('x', () => {})) })), 'uncontrolled', 'p: it was listened to')
  })

  test('a child without an id', () => {
    const byAction = network(system({ p: machine({ entry: spawnChild(recorder('A')) }) }))
    refusal(() => byAction.initial(), 'uncontrolled', 'p spawns a child without an id', "{ id: 'worker' }")
    const byAssign = network(
      system({ p: machine({ context: {}, entry: assign({ k: ({ spawn }: any) => spawn(recorder('A')) }) }) }),
    )
    refusal(() => byAssign.initial(), 'uncontrolled', 'p spawns a child without an id')
  })

  test('a context that is changed in place', () => {
    const p = machine({
      context: { list: [] },
      entry: sendTo(({ self }: any) => self, { type: 'GO' }),
      on: { GO: { actions: ({ context }: any) => context.list.push(1) } },
    })
    refusal(go(system({ p })), 'uncontrolled', "p: taking 'GO' changed the context in place", 'assign')
  })
})

test('with `actions: record` custom actions are recorded and not called', () => {
  let calls = 0
  const p = acting(() => {
    calls++
  })
  const recorded = go(system({ p: { machine: p, actions: 'record' } }))()
  expect(calls).toBe(0)
  expect(occurred(recorded, 'acted')).toEqual([{ kind: 'acted', actor: 'p', action: 'byHand' }])
  const run = go(system({ p }))()
  expect(calls).toBe(1)
  expect(occurred(run, 'acted')).toEqual([{ kind: 'acted', actor: 'p', action: 'byHand' }])
})

describe('a macrostep that never ends', () => {
  test('is a flaw, not a hang', () => {
    const spin = machine({ initial: 'a', states: { a: { always: 'b' }, b: { always: 'a' } } })
    expect(network(system({ p: spin })).initial().flaw).toMatchObject({
      kind: 'error',
      actor: 'p',
      error: { message: expect.stringContaining('has not ended after 10,000 microsteps') },
    })
  })

  test('does not make long ones of several actors look endless', () => {
    const long = machine({
      context: { n: 0 },
      always: {
        guard: ({ context }: any) => context.n < 6_000,
        actions: assign({ n: ({ context }: any) => context.n + 1 }),
      },
    })
    expect(network(system({ p: long, q: long })).initial().flaw).toBeUndefined()
  })
})

describe('an unknown name', () => {
  const calling = machine({
    on: { GO: { actions: sendTo(({ system: s }: any) => s.get('nobody'), { type: 'X' }) } },
    entry: sendTo(({ self }: any) => self, { type: 'GO' }),
  })

  test('is a flaw of the step where it is asked for, with the names that there are', () => {
    const { flaw } = go(system({ p: calling, q: recorder('X') }))()
    expect(flaw).toMatchObject({ kind: 'error', actor: 'p' })
    const { message } = (flaw as unknown as { error: Error }).error
    expect(message).toBe("system.get('nobody'): no actor has this name; declared are p, q")
  })

  test('at the start is a flaw of the initial state', () => {
    const early = machine({ entry: sendTo(({ system: s }: any) => s.get('nobody'), { type: 'X' }) })
    expect(network(system({ p: early })).initial().flaw).toMatchObject({
      error: { message: expect.stringContaining("system.get('nobody')") },
    })
  })

  test('may be a declared system id of a child', () => {
    const app = machine({ entry: spawnChild(recorder('X'), { id: 'store', systemId: 'db' } as any) })
    const user = machine({ entry: sendTo(({ system: s }: any) => s.get('db'), { type: 'X' }) })
    const space = network(system({ app, user }, { systemIds: { db: 'app/store' } }))
    expect(space.view(settle(space)).actor('db').context.got).toEqual(['X'])
  })
})

test('emitted events and log lines are recorded on the step', () => {
  const chatty = machine({
    context: { n: 4 },
    entry: sendTo(({ self }: any) => self, { type: 'GO' }),
    on: { GO: { actions: [emit({ type: 'news', n: 1 }), log(({ context }: any) => context.n, 'count')] } },
  })
  const taken = go(system({ p: chatty }))()
  expect(taken.occurrences).toEqual([
    { kind: 'emitted', actor: 'p', event: { type: 'news', n: 1 } },
    { kind: 'logged', actor: 'p', label: 'count', value: 4 },
  ])
})
