import type { AnyStateMachine } from 'xstate'
import { assign, createMachine, enqueueActions, sendTo } from 'xstate'
import type { FaultsDefinition, Property, System, SystemDefinition } from '../../src/index.ts'
import { deadlockFree, defineSystem } from '../../src/index.ts'

// Systems with any number of copies of one role, whose answer for every number is known.

type Loose = any

export const machine = createMachine as (config: object) => AnyStateMachine

/** An action that sends to an actor by name, on behalf of the sender. */
export const tell = (to: string | ((known: Loose) => string), type: string) =>
  sendTo(
    ({ system, context, event }: Loose) => system.get(typeof to === 'string' ? to : to({ context, event })),
    ({ context }: Loose) => ({ type, from: context.me }),
  )

/** n copies of a machine under a role, each with its name. */
function role(name: string, n: number, logic: AnyStateMachine): SystemDefinition['actors'] {
  const names = Array.from({ length: n }, (_, index) => `${name}#${index + 1}`)
  return Object.fromEntries(names.map((me) => [me, { machine: logic, input: { me } }]))
}

interface More {
  readonly properties?: readonly Property[]
  readonly uncounted?: SystemDefinition['uncounted']
  readonly faults?: FaultsDefinition
}

/** n copies `c#…` and the actors that are there once. */
export function family(
  copy: AnyStateMachine,
  others: SystemDefinition['actors'],
  { properties = [deadlockFree()], uncounted = {}, ...rest }: More = {},
): (n: number) => System {
  return (n) =>
    defineSystem({
      name: `family-${n}`,
      actors: { ...role('c', n, copy), ...others },
      symmetric: ['c'],
      uncounted,
      properties,
      unhandled: 'defer',
      ...rest,
    })
}

/** Serves whoever's request it takes first; the others wait in their channels. */
export const lock = machine({
  context: { holder: null },
  initial: 'free',
  states: {
    free: {
      tags: 'idle',
      on: {
        lock: {
          target: 'held',
          actions: [assign({ holder: ({ event }: Loose) => event.from }), tell(({ event }) => event.from, 'granted')],
        },
      },
    },
    held: { on: { unlock: { target: 'free', actions: assign({ holder: null }) } } },
  },
})

const own = ({ input }: Loose) => input
const busy = { tags: 'busy', entry: sendTo(({ self }) => self, { type: 'worked' }) }

/** Locks, works, unlocks; once, or again and again. */
export const user = (again: boolean) =>
  machine({
    context: own,
    initial: 'waiting',
    states: {
      waiting: { entry: tell('lock', 'lock'), on: { granted: 'working' } },
      working: { ...busy, exit: tell('lock', 'unlock'), on: { worked: again ? 'waiting' : 'done' } },
      done: { type: 'final' },
    },
  })

/** Takes a, then b; gives a back and takes it again, still holding b. */
export const nesting = machine({
  context: own,
  initial: 'first',
  states: {
    first: { entry: tell('a', 'lock'), on: { granted: 'second' } },
    second: { entry: tell('b', 'lock'), on: { granted: 'third' } },
    third: { entry: [tell('a', 'unlock'), tell('a', 'lock')], on: { granted: 'done' } },
    done: { entry: [tell('b', 'unlock'), tell('a', 'unlock')], type: 'final' },
  },
})

/** Asks the server once, and is served. */
export const caller = machine({
  context: own,
  initial: 'asking',
  states: { asking: { entry: tell('server', 'ask'), on: { served: 'done' } }, done: { type: 'final' } },
})

const keep = assign({ inside: ({ context, event }: Loose) => new Set([...context.inside, event.from]) })

/** Lets callers in and serves nobody any more once so many are in at a time. Each leaves when it is served. */
export const room = (breaks: number) =>
  machine({
    context: { inside: new Set() },
    tags: 'idle',
    on: {
      ask: [
        { guard: ({ context }: Loose) => context.inside.size + 1 >= breaks, actions: keep },
        { actions: [keep, tell(({ event }) => event.from, 'served')] },
      ],
    },
  })

const isAnybody = ({ context }: Loose) => context.waiting.length > 0
const first = ({ context }: Loose) => context.waiting[0]

/** Queues callers, and serves the oldest one whenever the worker is free. */
export const queue = machine({
  context: { waiting: [] },
  tags: 'idle',
  on: {
    ask: { actions: assign({ waiting: ({ context, event }: Loose) => [...context.waiting, event.from] }) },
    next: {
      guard: isAnybody,
      actions: [
        tell(first, 'served'),
        tell('worker', 'ok'),
        assign({ waiting: ({ context }: Loose) => context.waiting.slice(1) }),
      ],
    },
  },
})

/** Serves one caller after the other: the next one when the last has thanked it. It keeps no name meanwhile. */
export const clerk = machine({
  initial: 'free',
  states: {
    free: { tags: 'idle', on: { ask: { target: 'serving', actions: tell(({ event }) => event.from, 'served') } } },
    serving: { on: { thanks: 'free' } },
  },
})
export const polite = machine({
  context: own,
  initial: 'asking',
  states: {
    asking: { entry: tell('server', 'ask'), on: { served: 'done' } },
    done: { entry: tell('server', 'thanks'), type: 'final' },
  },
})

/** The same, but with so many in the queue it serves nobody any more. */
export const panicking = (size: number) =>
  machine({
    context: { waiting: [] },
    tags: 'idle',
    on: {
      ask: { actions: assign({ waiting: ({ context, event }: Loose) => [...context.waiting, event.from] }) },
      next: [
        { guard: ({ context }: Loose) => context.waiting.length >= size, actions: tell('worker', 'panic') },
        {
          guard: isAnybody,
          actions: [
            tell(first, 'served'),
            tell('worker', 'ok'),
            assign({ waiting: ({ context }: Loose) => context.waiting.slice(1) }),
          ],
        },
      ],
    },
  })

/** Serves so many callers, and then nobody any more. */
export const till = (served: number) =>
  machine({
    context: { left: served },
    tags: 'idle',
    on: {
      ask: [
        {
          guard: ({ context }: Loose) => context.left > 0,
          actions: [
            assign({ left: ({ context }: Loose) => context.left - 1 }),
            tell(({ event }) => event.from, 'served'),
          ],
        },
        { actions: () => {} },
      ],
    },
  })

/** Goes round with its own messages, for ever. */
export const clock = machine({
  tags: 'idle',
  entry: sendTo(({ self }) => self, { type: 'tick' }),
  on: { tick: { actions: sendTo(({ self }) => self, { type: 'tick' }) } },
})

/** Asks the server for work, again and again. */
export const worker = machine({
  initial: 'free',
  states: {
    free: { tags: 'idle', entry: tell('server', 'next'), on: { ok: { target: 'free', reenter: true }, panic: 'over' } },
    over: {},
  },
})

/** Lets all callers go at once, whenever the worker is free. */
export const gate = machine({
  context: { waiting: new Set() },
  tags: 'idle',
  on: {
    ask: {
      actions: assign({ waiting: ({ context, event }: Loose) => new Set([...context.waiting, event.from]) }),
    },
    next: {
      guard: ({ context }: Loose) => context.waiting.size > 0,
      actions: enqueueActions(({ context, enqueue, system }: Loose) => {
        for (const each of context.waiting) enqueue.sendTo(system.get(each), { type: 'served' })
        enqueue.sendTo(system.get('worker'), { type: 'ok' })
        enqueue.assign({ waiting: new Set() })
      }),
    },
  },
})

/** One token, which comes back by way of a box: nobody keeps who has it. */
export const purse = machine({
  initial: 'full',
  states: {
    full: {
      tags: 'idle',
      on: {
        ask: { target: 'empty', actions: tell(({ event }) => event.from, 'token') },
        back: { actions: tell('box', 'ok') },
      },
    },
    empty: { tags: 'idle', on: { back: { target: 'full', actions: tell('box', 'ok') } } },
  },
})
export const box = machine({
  initial: 'open',
  states: {
    open: { tags: 'idle', on: { put: { target: 'full', actions: tell('server', 'back') } } },
    full: { on: { ok: 'open' } },
  },
})
export const borrower = machine({
  context: own,
  initial: 'asking',
  states: {
    asking: { entry: tell('server', 'ask'), on: { token: 'working' } },
    working: { ...busy, exit: tell('box', 'put'), on: { worked: 'done' } },
    done: { type: 'final' },
  },
})
