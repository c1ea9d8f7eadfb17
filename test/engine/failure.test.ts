import { describe, expect, test } from 'vitest'
import { emit, sendTo } from 'xstate'
import { network, step } from '../systems/explore.ts'
import { machine, occurred, recorder, system } from './kit.ts'

const go = (...types: string[]) => types.map((type) => sendTo(({ self }: any) => self, { type }))

describe('failure', () => {
  const failing = (moment: object) => machine({ ...moment, context: { got: [] } })
  const broken = () => {
    throw new Error('broken')
  }

  test('of a child that nobody handles fails its parent, and a declared actor’s failure is a flaw', () => {
    const careless = machine({ invoke: { src: failing({ after: { 5: { actions: broken } } }), id: 'kid' } })
    const space = network(system({ p: careless }))
    const failed = step(space, space.initial().state, 'p/kid ! timeout xstate.after.5.(machine)')
    expect(failed.flaw).toBeUndefined()
    const told = space.take(failed.state, 0)
    expect(told.flaw).toMatchObject({ kind: 'error', actor: 'p', error: new Error('broken') })
  })

  test('of a declared actor is a flaw of its step, with the error', () => {
    const space = network(system({ p: failing({ entry: go('A'), on: { A: { actions: broken } } }) }))
    const taken = step(space, space.initial().state, 'p ? A from p')
    expect(taken.flaw).toEqual({ kind: 'error', actor: 'p', error: new Error('broken') })
    expect(space.view(taken.state).actor('p').status).toBe('error')
  })

  test('at the start is a flaw of the initial state', () => {
    const space = network(system({ p: failing({ entry: broken }) }))
    expect(space.initial().flaw).toEqual({ kind: 'error', actor: 'p', error: new Error('broken') })
  })

  test('loses what the macrostep was about to send', () => {
    const space = network(
      system({
        p: failing({
          entry: go('A'),
          on: {
            A: { actions: [sendTo(({ system: s }: any) => s.get('r'), { type: 'A' }), emit({ type: 'E' }), broken] },
          },
        }),
        r: recorder('A'),
      }),
    )
    const taken = step(space, space.initial().state, 'p ? A from p')
    expect(space.view(taken.state).mailbox('r')).toEqual([])
    expect(occurred(taken, 'emitted')).toEqual([])
  })

  test('of a guard is a flaw as well', () => {
    const space = network(
      system({
        p: failing({ entry: go('A'), on: { A: { guard: broken, target: '.x' } }, initial: 'x', states: { x: {} } }),
      }),
    )
    const { flaw } = step(space, space.initial().state, 'p ? A from p')
    expect(flaw).toMatchObject({ kind: 'error', actor: 'p' })
  })
})
