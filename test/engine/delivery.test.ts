import { describe, expect, test } from 'vitest'
import type { EventObject } from 'xstate'
import { assign, sendTo } from 'xstate'
import { explore, labels, network, reach, settle, step } from '../systems/explore.ts'
import { machine, occurred, recorder, remember, sink, system } from './kit.ts'

const to = (name: string, ...types: string[]) => types.map((type) => sendTo(({ system: s }) => s.get(name), { type }))

/** A machine that sends these events to `r` when it starts. */
const sender = (...types: string[]) => machine({ entry: to('r', ...types) })

const orders = (definition: ReturnType<typeof system>): string[] => {
  const { space, states } = explore(definition)
  const final = states.filter((state) => space.enabled(state).length === 0)
  return final.map((state) => space.view(state).actor('r').context.got.join('')).sort()
}

describe('channels', () => {
  test('are FIFO: events of one sender arrive in the order in which they were sent', () => {
    expect(orders(system({ a: sender('A', 'B', 'C'), r: recorder('A', 'B', 'C') }))).toEqual(['ABC'])
  })

  test('are independent: events of different senders arrive in any order', () => {
    const both = system({ a: sender('A', 'B'), b: sender('X'), r: recorder('A', 'B', 'X') })
    expect(orders(both)).toEqual(['ABX', 'AXB', 'XAB'])
  })

  test('under `unordered` keep no order at all', () => {
    const one = system({ a: sender('A', 'B', 'C'), r: recorder('A', 'B', 'C') }, { delivery: 'unordered' })
    expect(orders(one)).toEqual(['ABC', 'ACB', 'BAC', 'BCA', 'CAB', 'CBA'])
  })

  test('under `unordered` offer equal events once', () => {
    const space = network(system({ a: sender('A', 'A', 'B'), r: recorder('A', 'B') }, { delivery: 'unordered' }))
    expect(labels(space, space.initial().state)).toEqual(['r ? A from a', 'r ? B from a'])
  })

  test('have steps in the order of declaration of their senders, then of receivers', () => {
    const space = network(system({ r: recorder('A', 'B'), b: sender('B'), a: sender('A') }))
    expect(labels(space, space.initial().state)).toEqual(['r ? B from b', 'r ? A from a'])
  })

  test('tell events apart by all that they carry', () => {
    const loud = (n: number) =>
      machine({ entry: sendTo(({ system: s }) => s.get('r'), { type: 'A', n } as EventObject) })
    const space = network(system({ a: loud(1), b: loud(2), r: recorder('A') }))
    expect(labels(space, space.initial().state)).toEqual(['r ? A{"n":1} from a', 'r ? A{"n":2} from b'])
  })
})

test('an event to oneself is a step of its own, after which others may come first', () => {
  const self = machine({
    context: { got: [] },
    on: {
      A: { actions: [remember, sendTo(({ self: me }) => me, { type: 'B' })] },
      B: { actions: remember },
      X: { actions: remember },
    },
  })
  expect(orders(system({ a: sender('A'), b: sender('X'), r: self }))).toEqual(['ABX', 'AXB', 'XAB'])
})

describe('an event that the receiver cannot take now', () => {
  const lock = machine({
    context: { got: [] },
    initial: 'shut',
    states: {
      shut: { on: { OPEN: { target: 'open', actions: remember } } },
      open: { on: { IN: { actions: remember }, NEVER: {} } },
    },
  })
  const entering = { a: sender('IN'), b: sender('OPEN') }

  test('with `defer` stays at the head of its channel until it can be taken', () => {
    const space = network(system({ ...entering, r: lock }, { unhandled: 'defer' }))
    const { state } = space.initial()
    expect(labels(space, state)).toEqual(['r ? OPEN from b'])
    const opened = step(space, state, 'r ? OPEN from b').state
    expect(labels(space, opened)).toEqual(['r ? IN from a'])
    expect(space.view(settle(space)).actor('r').context.got).toEqual(['OPEN', 'IN'])
  })

  test('with `defer` holds back what is behind it in its channel only', () => {
    const space = network(system({ a: sender('IN', 'OPEN'), r: lock }, { unhandled: 'defer' }))
    expect(labels(space, space.initial().state)).toEqual([])
    expect(
      space
        .view(space.initial().state)
        .mailbox('r')
        .map(({ event }) => event.type),
    ).toEqual(['IN', 'OPEN'])
  })

  test('with `drop` is taken off and recorded, and changes nothing else', () => {
    const space = network(system({ ...entering, r: lock }, { unhandled: 'drop' }))
    const taken = step(space, space.initial().state, 'r ? IN from a')
    expect(taken.flaw).toEqual({ kind: 'dropped', actor: 'r', from: 'a', event: { type: 'IN' } })
    expect(taken.occurrences).toEqual([{ kind: 'dropped', to: 'r', event: { type: 'IN' }, why: 'unhandled' }])
    expect(space.view(taken.state).actor('r')).toMatchObject({ value: 'shut', context: { got: [] } })
    expect(space.view(taken.state).mailbox('r')).toEqual([{ from: 'b', event: { type: 'OPEN' } }])
  })

  test('with `report` is a flaw of the step that delivers it', () => {
    const space = network(system({ ...entering, r: { machine: lock, unhandled: 'report' } }))
    const taken = step(space, space.initial().state, 'r ? IN from a')
    expect(taken.flaw).toEqual({ kind: 'reported', actor: 'r', from: 'a', event: { type: 'IN' } })
    expect(step(space, space.initial().state, 'r ? OPEN from b').flaw).toBeUndefined()
  })

  test('is one without a transition, with a false guard, or forbidden', () => {
    const never = sender('OPEN', 'NEVER')
    const space = network(system({ a: never, r: lock }, { unhandled: 'defer' }))
    expect(labels(space, reach(space, 'r ? OPEN from a'))).toEqual([])
    const guarded = machine({ on: { A: { guard: () => false, actions: assign({}) } } })
    expect(explore(system({ a: sender('A'), r: guarded }, { unhandled: 'defer' })).transitions).toBe(0)
  })

  test('is treated by the actor’s own choice before the system’s', () => {
    const space = network(system({ ...entering, r: { machine: lock, unhandled: 'defer' } }, { unhandled: 'report' }))
    expect(labels(space, space.initial().state)).toEqual(['r ? OPEN from b'])
  })
})

test('a message to a finished actor is dropped and recorded', () => {
  const once = machine({ initial: 'on', states: { on: { on: { A: 'off' } }, off: { type: 'final' } } })
  const relay = machine({ on: { GO: { actions: to('r', 'A') } }, entry: sendTo(({ self }) => self, { type: 'GO' }) })
  const space = network(system({ a: sender('A'), b: relay, r: once }))
  const done = reach(space, 'r ? A from a')
  expect(space.view(done).actor('r').status).toBe('done')
  const late = step(space, done, 'b ? GO from b')
  expect(occurred(late, 'dropped')).toEqual([{ kind: 'dropped', to: 'r', event: { type: 'A' }, why: 'finished' }])
  expect(space.view(late.state).mailbox('r')).toEqual([])
})

test('messages that wait for an actor when it finishes are gone', () => {
  const once = machine({ initial: 'on', states: { on: { on: { A: 'off' } }, off: { type: 'final' } } })
  const space = network(system({ a: sender('A'), b: sender('A'), r: once }))
  expect(space.enabled(reach(space, 'r ? A from a'))).toEqual([])
})

test('the initial state holds what every actor sent in its initial macrostep', () => {
  const space = network(system({ a: sender('A'), b: sender('B'), r: sink }))
  expect(space.view(space.initial().state).mailbox('r')).toEqual([
    { from: 'a', event: { type: 'A' } },
    { from: 'b', event: { type: 'B' } },
  ])
})
