import { describe, expect, test } from 'vitest'
import { assign, fromTransition, raise, sendParent, sendTo, spawnChild, stopChild } from 'xstate'
import { explore, labels, network, reach, settle, step } from '../systems/explore.ts'
import { machine, occurred, recorder, remember, system } from './kit.ts'

const go = (...types: string[]) => types.map((type) => sendTo(({ self }: any) => self, { type }))

/** A child that greets its parent, then finishes with 7 on END and fails on FAIL. */
const child = machine({
  context: { got: [] },
  entry: sendParent({ type: 'HELLO' }),
  initial: 'on',
  states: {
    on: {
      on: {
        END: 'off',
        FAIL: {
          actions: () => {
            throw new Error('broken')
          },
        },
        A: { actions: remember },
      },
    },
    off: { type: 'final' },
  },
  output: 7,
})

const invoking = (event: string) =>
  machine({
    context: { got: [], result: null },
    entry: go('KICK'),
    initial: 'busy',
    on: { HELLO: { actions: remember }, KICK: { actions: sendTo('kid', { type: event }) } },
    states: {
      busy: {
        invoke: {
          src: child,
          id: 'kid',
          onDone: { target: 'good', actions: assign({ result: ({ event: { output } }: any) => output }) },
          onError: { target: 'bad', actions: assign({ result: ({ event: { error } }: any) => error.message }) },
        },
      },
      good: {},
      bad: {},
    },
  })

describe('an invoked machine', () => {
  test('is an actor of its own under the address parent/id', () => {
    const space = network(system({ p: invoking('END') }))
    const { state } = space.initial()
    expect(space.slots).toEqual(['p', 'p/kid'])
    expect(
      space
        .view(state)
        .actors()
        .map(({ name }) => name),
    ).toEqual(['p', 'p/kid'])
    expect(occurred(space.initial(), 'spawned')).toEqual([{ kind: 'spawned', actor: 'p/kid' }])
    expect(space.view(state).mailbox('p')).toContainEqual({ from: 'p/kid', event: { type: 'HELLO' } })
  })

  test('tells its parent that it is done, with its output', () => {
    const space = network(system({ p: invoking('END') }))
    const finished = reach(space, 'p ? KICK from p', 'p/kid ? END from p', 'p ? HELLO from p/kid')
    expect(space.view(finished).actor('p/kid')).toMatchObject({ status: 'done', output: 7 })
    const told = settle(space, finished)
    expect(space.view(told).actor('p')).toMatchObject({ value: 'good', context: { result: 7 } })
    expect(space.view(told).actor('p/kid').status).toBe('absent')
  })

  test('tells its parent that it failed, with the error', () => {
    const space = network(system({ p: invoking('FAIL') }))
    const end = settle(space, reach(space, 'p ? KICK from p'))
    expect(space.view(end).actor('p')).toMatchObject({ value: 'bad', context: { result: 'broken' } })
  })

  test('shows its parent each snapshot when the parent has `onSnapshot`', () => {
    const watching = machine({
      context: { seen: [] },
      entry: go('KICK'),
      on: { KICK: { actions: sendTo('kid', { type: 'A' }) } },
      invoke: {
        src: machine({ context: { got: [] }, on: { A: { actions: remember } } }),
        id: 'kid',
        onSnapshot: {
          actions: assign({ seen: ({ context, event }: any) => [...context.seen, event.snapshot.context.got.length] }),
        },
      },
    })
    const space = network(system({ p: watching }))
    expect(space.view(settle(space)).actor('p').context.seen).toEqual([0, 1])
  })

  test('that gets an event in the macrostep that starts it gets it after its start', () => {
    const eager = machine({ entry: sendTo('kid', { type: 'A' }), invoke: { src: recorder('A'), id: 'kid' } })
    const space = network(system({ p: eager }))
    expect(space.view(settle(space)).actor('p/kid').context.got).toEqual(['A'])
  })

  test('never starts when its state is left in the macrostep that enters it', () => {
    const hasty = machine({
      initial: 'a',
      states: { a: { invoke: { src: child, id: 'kid' }, always: 'b' }, b: {} },
      on: { HELLO: {} },
    })
    const space = network(system({ p: hasty }))
    expect(
      space
        .view(space.initial().state)
        .actors()
        .map(({ name }) => name),
    ).toEqual(['p'])
    expect(space.view(space.initial().state).mailbox('p')).toEqual([])
  })
})

describe('a spawned machine', () => {
  const kid = recorder('A', 'B')

  test('starts by `spawnChild` and by `spawn` inside `assign`', () => {
    const byAction = machine({ entry: spawnChild(kid, { id: 'k' }) })
    const byAssign = machine({
      context: { ref: null },
      entry: [
        assign({ ref: ({ spawn }: any) => spawn(kid, { id: 'k' }) }),
        sendTo(({ context }: any) => context.ref, { type: 'A' }),
      ],
    })
    const space = network(system({ p: byAction, q: byAssign }))
    expect(
      space
        .view(space.initial().state)
        .actors()
        .map(({ name }) => name),
    ).toEqual(['p', 'p/k', 'q', 'q/k'])
    expect(space.view(settle(space)).actor('q/k').context.got).toEqual(['A'])
  })

  test('is stopped by `stopChild` after what the parent sent before', () => {
    const parent = machine({
      entry: [spawnChild(kid, { id: 'k' }), ...go('GO')],
      on: { GO: { actions: [sendTo('k', { type: 'A' }), stopChild('k')] } },
    })
    const space = network(system({ p: parent }))
    const stopping = reach(space, 'p ? GO from p')
    expect(labels(space, stopping)).toEqual(['p/k ? A from p'])
    const taken = step(space, stopping, 'p/k ? A from p')
    expect(space.view(taken.state).actor('p/k').status).toBe('absent')
    expect(space.enabled(taken.state)).toEqual([])
  })

  test('that waits for nothing of its parent stops at once, and what others sent is lost', () => {
    const parent = machine({
      entry: [spawnChild(kid, { id: 'k' }), ...go('GO')],
      on: { GO: { actions: stopChild('k') } },
    })
    const space = network(system({ p: parent }))
    const taken = step(space, space.initial().state, 'p ? GO from p')
    expect(occurred(taken, 'stopped')).toEqual([{ kind: 'stopped', actor: 'p/k' }])
    expect(space.view(taken.state).actor('p/k').status).toBe('absent')
  })

  test('may be spawned again under its id, and starts afresh', () => {
    const parent = machine({
      entry: [spawnChild(kid, { id: 'k' }), sendTo('k', { type: 'A' }), ...go('GO')],
      on: { GO: { actions: [stopChild('k'), spawnChild(kid, { id: 'k' }), sendTo('k', { type: 'B' })] } },
    })
    const space = network(system({ p: parent }))
    const once = reach(space, 'p/k ? A from p')
    expect(space.view(once).actor('p/k').context.got).toEqual(['A'])
    expect(space.view(settle(space, once)).actor('p/k').context.got).toEqual(['B'])
  })

  test('takes its own children with it', () => {
    const nest = machine({ entry: spawnChild(kid, { id: 'inner' }) })
    const parent = machine({
      entry: [spawnChild(nest, { id: 'k' }), ...go('GO')],
      on: { GO: { actions: stopChild('k') } },
    })
    const space = network(system({ p: parent }))
    expect(space.slots).toEqual(['p'])
    expect(space.view(space.initial().state).actors()).toHaveLength(3)
    expect(space.view(reach(space, 'p ? GO from p')).actors()).toHaveLength(1)
  })

  test('that is stopped by its last message leaves no child that it starts on it', () => {
    const nest = machine({ on: { A: { actions: spawnChild(kid, { id: 'inner' }) } } })
    const parent = machine({
      entry: [spawnChild(nest, { id: 'k' }), ...go('GO')],
      on: { GO: { actions: [sendTo('k', { type: 'A' }), stopChild('k')] } },
    })
    const space = network(system({ p: parent }))
    const end = reach(space, 'p ? GO from p', 'p/k ? A from p')
    expect(
      space
        .view(end)
        .actors()
        .map(({ name }) => name),
    ).toEqual(['p'])
  })

  test('stops when its parent finishes', () => {
    const parent = machine({
      entry: [spawnChild(kid, { id: 'k' }), ...go('GO')],
      initial: 'on',
      states: { on: { on: { GO: 'off' } }, off: { type: 'final' } },
    })
    const space = network(system({ p: parent }))
    expect(
      space
        .view(reach(space, 'p ? GO from p'))
        .actors()
        .map(({ name }) => name),
    ).toEqual(['p'])
  })

  test('is reached by a reference that an event carries', () => {
    const parent = machine({
      entry: [spawnChild(kid, { id: 'k' })],
      on: { ASK: { actions: sendTo(({ event }: any) => event.from, { type: 'A' }) } },
    })
    const asker = machine({
      context: { got: [] },
      entry: sendTo(
        ({ system: s }: any) => s.get('p'),
        ({ self }: any) => ({ type: 'ASK', from: self }),
      ),
      on: { A: { actions: remember } },
    })
    const space = network(system({ p: parent, a: asker }))
    expect(labels(space, space.initial().state)).toEqual(['p ? ASK{"from":@"a"} from a'])
    expect(space.view(settle(space)).actor('a').context.got).toEqual(['A'])
  })
})

test('an actor of `fromTransition` takes every event and may rest', () => {
  const counter = fromTransition((n: number, event: { type: string }) => (event.type === 'A' ? n + 1 : n), 0)
  const space = network(
    system({ c: counter, s: machine({ entry: sendTo(({ system: s }: any) => s.get('c'), { type: 'A' }) }) }),
  )
  expect(space.view(settle(space)).actor('c')).toMatchObject({ status: 'active', context: 1 })
  expect(space.readiness(0, space.initial().state[0])).toBe('idle')
})

test('children that come and go leave finitely many states', () => {
  const cycling = machine({
    initial: 'a',
    states: {
      a: { invoke: { src: recorder('A'), id: 'k' }, after: { 5: 'b' } },
      b: { entry: raise({ type: 'N' }), after: { 5: 'a' } },
    },
  })
  expect(explore(system({ p: cycling })).states).toHaveLength(2)
})
