import { describe, expect, test } from 'vitest'
import { cancel, raise, sendTo } from 'xstate'
import { explore, labels, network, reach, settle, step } from '../systems/explore.ts'
import { machine, recorder, remember, system } from './kit.ts'

const waiter = (delay: number, type = 'T') =>
  machine({ context: { got: [] }, entry: raise({ type }, { delay, id: type }), on: { [type]: { actions: remember } } })

const starter = machine({ entry: sendTo(({ system: s }) => s.get('r'), { type: 'A' }) })

describe('the clock', () => {
  const actors = { a: starter, r: recorder('A'), w: waiter(10) }

  test('under `free` lets the earliest timer fire at any moment', () => {
    const space = network(system(actors), 'free')
    expect(labels(space, space.initial().state)).toEqual(['r ? A from a', 'w ! timeout T'])
  })

  test('under `urgent` moves only when nothing else is enabled', () => {
    const space = network(system(actors), 'urgent')
    expect(labels(space, space.initial().state)).toEqual(['r ? A from a'])
    const quiet = reach(space, 'r ? A from a')
    expect(labels(space, quiet)).toEqual(['w ! timeout T'])
    expect(step(space, quiet, 'w ! timeout T').elapsed).toBe(10)
  })

  test('under `urgent` lets a timer that is due compete with messages', () => {
    const space = network(system({ ...actors, w: waiter(0) }), 'urgent')
    expect(labels(space, space.initial().state)).toEqual(['r ? A from a', 'w ! timeout T'])
  })

  for (const clock of ['free', 'urgent'] as const) {
    test(`under \`${clock}\` keeps the order of deadlines, and lets ties go either way`, () => {
      const space = network(system({ a: waiter(20, 'L'), b: waiter(5, 'S'), c: waiter(5, 'M') }), clock)
      expect(labels(space, space.initial().state)).toEqual(['b ! timeout S', 'c ! timeout M'])
      const one = reach(space, 'c ! timeout M')
      expect(labels(space, one)).toEqual(['b ! timeout S'])
      expect(step(space, one, 'b ! timeout S').elapsed).toBe(0)
      expect(step(space, step(space, one, 'b ! timeout S').state, 'a ! timeout L').elapsed).toBe(15)
    })
  }

  test('lets time pass when nobody moves', () => {
    const space = network(system({ a: waiter(20) }))
    const later = space.elapse(space.initial().state, 15)
    expect(step(space, later, 'a ! timeout T').elapsed).toBe(5)
    expect(step(space, space.elapse(later, 100), 'a ! timeout T').elapsed).toBe(0)
  })
})

describe('timers', () => {
  test('of `after` go when their state is left', () => {
    const left = machine({ initial: 'a', states: { a: { after: { 5: 'b' }, on: { A: 'c' } }, b: {}, c: {} } })
    const space = network(system({ s: starter, r: left }))
    expect(labels(space, space.initial().state)).toEqual(
      ['r ? A from s', 'r ! timeout xstate.after.5.r.a'].map((label) => label.replace('5.r.a', '5.(machine).a')),
    )
    expect(labels(space, reach(space, 'r ? A from s'))).toEqual([])
  })

  test('are cancelled by their id', () => {
    const cancelling = machine({
      entry: raise({ type: 'T' }, { delay: 5, id: 't' }),
      on: { A: { actions: cancel('t') }, T: { actions: remember } },
    })
    const space = network(system({ s: starter, r: cancelling }))
    expect(labels(space, reach(space, 'r ? A from s'))).toEqual([])
  })

  test('armed again under the same id both fire, and `cancel` reaches only the last', () => {
    const again = machine({
      context: { got: [] },
      entry: [raise({ type: 'T' }, { delay: 5, id: 't' }), raise({ type: 'U' }, { delay: 7, id: 't' })],
      on: { A: { actions: cancel('t') }, T: { actions: remember }, U: { actions: remember } },
    })
    const space = network(system({ s: starter, r: again }), 'free')
    expect(space.view(settle(space, reach(space, 'r ! timeout T', 'r ! timeout U'))).actor('r').context.got).toEqual([
      'T',
      'U',
    ])
    const cancelled = settle(space, reach(space, 'r ? A from s'))
    expect(space.view(cancelled).actor('r').context.got).toEqual(['T'])
  })

  test('may send to another actor, as a step of the one that armed them', () => {
    const remote = machine({ entry: sendTo(({ system: s }) => s.get('r'), { type: 'A' }, { delay: 5, id: 't' }) })
    const space = network(system({ s: remote, r: recorder('A') }))
    expect(labels(space, space.initial().state)).toEqual(['s ! timeout A to r'])
    const sent = reach(space, 's ! timeout A to r')
    expect(space.view(sent).mailbox('r')).toEqual([{ from: 's', event: { type: 'A' } }])
    expect(labels(space, sent)).toEqual(['r ? A from s'])
  })

  test('with zero delay are steps of their own', () => {
    const space = network(system({ w: waiter(0) }), 'urgent')
    expect(space.view(space.initial().state).actor('w').context.got).toEqual([])
    expect(step(space, space.initial().state, 'w ! timeout T').elapsed).toBe(0)
  })

  test('are dropped when their actor finishes', () => {
    const done = machine({
      entry: raise({ type: 'T' }, { delay: 5 }),
      initial: 'on',
      states: { on: { on: { A: 'off', T: {} } }, off: { type: 'final' } },
    })
    const space = network(system({ s: starter, r: done }))
    const finished = reach(space, 'r ? A from s')
    expect(space.enabled(finished)).toEqual([])
    expect(space.elapse(finished, 3)).toEqual(finished)
  })

  test('whose event cannot be taken are deferred, dropped or reported like any event', () => {
    const deaf = machine({ entry: raise({ type: 'T' }, { delay: 5 }) })
    const fire = (unhandled: 'defer' | 'drop' | 'report') => {
      const space = network(system({ w: { machine: deaf, unhandled } }))
      const taken = step(space, space.initial().state, 'w ! timeout T')
      return { flaw: taken.flaw?.kind, waiting: space.view(taken.state).mailbox('w').length }
    }
    expect(fire('defer')).toEqual({ flaw: undefined, waiting: 1 })
    expect(fire('drop')).toEqual({ flaw: 'dropped', waiting: 0 })
    expect(fire('report')).toEqual({ flaw: 'reported', waiting: 0 })
  })
})

test('states hold remaining times, so that a clock which ticks for ever has finitely many', () => {
  const ticker = machine({
    initial: 'tick',
    states: { tick: { after: { 1000: 'tock' } }, tock: { after: { 1000: 'tick' } } },
  })
  expect(explore(system({ t: ticker })).states).toHaveLength(2)
  expect(explore(system({ t: ticker, u: waiter(300) })).states.length).toBeLessThan(10)
})

test('named and computed delays are resolved; one that is no number is an error', () => {
  const space = network(system({ w: waiter(Number.POSITIVE_INFINITY) }))
  expect(() => space.initial()).toThrow(/w: 'T' is delayed by Infinity ms; give a finite number/)
})
