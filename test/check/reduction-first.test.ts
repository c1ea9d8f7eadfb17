import { describe, expect, it } from 'vitest'
import type { AnyStateMachine } from 'xstate'
import { createMachine, sendTo } from 'xstate'
import { check } from '../../src/check/check.ts'
import type { Property, System, SystemState } from '../../src/index.ts'
import { always, defineSystem, sometimes } from '../../src/index.ts'
import { clients } from '../systems/clients.ts'

// A property that looks at everything lets a reduced search leave out orders all the same, as long as something else must come
// first: on small systems, each part of the condition that says what must.

const to = (name: string, type: string) => sendTo(({ system }) => system.get(name), { type })
const idle = { tags: 'idle' }

function toy(actors: Readonly<Record<string, object>>, properties: readonly Property[]): System {
  const made = Object.entries(actors).map(([name, config]) => [name, createMachine(config as never) as AnyStateMachine])
  return defineSystem({ name: 'toy', actors: Object.fromEntries(made), unhandled: 'defer', properties })
}

/** What both searches find violated, and how many states they see. */
function compare(system: System) {
  const [full, reduced] = [check(system), check(system, { reduce: true })]
  const violated = full.findings.map(({ property }) => property)
  expect(reduced.findings.map(({ property }) => property)).toEqual(violated)
  return { violated, full: full.states, reduced: reduced.states }
}

const is = (name: string, value: string) => (state: SystemState) => state.actor(name).matches(value)
/** Goes on as it is told, one state at a time. */
const walks = (...states: readonly string[]) => ({
  initial: states[0],
  states: Object.fromEntries(
    states.map((state, at) => [state, { ...idle, on: at + 1 < states.length ? { GO: states[at + 1] } : {} }]),
  ),
})
const starter = (...names: readonly string[]) => ({ ...idle, entry: names.map((name) => to(name, 'GO')) })

describe('what must come first', () => {
  it('is taken alone, though the property looks at everybody in the end', () => {
    const pair = (index: number) => ({
      [`asks#${index}`]: {
        initial: 'asking',
        states: { asking: { entry: to(`answers#${index}`, 'ASK'), on: { YES: 'done' } }, done: { type: 'final' } },
      },
      [`answers#${index}`]: { ...idle, on: { ASK: { actions: to(`asks#${index}`, 'YES') } } },
    })
    const pairs = (k: number) => {
      const names = Array.from({ length: k }, (_, index) => index)
      const rests = always('in the end nothing waits', (state) => {
        if (!names.every((index) => is(`asks#${index}`, 'done')(state))) return true
        return state.actors().every((actor) => state.mailbox(actor).length === 0)
      })
      return compare(toy(Object.assign({}, ...names.map(pair)), [rests]))
    }
    const counts = [1, 2, 3, 6].map(pairs)
    expect(counts.map(({ full }) => full)).toEqual([3, 9, 27, 729])
    expect(counts.map(({ reduced }) => reduced)).toEqual([3, 5, 7, 13])
  })

  it('are all that the answer rests on, not only the first', () => {
    const either = always('never b alone', (state) => is('a', 'there')(state) || !is('b', 'there')(state))
    const both = sometimes('a alone', (state) => is('a', 'there')(state) && is('b', 'home')(state))
    const actors = { a: walks('home', 'there'), b: walks('home', 'there'), z: starter('a', 'b') }
    expect(compare(toy(actors, [either, both])).violated).toEqual(['never b alone'])
    expect(compare(toy({ ...actors, z: starter('b', 'a') }, [both])).violated).toEqual([])
  })

  it('are all of them, not only the last', () => {
    const either = always('y goes before x', (state) =>
      is('x', 'there')(state) ? is('y', 'there')(state) : state.actor('z').value !== 'gone',
    )
    const actors = { y: walks('home', 'there'), z: walks('home', 'there'), x: walks('home', 'there') }
    expect(compare(toy({ ...actors, all: starter('x', 'y', 'z') }, [either])).violated).toEqual(['y goes before x'])
  })

  it('are those who send, where it rests on a mailbox', () => {
    const sender = {
      initial: 'u',
      states: { u: { ...idle, on: { GO: { target: 'v', actions: to('box', 'MAIL') } } }, v: idle },
    }
    const box = {
      initial: 'deaf',
      states: { deaf: { ...idle, on: { GO: 'open' } }, open: { ...idle, on: { MAIL: {} } } },
    }
    const early = always(
      'no mail before it is open',
      (state) => state.mailbox('box', 'MAIL').length === 0 || is('box', 'open')(state),
    )
    const actors = { sender, box, z: starter('box', 'sender') }
    expect(compare(toy(actors, [early])).violated).toEqual(['no mail before it is open'])
  })

  it('are those who make it possible', () => {
    const guide = {
      initial: 'u',
      states: { u: { ...idle, on: { GO: { target: 'v', actions: to('a', 'GO') } } }, v: idle },
    }
    const actors = { a: walks('home', 'there'), b: walks('home', 'there'), guide, z: starter('b', 'guide') }
    const asked = [
      always('a waits for b', (state) => !is('a', 'there')(state) || is('b', 'there')(state)),
      sometimes('the guide has gone', is('guide', 'v')),
    ]
    expect(compare(toy(actors, asked)).violated).toEqual(['a waits for b'])
  })

  it('is what each property asks for', () => {
    const inTurn = (one: string, other: string) =>
      always(`${one} waits for ${other}`, (state) => !is(one, 'there')(state) || is(other, 'there')(state))
    const actors = { b: walks('home', 'there'), a: walks('home', 'there'), d: walks('home', 'there') }
    const system = toy({ ...actors, z: starter('b', 'a', 'd') }, [inTurn('a', 'b'), inTurn('d', 'a')])
    expect(compare(system).violated).toEqual(['a waits for b', 'd waits for a'])
  })

  it('is nobody in particular where actors change places', () => {
    for (const [one, other] of [
      ['1', '2'],
      ['2', '1'],
      ['3', '2'],
    ] as const) {
      const first = always('in turn', (state) => is(`c#${one}`, 'done')(state) || !is(`c#${other}`, 'done')(state))
      expect(compare(clients(3, [first])).violated).toEqual(['in turn'])
    }
  })

  it('is who makes the premise true, where there is one', () => {
    const calm = always('b has come', is('b', 'there'), { when: is('a', 'there') })
    const actors = { b: walks('home', 'there'), a: walks('home', 'there'), z: starter('b', 'a') }
    expect(compare(toy(actors, [calm])).violated).toEqual(['b has come'])
  })
})

describe('a mailbox that is asked for one type of message', () => {
  it('may get others unseen', () => {
    const box = { ...idle, on: { NEVER: {} } }
    const sender = (type: string) => ({
      initial: 'u',
      states: { u: { ...idle, on: { GO: { target: 'v', actions: to('box', type) } } }, v: idle },
    })
    const actors = { box, a: sender('A'), b: sender('B'), c: sender('C'), z: starter('a', 'b', 'c') }
    const asked = (...types: readonly string[]) =>
      compare(
        toy(actors, [
          sometimes('some wait', (state) => state.mailbox('box', ...types).length >= Math.max(1, types.length)),
        ]),
      )
    expect(asked('A').reduced).toBeLessThan(asked().reduced)
    expect(asked('A', 'B').violated).toEqual([])
    expect(asked('NEVER').violated).toEqual(['some wait'])
  })
})
