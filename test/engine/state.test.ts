import { describe, expect, test } from 'vitest'
import { assign, sendTo, setup, spawnChild } from 'xstate'
import { explore, labels, network, reach, settle } from '../systems/explore.ts'
import { philosophers } from '../systems/philosophers.ts'
import { machine, recorder, system } from './kit.ts'

const say = (...types: string[]) =>
  machine({ entry: types.map((type) => sendTo(({ system: s }: any) => s.get('r'), { type })) })

describe('a state as predicates see it', () => {
  const parallel = machine({
    type: 'parallel',
    tags: 'whole',
    states: {
      left: { initial: 'a', states: { a: { tags: 'ready', on: { GO: 'b' } }, b: {} } },
      right: { initial: 'c', states: { c: {} } },
    },
  })
  const space = network(
    system({ r: parallel, s: say('GO', 'X'), p: machine({ entry: spawnChild(recorder('A'), { id: 'k' }) }) }),
  )
  const view = space.view(space.initial().state)

  test('names actors in the order of declaration, each followed by its children', () => {
    expect(view.actors().map(({ name }) => name)).toEqual(['r', 's', 'p', 'p/k'])
    expect(view.actor(view.actor('p/k')).name).toBe('p/k')
  })

  test('matches values of parallel states and knows tags', () => {
    expect(view.actor('r').value).toEqual({ left: 'a', right: 'c' })
    expect(view.actor('r').matches({ left: 'a' })).toBe(true)
    expect(view.actor('r').matches({ left: 'b' })).toBe(false)
    expect(view.actor('r').tags).toEqual(['ready', 'whole'])
    expect(view.actor('r').hasTag('ready')).toBe(true)
    const gone = space.view(reach(space, 'r ? GO from s')).actor('r')
    expect(gone.matches({ left: 'b', right: 'c' })).toBe(true)
    expect(gone.hasTag('ready')).toBe(false)
  })

  test('shows mailboxes, oldest first', () => {
    expect(view.mailbox('r')).toEqual([
      { from: 's', event: { type: 'GO' } },
      { from: 's', event: { type: 'X' } },
    ])
    expect(view.mailbox('s')).toEqual([])
  })

  test('knows possible children as absent, and refuses names that can belong to nobody', () => {
    expect(view.actor('p/other').status).toBe('absent')
    expect(() => view.actor('q')).toThrow("no actor is named 'q'; declared are r, s, p")
  })

  test('says which slots a predicate read', () => {
    const read: number[] = []
    space.view(space.initial().state, (slot) => read.push(slot)).actor('s')
    expect(read.map((slot) => space.slots[slot])).toEqual(['s'])
  })
})

describe('states are told apart', () => {
  test('by deep history, though value and context are equal', () => {
    const keeping = machine({
      initial: 'in',
      states: {
        in: {
          initial: 'a',
          states: { a: { on: { GO: 'b' } }, b: {}, h: { type: 'history', history: 'deep' } },
          on: { OUT: 'out' },
        },
        out: { on: { BACK: 'in.h' } },
      },
    })
    const end = (...types: string[]) => {
      const space = network(system({ r: keeping, s: say(...types) }))
      return space.view(settle(space)).actor('r').value
    }
    expect(end('OUT', 'BACK')).toEqual({ in: 'a' })
    expect(end('GO', 'OUT', 'BACK')).toEqual({ in: 'b' })
    const both = system({ r: keeping, s: say('GO', 'OUT'), t: say('OUT') }, { unhandled: 'drop' })
    const { space, states } = explore(both)
    const out = states.filter((state) => space.enabled(state).length === 0)
    expect(out.map((state) => space.view(state).actor('r').value)).toEqual(['out', 'out'])
  })

  test('by the references in a context, and not by the order of its fields', () => {
    const keep = machine({
      context: { from: null },
      on: { HI: { actions: assign({ from: ({ event }: any) => event.from }) } },
    })
    const hello = machine({
      entry: sendTo(
        ({ system: s }: any) => s.get('r'),
        ({ self }: any) => ({ type: 'HI', from: self }),
      ),
    })
    const { space, states } = explore(system({ r: keep, a: hello, b: hello }))
    expect(states.filter((state) => space.enabled(state).length === 0)).toHaveLength(2)
    const set = (order: string[]) => ({
      actions: assign(() => ({ v: Object.fromEntries(order.map((key) => [key, 1])) })),
    })
    const fields = machine({ context: { v: null }, on: { A: set(['x', 'y']), B: set(['y', 'x']) } })
    const either = explore(system({ r: fields, a: say('A'), b: say('B') }))
    expect(either.states).toHaveLength(4)
  })

  test('by the machines of the snapshots that events carry', () => {
    const quiet = machine({ id: 'm', initial: 's', states: { s: {} } })
    const tagged = machine({ id: 'm', initial: 's', states: { s: { tags: 'up' } } })
    const watch = (src: typeof quiet) =>
      machine({
        context: { tags: null },
        invoke: {
          src,
          id: 'k',
          onSnapshot: { actions: assign({ tags: ({ event }: any) => [...event.snapshot.tags] }) },
        },
      })
    const space = network(system({ a: watch(quiet), b: watch(tagged) }))
    const view = space.view(settle(space))
    expect([view.actor('a').context.tags, view.actor('b').context.tags]).toEqual([[], ['up']])
  })
})

test('XState is called once per distinct (snapshot, event), whatever the number of states', () => {
  let calls = 0
  const counting = setup({ actions: { count: () => void calls++ } }).createMachine({
    context: { n: 0 },
    on: { A: { actions: ['count', assign({ n: ({ context }) => (context.n + 1) % 2 })] } },
  })
  const named = (name: string) =>
    machine({ entry: [1, 2, 3].map(() => sendTo(({ system: s }: any) => s.get(name), { type: 'A' })) })
  const names = ['p', 'q', 'r']
  const actors = Object.fromEntries(
    names.flatMap((name) => [
      [name, counting],
      [`to-${name}`, named(name)],
    ]),
  )
  const { states, transitions } = explore(system(actors))
  expect(states).toHaveLength(4 ** 3)
  expect(transitions).toBe(3 * 3 * 4 ** 2)
  // Each machine meets A with n = 0 and with n = 1, in many mailboxes.
  expect(calls).toBe(3 * 2)
})

test('dining philosophers have their known numbers of states', () => {
  const { states, labels: enabled } = explore(philosophers(3))
  expect(enabled.filter((steps) => steps.length === 0)).toHaveLength(1)
  expect(explore(philosophers(3)).states).toEqual(states)
})

test('the same step has the same label in every state, and the order of steps is that of the slots', () => {
  const space = network(
    system({
      b: recorder('A'),
      a: recorder('A'),
      s: machine({ entry: ['a', 'b'].map((name) => sendTo(({ system: x }: any) => x.get(name), { type: 'A' })) }),
    }),
  )
  expect(labels(space, space.initial().state)).toEqual(['b ? A from s', 'a ? A from s'])
  expect(labels(space, reach(space, 'b ? A from s'))).toEqual(['a ? A from s'])
})
