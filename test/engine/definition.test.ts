import { describe, expect, it } from 'vitest'
import { createMachine, fromPromise, setup } from 'xstate'
import { isSystem } from '../../src/engine/system.ts'
import {
  always,
  atMostOne,
  check,
  deadlockFree,
  defineSystem,
  eventually,
  leadsTo,
  noUnhandledEvents,
  respondsWithin,
} from '../../src/index.ts'

const machine = setup({}).createMachine({ tags: 'idle' })
const yes = () => true
const define = (fields: object) => defineSystem({ name: 's', actors: { a: machine }, ...fields } as never)

describe('a definition that makes no sense is refused, with the fix', () => {
  it.each([
    [{ properties: [deadlockFree, noUnhandledEvents] }, /property 1 is a function; call it: deadlockFree\(\)/],
    [{ properties: [{ kind: 'foo', name: 'bar' }] }, /property 1 is no property; make it by/],
    [{ properties: [undefined] }, /property 1 is no property/],
    [{ properties: [atMostOne(undefined as never)] }, /has no tag; give it a string/],
    [{ properties: [always('a', undefined as never)] }, /property 1 \('a'\) has no predicate; give it a function/],
    [{ properties: [leadsTo('l', undefined as never, () => true)] }, /property 1 \('l'\) has no premise; give it a/],
    [
      { properties: [respondsWithin('r', yes, yes, -1)] },
      /property 1 \('r'\): within -1 ms; give a number of at least 0/,
    ],
    [{ properties: [respondsWithin('r', yes, yes, Number.NaN)] }, /within NaN ms/],
    [
      { properties: [eventually('e', yes, { fairness: 'some' as never })] },
      /'e'\): fairness is "some"; give 'none', 'weak'/,
    ],
    [{ properties: [eventually('e', yes, { fairness: { weak: ['b'] } })] }, /fairness names 'b', but declared are a;/],
    [{ properties: [eventually('e', yes, { fairness: { weak: 'a' as never } })] }, /weak fairness is no list/],
    [{ properties: [eventually('e', yes, { fairness: { fair: [] } as never })] }, /the unknown field 'fair'/],
    [{ properties: [eventually('e', yes, { fairness: { strong: [{}] } })] }, /names neither actor nor kind/],
    [
      { properties: [eventually('e', yes, { fairness: { strong: [{ kind: 'step' as never }] } })] },
      /'step' is no kind/,
    ],
    [{ properties: [deadlockFree({ masked: 'note' as never })] }, /masked is 'note'; it must be one of violation/],
    [{ properties: [deadlockFree(), deadlockFree()] }, /two properties are named 'deadlock-free'/],
    [{ actors: [machine] }, /'0' is not an actor name: JavaScript would reorder it; use a name such as 'actor#0'/],
    [{ actors: { 'a/b': machine } }, /'a\/b' is not an actor name/],
    [{ actors: { a: {} } }, /actor 'a' has no machine/],
    [{ actors: {} }, /s has no actors/],
    [{ systemIds: { k: 'nope/k' } }, /systemIds: 'k' is at 'nope\/k', but no actor is named 'nope'/],
    [{ symmetric: 'a' }, /symmetric: give a list of roles, such as \['handler'\]/],
    [{ symmetric: ['b'] }, /symmetric: no actor is named 'b#…'; declared are a/],
    [{ symmetric: [['c', 'c']], actors: { 'c#1': machine, 'c#2': machine } }, /'c' is named twice/],
    [{ symmetric: [3] }, /each entry is a role, or a list of roles/],
    [
      { symmetric: ['c'], actors: { 'c#1': machine, 'c#2': setup({}).createMachine({}) } },
      /'c#1' and 'c#2' have different machines; give both the same one, and tell them apart by input/,
    ],
    [
      { symmetric: ['c'], actors: { 'c#1': machine, 'c#2': { machine, unhandled: 'defer' } } },
      /'c#1' and 'c#2' differ in unhandled, outcomes or actions/,
    ],
    [
      {
        symmetric: [['c', 'd']],
        actors: { 'c#1': machine, 'c#2': machine, 'd#1': machine, 'd#3': machine },
      },
      /'c' has the numbers 1, 2, 'd' has 1, 3; roles that change places together need the same numbers/,
    ],
    [{ delivery: 'sync' }, /delivery is 'sync'; it must be one of async, unordered/],
    [{ unhandled: 'ignore' }, /unhandled is 'ignore'/],
    [{ clocks: 'free' }, /unknown field 'clocks'/],
    [{ actors: { a: { machine, outcomes: { x: [42] } } } }, /'x' must be a list such as \[\{ resolve: 1 \}/],
    [{ actors: { a: { machine, outcomes: 3 } } }, /must be a list/],
  ])('%#', (fields, message) => {
    expect(() => define(fields)).toThrow(message)
  })

  it('and what only looks like a system is none', () => {
    expect(isSystem(define({}))).toBe(true)
    expect(isSystem({ kind: 'system' })).toBe(false)
  })
})

describe('what the engine cannot control is refused, with the fix', () => {
  it('an action that goes on asynchronously', () => {
    const later = setup({ actions: { later: async () => {} } }).createMachine({ entry: 'later' })
    expect(() => check(define({ actors: { a: later } }))).toThrow(/a: the action 'later' goes on asynchronously/)
    expect(check(define({ actors: { a: { machine: later, actions: 'record' } } })).complete).toBe(true)
  })

  it('a child whose id would be taken for a path', () => {
    const child = setup({ actors: { machine } }).createMachine({ invoke: { src: 'machine', id: 'x/y' } })
    expect(() => check(define({ actors: { a: child } }))).toThrow(/the id 'x\/y'; use an id without '\/'/)
  })

  it('a promise without a name is asked for by its id', () => {
    const parent = createMachine({ invoke: { src: fromPromise(async () => 0), id: 'p' } })
    expect(() => check(define({ actors: { a: parent } }))).toThrow(/add outcomes: \{ 'p': \[/)
  })

  it('a wait that throws', () => {
    const waits = setup({}).createMachine({
      initial: 'on',
      states: { on: { meta: { waits: { kind: 'acquires', on: () => (undefined as never as { x: string }).x } } } },
    })
    expect(() => check(define({ actors: { a: waits } }))).toThrow(/a: meta.waits.on threw/)
  })
})
