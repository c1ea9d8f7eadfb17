import { describe, expect, it } from 'vitest'
import type { AnyStateMachine } from 'xstate'
import { assign, createMachine, sendTo, spawnChild, stopChild } from 'xstate'
import type { CheckResult } from '../../src/check/check.ts'
import { check } from '../../src/check/check.ts'
import type { Property, System, SystemDefinition } from '../../src/index.ts'
import { always, atMostOne, deadlockFree, defineSystem, noUnhandledEvents, sometimes } from '../../src/index.ts'
import { pairs } from '../systems/pairs.ts'
import { philosophers } from '../systems/philosophers.ts'
import { ring } from '../systems/ring.ts'

// Each condition of the partial-order reduction, on the smallest system that needs it: take the condition away, and the
// reduced search misses what the full one finds.

const to = (name: string, type: string) => sendTo(({ system }) => system.get(name), { type })

/** Plain machines; these toys need no types. */
function machines(
  actors: Readonly<Record<string, object>>,
  properties: readonly Property[],
  options: Partial<Pick<SystemDefinition, 'clock' | 'unhandled' | 'delivery'>> = {},
): System {
  const made = Object.entries(actors).map(([name, config]) => [name, createMachine(config as never) as AnyStateMachine])
  return defineSystem({ name: 'toy', actors: Object.fromEntries(made), unhandled: 'defer', properties, ...options })
}

function violated({ violations }: CheckResult): string[] {
  return violations.map(({ property, signature }) => `${property}: ${signature}`)
}

/** What both searches find, and how many states they see. */
function compare(system: System) {
  const full = check(system)
  const reduced = check(system, { reduce: true })
  expect(full.complete && reduced.complete).toBe(true)
  expect(violated(reduced)).toEqual(violated(full))
  return { violated: violated(full), full: full.states, reduced: reduced.states }
}

const idle = { tags: 'idle' }
/** Two actors that pass a ball for ever. */
const playing = {
  ping: { entry: to('pong', 'BALL'), tags: 'idle', on: { BALL: { actions: to('pong', 'BALL') } } },
  pong: { tags: 'idle', on: { BALL: { actions: to('ping', 'BALL') } } },
}

describe('independent work', () => {
  it('of k pairs is linear in k instead of exponential', () => {
    const counts = [1, 2, 3, 6].map((count) => compare(pairs(count)))
    expect(counts.map(({ full }) => full)).toEqual([3, 9, 27, 729])
    expect(counts.map(({ reduced }) => reduced)).toEqual([3, 5, 7, 13])
  })

  it('round a ring is polynomial instead of exponential', () => {
    expect([5, 6, 7, 8].map((n) => compare(ring(n)).full)).toEqual([249, 836, 2860, 9932])
    expect(check(ring(11), { reduce: true })).toMatchObject({ states: 78, verdict: { kind: 'verified' } })
  })

  it('among philosophers is less, with the same deadlock', () => {
    expect(compare(philosophers(6))).toMatchObject({ full: 24_039, reduced: 4687, violated: [/^deadlock-free: cycle/] })
  })
})

describe('a step is kept', () => {
  it('when others go on for ever without it', () => {
    const late = {
      initial: 'calm',
      states: { calm: { ...idle, on: { GO: 'stuck' } }, stuck: { on: { NEVER: 'calm' } } },
    }
    const starter = { entry: to('late', 'GO'), tags: 'idle' }
    expect(compare(machines({ ...playing, late, starter }, [deadlockFree()])).violated).toEqual([
      'deadlock-free: stuck: late',
    ])
  })

  it('when it makes something possible for another actor', () => {
    const race = {
      initial: 'open',
      states: {
        open: { ...idle, on: { A: 'first', B: 'second' } },
        first: { ...idle, on: { B: 'both' } },
        second: { on: { NEVER: 'both' } },
        both: idle,
      },
    }
    const late = {
      initial: 'u',
      states: { u: { ...idle, on: { GO: { target: 'v', actions: to('race', 'B') } } }, v: idle },
    }
    const system = machines(
      { race, a: { entry: to('race', 'A'), ...idle }, late, z: { entry: to('late', 'GO'), ...idle } },
      [deadlockFree()],
    )
    expect(compare(system).violated).toEqual(['deadlock-free: stuck: race'])
  })

  it('when a property sees the order in which two actors step', () => {
    const light = { initial: 'off', states: { off: { ...idle, on: { ON: 'on' } }, on: idle } }
    const lit = (name: string) => (state: Parameters<Parameters<typeof always>[1]>[0]) =>
      state.actor(name).matches('on')
    const system = machines({ a: light, b: light, z: { entry: [to('a', 'ON'), to('b', 'ON')], ...idle } }, [
      always('a before b', (state) => lit('a')(state) || !lit('b')(state)),
      sometimes('a alone', (state) => lit('a')(state) && !lit('b')(state)),
    ])
    expect(compare(system).violated).toEqual(['a before b: always'])
  })

  it('when a property counts tags', () => {
    const visitor = {
      initial: 'out',
      states: { out: { ...idle, on: { GO: 'in' } }, in: { tags: ['idle', 'inside'], on: { GO: 'out' } } },
    }
    const system = machines(
      { a: visitor, b: visitor, z: { entry: ['a', 'a', 'b', 'b'].map((name) => to(name, 'GO')), ...idle } },
      [atMostOne('inside')],
    )
    expect(compare(system).violated).toHaveLength(1)
  })

  it('when it loses an event that another order would have taken', () => {
    const door = {
      initial: 'shut',
      states: { shut: { ...idle, on: { OPEN: 'open' } }, open: { ...idle, on: { ENTER: 'shut' } } },
    }
    const system = machines(
      {
        door,
        a: { entry: to('door', 'OPEN'), ...idle },
        b: {
          initial: 'u',
          states: { u: { ...idle, on: { GO: { target: 'v', actions: to('door', 'ENTER') } } }, v: idle },
        },
        z: { entry: to('b', 'GO'), ...idle },
      },
      [noUnhandledEvents()],
      { unhandled: 'drop' },
    )
    expect(compare(system).violated).toEqual(['no unhandled events: door: ENTER'])
  })

  it('when a channel without order holds more than its first message', () => {
    const picky = {
      initial: 'open',
      states: {
        open: { ...idle, on: { A: 'first', B: 'second' } },
        first: { ...idle, on: { B: 'both' } },
        second: { on: { NEVER: 'both' } },
        both: idle,
      },
    }
    const sender = {
      initial: 'u',
      entry: to('picky', 'A'),
      states: { u: { ...idle, on: { GO: { target: 'v', actions: to('picky', 'B') } } }, v: idle },
    }
    const system = machines({ picky, sender, z: { entry: to('sender', 'GO'), ...idle } }, [deadlockFree()], {
      delivery: 'unordered',
    })
    expect(compare(system).violated).toEqual(['deadlock-free: stuck: picky'])
  })
})

describe('time', () => {
  const alarm = { initial: 'set', states: { set: { ...idle, after: { 5: 'rang' } }, rang: idle } }

  it.each(['free', 'urgent'] as const)('runs on before an actor sets a timer (%s clock)', (clock) => {
    const snoozer = {
      initial: 'up',
      states: { up: { ...idle, on: { GO: 'asleep' } }, asleep: { ...idle, after: { 3: 'awake' } }, awake: idle },
    }
    const isLate = always(
      'the snoozer wakes before the alarm',
      (state) => !state.actor('alarm').matches('rang') || state.actor('snoozer').matches('awake'),
    )
    const z = { entry: to('snoozer', 'GO'), ...idle }
    expect(compare(machines({ snoozer, alarm, z }, [isLate], { clock })).violated).toEqual(
      clock === 'free' ? ['the snoozer wakes before the alarm: always'] : [],
    )
  })

  it('runs on before an actor with a timer takes its message', () => {
    const bell = { initial: 'set', states: { set: { ...idle, after: { 2: 'rang' } }, rang: idle } }
    const worker = {
      initial: 'waiting',
      states: {
        waiting: { ...idle, after: { 3: 'late' }, on: { GO: 'served' } },
        late: { on: { NEVER: 'served' } },
        served: idle,
      },
    }
    const z = { entry: to('worker', 'GO'), ...idle }
    expect(compare(machines({ worker, bell, z }, [deadlockFree()])).violated).toEqual(['deadlock-free: stuck: worker'])
  })
})

describe('a child', () => {
  // Gets to know a child, and says hello to it when told to.
  const meet = { target: 'met', actions: assign({ child: ({ event }) => (event as never as Known).child }) }
  const hello = sendTo(({ context }) => (context as never as Known).child, { type: 'HELLO' } as never)
  const friend = {
    context: { child: null },
    initial: 'alone',
    states: {
      alone: { ...idle, on: { MEET: meet } },
      met: { ...idle, on: { GO: { target: 'greeted', actions: hello } } },
      greeted: { ...idle },
    },
  }

  it('that starts before or after a message is sent to it gets it or not', () => {
    const child = createMachine({
      initial: 'u',
      entry: sendTo(
        ({ system }) => system.get('friend'),
        ({ self }) => ({ type: 'MEET', child: self }),
      ),
      states: { u: { ...idle, on: { HELLO: 'stuck' } }, stuck: { on: { NEVER: 'u' } } },
    })
    const parent = {
      initial: 'alone',
      states: {
        alone: { ...idle, on: { GO: { target: 'first', actions: spawnChild(child, { id: 'child' }) } } },
        first: {
          ...idle,
          on: { AGAIN: { target: 'second', actions: [stopChild('child'), spawnChild(child, { id: 'child' })] } },
        },
        second: idle,
      },
    }
    const z = { entry: [to('friend', 'GO'), to('parent', 'GO'), to('parent', 'AGAIN')], ...idle }
    expect(compare(machines({ friend, parent, z }, [deadlockFree()])).violated).toEqual([
      'deadlock-free: stuck: parent/child',
    ])
  })

  it('that starts again hears what is sent to it afterwards, and not what was sent before', () => {
    const child = createMachine({
      initial: 'waiting',
      entry: sendTo(
        ({ system }) => system.get('friend'),
        ({ self }) => ({ type: 'MEET', child: self }),
      ),
      context: ({ input }: any) => input,
      states: {
        waiting: { always: { guard: ({ context }: any) => context.brief, target: 'gone' }, on: { HELLO: 'greeted' } },
        greeted: idle,
        gone: { type: 'final' },
      },
    })
    const start = (brief: boolean) => spawnChild(child, { id: 'child', input: { brief } } as never)
    const parent = {
      initial: 'alone',
      states: {
        alone: { ...idle, on: { GO: { target: 'first', actions: start(true) } } },
        first: { ...idle, on: { AGAIN: { target: 'second', actions: start(false) } } },
        second: idle,
      },
    }
    const z = { entry: [to('friend', 'GO'), to('parent', 'GO'), to('parent', 'AGAIN')], ...idle }
    expect(compare(machines({ friend, parent, z }, [deadlockFree()])).violated).toEqual([
      'deadlock-free: stuck: parent/child',
    ])
  })
})

interface Known {
  readonly child: never
}
