import { describe, expect, it } from 'vitest'
import { fromPromise, sendTo, setup } from 'xstate'
import { always, check, deadlockFree, defineSystem, sometimes } from '../../src/index.ts'

const rest = { tags: 'idle' } as const
const raiseLater = (type: string) => sendTo(({ self }) => self, { type })

describe('a parent never hears of a child that it has stopped', () => {
  const fetch = fromPromise(async () => 0)

  it('so a rejection that comes with a cancellation does not fail it', () => {
    const machine = setup({ actors: { fetch }, actions: { cancel: raiseLater('CANCEL') } }).createMachine({
      initial: 'loading',
      entry: 'cancel',
      states: {
        loading: {
          invoke: { src: 'fetch', id: 'f', onDone: 'loaded', onError: 'failed' },
          on: { CANCEL: 'cancelled' },
        },
        loaded: { ...rest, on: { CANCEL: 'loaded' } },
        failed: { ...rest, on: { CANCEL: 'failed' } },
        cancelled: rest,
      },
    })
    const seen = (state: string) => sometimes(state, (system) => system.actor('p').matches(state))
    const result = check(
      defineSystem({
        name: 'cancellable',
        actors: { p: { machine, outcomes: { fetch: [{ resolve: 1 }, { reject: 'no' }] } } },
        properties: [deadlockFree(), seen('loaded'), seen('failed'), seen('cancelled')],
      }),
    )
    expect(result.findings).toEqual([])
  })

  it('so the result of an earlier invocation is not taken for that of a later one under the same id', () => {
    const machine = setup({
      actors: { fetch },
      actions: { again: raiseLater('AGAIN') },
    }).createMachine({
      initial: 'first',
      entry: 'again',
      states: {
        first: { invoke: { src: 'fetch', id: 'f' }, on: { AGAIN: 'second' } },
        second: { invoke: { src: 'fetch', id: 'f', onDone: 'done' } },
        done: rest,
      },
    })
    const { findings } = check(
      defineSystem({
        name: 'again',
        actors: { p: { machine, outcomes: { fetch: [{ resolve: 1 }] } } },
        properties: [
          deadlockFree(),
          always('the second one settles first', (state) => state.actor('p/f').status !== 'active', {
            when: (state) => state.actor('p').matches('done'),
          }),
        ],
      }),
    )
    expect(findings).toEqual([])
  })
})

describe('a stop', () => {
  it('does not wait for an event behind one that the child defers', () => {
    const child = setup({}).createMachine({ on: { B: { actions: () => {} } } })
    const machine = setup({
      actors: { child },
      actions: { a: sendTo('k', { type: 'A' }), b: sendTo('k', { type: 'B' }), leave: raiseLater('LEAVE') },
    }).createMachine({
      initial: 'with',
      states: {
        with: {
          invoke: { src: 'child', id: 'k' },
          entry: 'leave',
          exit: ['a', 'b'],
          on: { LEAVE: 'without' },
        },
        without: rest,
      },
    })
    expect(check(defineSystem({ name: 'stop', actors: { p: machine }, unhandled: 'defer' })).verdict.kind).toBe(
      'verified',
    )
  })
})
