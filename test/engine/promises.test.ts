import { describe, expect, test } from 'vitest'
import { assign, fromCallback, fromObservable, fromPromise } from 'xstate'
import { labels, network, settle, step } from '../systems/explore.ts'
import { machine, refusal, system } from './kit.ts'

const job = fromPromise(async () => 0)

/** A machine that invokes `job` under an id, by a name of its own. */
const asking = (id?: string) =>
  machine({
    context: { result: null },
    initial: 'asking',
    states: {
      asking: {
        invoke: {
          src: 'job',
          id,
          onDone: { target: 'got', actions: assign({ result: ({ event }: any) => event.output }) },
          onError: { target: 'failed', actions: assign({ result: ({ event }: any) => event.error }) },
        },
      },
      got: {},
      failed: {},
    },
  }).provide({ actors: { job } })

describe('a promise actor', () => {
  test('settles by a choice among the outcomes listed under its id', () => {
    const space = network(
      system({
        p: { machine: asking('a'), outcomes: { a: [{ resolve: 1 }, { reject: 'no' }], job: [{ resolve: 2 }] } },
      }),
    )
    const { state } = space.initial()
    expect(labels(space, state)).toEqual(['p/a ! resolve 1', 'p/a ! reject "no"'])
    expect(space.enabled(state)[1]).toMatchObject({ kind: 'choose', actor: 'p/a', outcome: 'reject' })
    const resolved = settle(space, step(space, state, 'p/a ! resolve 1').state)
    expect(space.view(resolved).actor('p')).toMatchObject({ value: 'got', context: { result: 1 } })
    const rejected = settle(space, step(space, state, 'p/a ! reject "no"').state)
    expect(space.view(rejected).actor('p')).toMatchObject({ value: 'failed', context: { result: 'no' } })
  })

  test('finds its outcomes by the name of its source, too', () => {
    const space = network(system({ p: { machine: asking('a'), outcomes: { job: [{ resolve: 2 }] } } }))
    expect(labels(space, space.initial().state)).toEqual(['p/a ! resolve 2'])
  })

  test('may be an actor of the system by itself, under `self`', () => {
    const space = network(system({ j: { machine: job, outcomes: { self: [{ resolve: 3 }] } } }))
    const end = settle(space)
    expect(space.view(end).actor('j')).toMatchObject({ status: 'done', output: 3 })
  })

  test('that is rejected and not caught fails its parent', () => {
    const careless = machine({ invoke: { src: job, id: 'a' } })
    const space = network(system({ p: { machine: careless, outcomes: { a: [{ reject: new Error('no') }] } } }))
    const rejected = space.take(space.initial().state, 0)
    expect(space.take(rejected.state, 0).flaw).toMatchObject({ kind: 'error', actor: 'p', error: new Error('no') })
  })

  test('is gone, with its outcomes, when its state is left', () => {
    const impatient = machine({
      initial: 'asking',
      states: { asking: { invoke: { src: job, id: 'a', onError: {} }, after: { 5: 'late' } }, late: {} },
    })
    const space = network(system({ p: { machine: impatient, outcomes: { a: [{ resolve: 1 }] } } }))
    const late = step(space, space.initial().state, 'p ! timeout xstate.after.5.(machine).asking').state
    expect(space.enabled(late)).toEqual([])
  })

  test('without listed outcomes is an error that names the actor and the fix', () => {
    const space = network(system({ p: asking('a') }))
    refusal(() => space.initial(), 'uncontrolled', "'p/a' (src 'job')", "outcomes: { 'job': [{ resolve", "to actor 'p'")
    const empty = network(system({ p: { machine: asking('a'), outcomes: { job: [] } } }))
    refusal(() => empty.initial(), 'uncontrolled', "'p/a'")
  })
})

describe('logic that the engine cannot control', () => {
  const logics = { callback: fromCallback(() => {}), observable: fromObservable(() => ({}) as any) }
  for (const [kind, logic] of Object.entries(logics)) {
    test(`is an error that names the actor and says what to do: ${kind}`, () => {
      const space = network(system({ p: machine({ invoke: { src: logic, id: 'feed' } }) }))
      refusal(() => space.initial(), 'uncontrolled', "'p/feed'", 'machine.provide({ actors:')
    })
  }
})
