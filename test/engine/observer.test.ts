import { describe, expect, it } from 'vitest'
import { assign, sendTo, setup } from 'xstate'
import type { ActorLogic } from '../../src/engine/machine.ts'
import { spaceOf } from '../../src/engine/observed.ts'
import type { Property } from '../../src/index.ts'
import { check, deadlockFree, defineSystem, leadsTo, observer, replay, searchToken, simulate } from '../../src/index.ts'
import { competing } from '../systems/locks.ts'

/** Watches that the mutex is granted to one connection at a time; `slow` has it wait for a state. */
const exclusive = setup({ types: { context: {} as { inside: number } } }).createMachine({
  context: { inside: 0 },
  initial: 'good',
  states: {
    good: {
      always: { guard: ({ context }) => context.inside > 1, target: 'bad' },
      on: {
        'sent.granted': { actions: assign({ inside: ({ context }) => context.inside + 1 }) },
        'sent.unlock': { actions: assign({ inside: ({ context }) => context.inside - 1 }) },
      },
    },
    bad: { tags: 'violation' },
  },
})

/** Hot while conn#1 waits for its grant. */
const impatientFor = (name: string) =>
  setup({
    types: { events: {} as { type: 'sent.lock' | 'deliver.granted'; from: string; actor: string } },
    guards: { asks: ({ event }) => event.from === name, gets: ({ event }) => event.actor === name },
  }).createMachine({
    initial: 'cold',
    states: {
      cold: { on: { 'sent.lock': { guard: 'asks', target: 'waiting' } } },
      waiting: { tags: 'hot', on: { 'deliver.granted': { guard: 'gets', target: 'cold' } } },
    },
  })

const verdict = (handOver: boolean, ...properties: Property[]) => check(competing(2, handOver, properties)).verdict.kind

describe('an observer', () => {
  it('hears of steps and of what they send, and judges by a tag', () => {
    expect(verdict(false, observer('exclusive', exclusive))).toBe('verified')
    const twice = setup({}).createMachine({
      initial: 'none',
      states: {
        none: { on: { 'deliver.granted': 'one' } },
        one: { on: { 'deliver.granted': 'two' } },
        two: { tags: 'violation' },
      },
    })
    const system = competing(2, false, [observer('twice', twice)])
    const { findings } = check(system)
    expect(findings).toMatchObject([{ property: 'twice', violation: { kind: 'observed', state: 'two' } }])
    expect(findings[0].steps.filter(({ label }) => label.includes('granted'))).toHaveLength(2)
    expect(replay(system, searchToken(system, findings[0]))).toMatchObject({ kind: 'reproduced' })
    expect(simulate(system).verdict).toMatchObject({ counterexample: { violation: { kind: 'observed' } } })
  })

  it('hears of what a step sends, from the start on', () => {
    const on = (type: string, times: number) =>
      setup({ types: { context: {} as { n: number } } }).createMachine({
        context: { n: 0 },
        initial: 'counting',
        states: {
          counting: {
            always: { guard: ({ context }) => context.n === times, target: 'enough' },
            on: { [type]: { actions: assign({ n: ({ context }) => context.n + 1 }) } },
          },
          enough: { tags: 'violation' },
        },
      })
    const steps = (type: string, times: number) =>
      check(competing(2, false, [observer('counts', on(type, times))])).findings[0]?.steps.map(({ label }) => label)
    expect(steps('sent.lock', 2)).toEqual([])
    expect(steps('sent.lock', 3)?.at(-1)).toBe('conn#1 ? worked from conn#1')
    expect(steps('sent.nothing', 1)).toBeUndefined()
  })

  it('owes something while it is hot: a fair schedule that stays there violates it', () => {
    const fair = { fairness: 'weak' } as const
    expect(verdict(true, observer('served', impatientFor('conn#1'), fair))).toBe('verified')
    expect(verdict(false, observer('served', impatientFor('conn#1'), fair))).toBe('counterexample')
    const system = competing(2, false, [observer('served', impatientFor('conn#1'), fair)])
    const { findings } = check(system)
    expect(findings).toMatchObject([{ violation: { kind: 'unfulfilled', asks: 'observer', extent: 'cycle' } }])
    expect(replay(system, searchToken(system, findings[0]))).toMatchObject({ kind: 'reproduced' })
  })

  it('must come through an accepting state again and again, if it has any', () => {
    const grants = (when: string) =>
      setup({}).createMachine({
        initial: 'waiting',
        states: {
          waiting: { on: { [when]: 'granted' } },
          granted: { tags: 'accepting', on: { 'sent.unlock': 'waiting' } },
        },
      })
    expect(verdict(false, observer('grants', grants('deliver.granted')))).toBe('verified')
    expect(verdict(false, observer('never', grants('deliver.refused')))).toBe('counterexample')
  })

  it('is told of states by the predicates that it names', () => {
    const machine = setup({}).createMachine({
      initial: 'good',
      states: { good: { on: { both: 'bad' } }, bad: { tags: 'violation' } },
    })
    const serving = (...names: string[]) =>
      observer('both', machine, {
        states: { both: (state) => names.every((name) => state.actor(name).matches('serving')) },
      })
    expect(verdict(false, serving('conn#1', 'conn#2'))).toBe('verified')
    const [{ steps }] = check(competing(2, false, [serving('conn#1')])).findings
    expect(steps.map(({ label }) => label.split(' from')[0])).toEqual([
      'mutex ? lock{"from":"conn#1"}',
      'conn#1 ? granted',
    ])
  })

  it('keeps a search from going on in another process, where its snapshots may be numbered otherwise', () => {
    const space = spaceOf(competing(2, false, [observer('exclusive', exclusive)]), 'free')
    expect(() => space.learn?.([])).toThrow(/a search that observers watch cannot go on from a checkpoint/)
  })

  it('does not change what the system does', () => {
    const plain = [
      deadlockFree(),
      leadsTo(
        'served',
        (state) => state.actor('conn#1').matches('waiting'),
        (state) => state.actor('conn#1').matches('serving'),
      ),
    ]
    const alone = check(competing(2, false, plain))
    const watched = check(competing(2, false, [...plain, observer('exclusive', exclusive)]))
    expect(watched.violations).toEqual(alone.violations)
    expect(watched.findings[0].steps).toEqual(alone.findings[0].steps)
    // It remembers nothing that the system does not know.
    expect(watched.states).toBe(alone.states)
  })
})

describe('an observer that would act', () => {
  const defined = (machine: ActorLogic) => competing(2, false, [observer('acts', machine)])

  it.each([
    [
      'waits',
      setup({}).createMachine({ initial: 'a', states: { a: { after: { 5: 'b' } }, b: {} } }),
      /waits for a delay/,
    ],
    [
      'invokes',
      setup({ actors: { child: setup({}).createMachine({}) } }).createMachine({
        invoke: { src: 'child', id: 'child' },
      }),
      /invokes a child/,
    ],
  ])('is refused when it %s', (_, machine, message) => {
    expect(() => defined(machine)).toThrow(message)
  })

  it('is refused when it sends, and when it throws', () => {
    const sends = setup({}).createMachine({
      on: { 'deliver.lock': { actions: sendTo(({ self }) => self, { type: 'again' }) } },
    })
    expect(() => check(defined(sends))).toThrow(/observer 'acts' acts \(send\); it may only watch/)
    const throws = setup({}).createMachine({
      on: {
        'deliver.lock': {
          actions: assign(() => {
            throw new Error('no')
          }),
        },
      },
    })
    expect(() => check(defined(throws))).toThrow(/observer 'acts' threw: no/)
  })

  it('is refused when it is no machine, or its states are no predicates', () => {
    expect(() =>
      defineSystem({ name: 's', actors: { a: exclusive }, properties: [observer('o', {} as never)] }),
    ).toThrow(/an observer is a machine/)
    expect(() =>
      defineSystem({
        name: 's',
        actors: { a: exclusive },
        properties: [observer('o', exclusive, { states: { x: 1 as never } })],
      }),
    ).toThrow(/states: 'x' is no predicate/)
  })
})
