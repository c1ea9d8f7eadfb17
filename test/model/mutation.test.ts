import { describe, expect, test } from 'vitest'
import { createActor, setup } from 'xstate'
import { editsOf } from '../../src/model/mutation/machine.ts'
import { operators } from '../../src/model/mutation/operators.ts'

/** A machine with one of each thing that an operator looks for. */
const door = setup({
  actions: { ring: () => {}, greet: () => {}, note: () => {} },
  guards: { known: () => true },
}).createMachine({
  id: 'door',
  initial: 'shut',
  on: { post: { actions: 'note' } },
  states: {
    shut: {
      entry: ['ring', 'greet'],
      on: { knock: [{ guard: 'known', target: 'open' }, { target: 'locked' }] },
    },
    open: { on: { leave: 'shut' } },
    locked: { always: { guard: 'known', target: 'open' } },
  },
})

const edits = editsOf(door)

describe('the operators', () => {
  test('make these edits of a door', () => {
    expect(edits.map(({ edit }) => edit)).toEqual([
      'root/on post/drop note',
      'root/on post/drop',
      'root/initial/open',
      'root/initial/locked',
      'shut/entry/drop ring',
      'shut/entry/drop greet',
      'shut/entry/greet before ring',
      'shut/on knock 1/do not ask known',
      'shut/on knock 1/unless known',
      'shut/on knock 1/drop',
      'shut/on knock 2/drop',
      'shut/on knock 1/to shut',
      'shut/on knock 1/to locked',
      'shut/on knock 2/to shut',
      'shut/on knock 2/to open',
      'shut/go on to open without waiting',
      'shut/skip, to open',
      'shut/go on to locked without waiting',
      'shut/skip, to locked',
      'shut/on leave/as open',
      'shut/on leave/lose it',
      'open/on leave/drop',
      'open/on leave/to open',
      'open/on leave/to locked',
      'open/skip, to shut',
      'open/on knock/as shut',
      'open/on knock/lose it',
      'locked/always/do not ask known',
      'locked/always/unless known',
      'locked/always/drop',
      'locked/always/to shut',
      'locked/always/to locked',
      'locked/on knock/as shut',
      'locked/on leave/as open',
      'locked/on knock/lose it',
      'locked/on leave/lose it',
    ])
  })

  test('are all there', () => {
    expect(new Set(edits.map(({ operator }) => operator))).toEqual(new Set(Object.keys(operators)))
  })

  test.each([
    ['shut/entry/drop ring', ['greet'], 'open'],
    ['shut/entry/greet before ring', ['greet', 'ring'], 'open'],
    ['shut/on knock 1/do not ask known', ['ring', 'greet'], 'open'],
    ['shut/on knock 1/unless known', ['ring', 'greet'], 'open'],
    ['shut/on knock 1/drop', ['ring', 'greet'], 'open'],
    ['shut/on knock 1/to shut', ['ring', 'greet', 'ring', 'greet'], 'shut'],
    ['shut/go on to open without waiting', ['ring', 'greet'], 'open'],
    ['shut/skip, to open', [], 'open'],
    ['open/on knock/lose it', ['ring', 'greet'], 'open'],
    ['open/on knock/as shut', ['ring', 'greet'], 'open'],
    ['root/initial/open', [], 'open'],
  ])('%s does just that', (edit, done, value) => {
    const happened: string[] = []
    const say = (what: string) => () => void happened.push(what)
    const change = edits.find((other) => other.edit === edit)?.change
    const machine = change?.(door.provide({ actions: { ring: say('ring'), greet: say('greet') } }))
    if (machine === undefined) throw new Error(`no edit ${edit}`)
    const actor = createActor(machine).start()
    actor.send({ type: 'knock' })
    expect(actor.getSnapshot().value).toBe(value)
    expect(happened).toEqual(done)
  })

  test('say which event an edit depends on, and in which state', () => {
    const place = (edit: string) => edits.find((other) => other.edit === edit)?.place
    expect(place('shut/on knock 2/drop')).toEqual({ machine: 'door', state: ['shut'], event: 'knock' })
    expect(place('shut/on leave/as open')).toEqual({ machine: 'door', state: ['shut'], event: 'leave' })
    expect(place('root/on post/drop note')).toEqual({ machine: 'door', state: [], event: 'post' })
    expect(place('locked/always/drop')).toEqual({ machine: 'door', state: ['locked'], event: undefined })
    expect(place('shut/skip, to open')?.event).toBeUndefined()
  })

  test('make machines that throw rather than go round for ever', () => {
    const change = edits.find(({ edit }) => edit === 'locked/always/to locked')?.change
    const actor = createActor(change?.(door) ?? door)
    actor.subscribe({ error: () => {} })
    actor.start()
    expect(actor.getSnapshot().status).toBe('active')
    expect(change?.(door).options).toEqual({ maxIterations: 100 })
  })
})
