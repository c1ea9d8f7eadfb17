import { describe, expect, test } from 'vitest'
import { sendTo } from 'xstate'
import type { FaultsDefinition } from '../../src/engine/faults.ts'
import { spaceOf } from '../../src/engine/observed.ts'
import type { Space, StateVector } from '../../src/engine/space.ts'
import type { System } from '../../src/engine/system.ts'
import { machine, recorder, refusal, system } from './kit.ts'

const send = (to: string, type: string) => sendTo(({ system }: any) => system.get(to), { type })

/** Sends A and then B to the receiver, at once. */
const sender = machine({ id: 'sender', entry: [send('r', 'A'), send('r', 'B')] })

const pair = (faults: FaultsDefinition, rest: object = {}): System =>
  system({ s: sender, r: { machine: recorder('A', 'B') } }, { faults, ...rest })

/** Takes the steps with these labels. */
function go(space: Space, ...labels: readonly string[]): StateVector {
  return labels.reduce((state, label) => {
    const at = space.enabled(state).findIndex((step) => step.label === label)
    if (at < 0) throw new Error(`'${label}' is not enabled, but ${enabled(space, state).join('; ')}`)
    return space.take(state, at).state
  }, space.initial().state)
}

function enabled(space: Space, state: StateVector): readonly string[] {
  return space.enabled(state).map(({ label }) => label)
}

function mailbox(space: Space, state: StateVector, name = 'r'): string {
  return space
    .view(state)
    .mailbox(name)
    .map(({ event }) => event.type)
    .join('')
}

describe('a message', () => {
  test.each([
    ['drop', 'B'],
    ['duplicate', 'ABA'],
    ['reorder', 'BA'],
    ['delay', 'B'],
  ] as const)('comes to harm by %s', (kind, left) => {
    const space = spaceOf(pair({ [kind]: 1 }), 'free')
    expect(enabled(space, space.initial().state)).toEqual(['r ? A from s', `r ~ ${kind} A from s`])
    const state = go(space, `r ~ ${kind} A from s`)
    expect(mailbox(space, state)).toBe(left)
    expect(space.view(state).actor('faults').context.left[kind]).toBe(0)
    expect(enabled(space, state).filter((label) => label.includes(kind))).toEqual([])
  })

  test('that is held back arrives behind what was sent before it, and then or later', () => {
    const space = spaceOf(pair({ delay: 1 }), 'free')
    expect(mailbox(space, go(space, 'r ~ delay A from s', 'r ~ arrive A from s'))).toBe('BA')
    const late = go(space, 'r ~ delay A from s', 'r ? B from s', 'r ~ arrive A from s', 'r ? A from s')
    expect(space.view(late).actor('r').context.got).toEqual(['B', 'A'])
  })

  test('is lost for the record', () => {
    const space = spaceOf(pair({ drop: 1 }), 'free')
    expect(space.take(space.initial().state, 1).occurrences).toEqual([
      { kind: 'dropped', to: 'r', event: { type: 'A' }, why: 'fault' },
    ])
  })

  test.each([[{ drop: { most: 1, from: ['r'] } }], [{ drop: { most: 1, to: ['s'] } }], [{ drop: 0 }]] as const)(
    'that is not among those declared comes to none: %j',
    (faults) => {
      const space = spaceOf(pair(faults), 'free')
      expect(enabled(space, space.initial().state)).toEqual(['r ? A from s'])
    },
  )

  test('to oneself, or inside a family, does not travel', () => {
    const own = machine({ id: 'own', entry: send('own', 'A'), on: { A: { actions: () => {} } } })
    const space = spaceOf(system({ own, r: recorder() }, { faults: { drop: 1, duplicate: 1 } }), 'free')
    expect(enabled(space, space.initial().state)).toEqual(['own ? A from own'])
  })

  test('anywhere in an unordered channel may be lost', () => {
    const space = spaceOf(pair({ drop: 1 }, { delivery: 'unordered' }), 'free')
    expect(enabled(space, space.initial().state).slice(2)).toEqual(['r ~ drop A from s', 'r ~ drop B from s'])
  })
})

/** Counts what it gets, arms a timer, and keeps a child. */
const server = machine({
  id: 'server',
  context: { got: 0 },
  initial: 'up',
  states: {
    up: {
      invoke: { id: 'kid', src: machine({ id: 'kid' }) },
      after: { 50: 'late' },
      on: { A: { actions: send('s', 'OK') }, B: {} },
    },
    late: {},
  },
})

describe('an actor', () => {
  const faults = { crash: { most: 1, actors: ['r'] }, restart: ['r'] }
  const space = spaceOf(system({ s: sender, r: server }, { faults, unhandled: 'defer' }), 'free')

  test('that crashes loses its mailbox, its timers and its children, and takes nothing any more', () => {
    const state = go(space, 'r ~ crash')
    const view = space.view(state)
    expect(view.actor('r')).toMatchObject({ status: 'crashed', value: undefined, tags: [] })
    expect(view.actor('r/kid').status).toBe('absent')
    expect(mailbox(space, state)).toBe('')
    expect(enabled(space, state)).toEqual(['r ~ restart'])
  })

  test('that starts again is as at the start, without what was sent to it before', () => {
    const state = go(space, 'r ~ crash', 'r ~ restart')
    const view = space.view(state)
    expect(view.actor('r').value).toBe('up')
    expect(view.actor('r/kid').status).toBe('active')
    expect(mailbox(space, state)).toBe('')
    expect(enabled(space, state)).toEqual(['r ! timeout xstate.after.50.server.up'])
  })

  test('that has sent before it crashed has sent', () => {
    const state = go(space, 'r ? A from s', 'r ~ crash')
    expect(mailbox(space, state, 's')).toBe('OK')
  })

  test('that leaves stays away', () => {
    const leaving = spaceOf(pair({ leave: { most: 1, actors: ['s'] } }), 'free')
    const state = go(leaving, 's ~ leave')
    expect(leaving.view(state).actor('s').status).toBe('left')
    expect(enabled(leaving, state)).toEqual(['r ? A from s'])
  })

  test('of a role is meant by the name of the role', () => {
    const two = system(
      { 'r#1': recorder(), 'r#2': recorder(), s: recorder() },
      { faults: { crash: { most: 1, actors: ['r'] } } },
    )
    const both = spaceOf(two, 'free')
    expect(enabled(both, both.initial().state)).toEqual(['r#1 ~ crash', 'r#2 ~ crash'])
  })
})

describe('the clock', () => {
  test('jumps, and what became due fires in any order', () => {
    const timer = (ms: number) =>
      machine({ id: 'timer', initial: 'on', states: { on: { after: { [ms]: 'off' } }, off: {} } })
    const timers = system({ a: timer(10), b: timer(20) }, { faults: { jump: { most: 1, by: [100] } }, clock: 'urgent' })
    const space = spaceOf(timers, 'urgent')
    expect(enabled(space, space.initial().state)).toEqual([
      'a ! timeout xstate.after.10.timer.on',
      'faults ~ jump 100 ms',
    ])
    const state = go(space, 'faults ~ jump 100 ms')
    expect(enabled(space, state)).toEqual([
      'a ! timeout xstate.after.10.timer.on',
      'b ! timeout xstate.after.20.timer.on',
    ])
    expect(space.take(space.initial().state, 1).elapsed).toBe(100)
  })
})

describe('faults that stop', () => {
  const faults = { drop: 2, crash: { most: 1, actors: ['s', 'r'] }, heal: { actors: ['r'] } }
  const space = spaceOf(pair(faults), 'free')

  test('do no more harm, and start again whom they promise to', () => {
    expect(enabled(space, go(space, 'r ~ crash'))).toEqual(['faults ~ heal'])
    expect(enabled(space, go(space, 'r ~ crash', 'faults ~ heal'))).toEqual(['r ~ restart'])
    expect(enabled(space, go(space, 's ~ crash', 'faults ~ heal'))).toEqual(['r ? A from s'])
    expect(space.view(go(space, 'faults ~ heal')).actor('faults').context).toMatchObject({
      healed: true,
      left: { drop: 0 },
    })
  })
})

describe('a declaration that makes no sense', () => {
  test.each([
    [{ drops: 1 }, ["unknown field 'drops'", 'drop, duplicate']],
    [{ drop: -1 }, ['drop.most is -1']],
    [{ drop: { most: 1, form: ['s'] } }, ["unknown field 'form'", 'from']],
    [{ drop: { most: 1, from: ['x'] } }, ["names 'x'", 'declared are s, r']],
    [{ crash: { most: 1, actors: [] } }, ['crash.actors is []', 'at least one']],
    [{ crash: 1 }, ['crash is 1', 'most, actors']],
    [{ restart: ['r'] }, ["restart names 'r', which never crashes"]],
    [{ jump: { most: 1, by: [0] } }, ['jump.by is 0', 'at least 1']],
    [{ slow: { actors: ['r'], by: 1 } }, ['slow.by is 1', 'at least 2']],
    [[], ['they is []']],
  ] as const)('is refused: %j', (faults, parts) => {
    refusal(() => pair(faults as FaultsDefinition), 'system', ...parts)
  })

  test('is refused where a channel has no order, or an actor has the name', () => {
    refusal(() => pair({ reorder: 1 }, { delivery: 'unordered' }), 'system', "delivery: 'async'")
    refusal(() => system({ faults: recorder() }, { faults: { drop: 1 } }), 'system', "named 'faults'", 'rename')
  })
})

test('a search over faults cannot be taken up again, and says so', () => {
  const space = spaceOf(pair({ drop: 1 }), 'free')
  refusal(() => space.learn?.([]), 'checkpoint', 'from the start')
})
