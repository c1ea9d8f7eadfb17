import { assign, sendTo, setup } from 'xstate'
import type { FaultsDefinition, System, WaitMeta } from '../../src/index.ts'
import { defineSystem, type Property } from '../../src/index.ts'

interface Held {
  readonly holder: string | null
  readonly queue: readonly string[]
}

interface LockEvents {
  readonly type: 'lock' | 'unlock'
  readonly from: string
}

/** A mutex that any waiter may get next: requests stay in their channels until it is free. */
const barging = setup({
  types: { context: {} as Held, events: {} as LockEvents, meta: {} as WaitMeta<Held> },
  actions: {
    hold: assign({ holder: ({ event }) => event.from }),
    grant: sendTo(({ system, event }) => system.get(event.from), { type: 'granted' }),
  },
}).createMachine({
  context: { holder: null, queue: [] },
  initial: 'free',
  states: {
    free: { tags: 'idle', on: { lock: { target: 'held', actions: ['hold', 'grant'] } } },
    held: { meta: { waits: { kind: 'held-by', on: ({ context }) => context.holder } }, on: { unlock: 'free' } },
  },
})

/** A mutex with hand-over: requests are queued as they come, and served in that order. */
const fifo = setup({
  types: { context: {} as Held, events: {} as LockEvents },
  actions: {
    queue: assign({ queue: ({ context, event }) => [...context.queue, event.from] }),
    next: assign(({ context: { queue } }) => ({ holder: queue[0] ?? null, queue: queue.slice(1) })),
    grant: sendTo(({ system, context }) => system.get(context.holder as string), { type: 'granted' }),
  },
  guards: { free: ({ context }) => context.holder === null, waited: ({ context }) => context.queue.length > 0 },
}).createMachine({
  tags: 'idle',
  context: { holder: null, queue: [] },
  on: {
    lock: [{ guard: 'free', actions: ['queue', 'next', 'grant'] }, { actions: 'queue' }],
    unlock: [{ guard: 'waited', actions: ['next', 'grant'] }, { actions: 'next' }],
  },
})

interface User {
  readonly me: string
}

/** A connection that takes the mutex, works, gives it back and begins again. */
const connection = setup({
  types: { context: {} as User, input: {} as User, meta: {} as WaitMeta<User> },
  actions: {
    lock: sendTo(
      ({ system }) => system.get('mutex'),
      ({ context }) => ({ type: 'lock', from: context.me }),
    ),
    unlock: sendTo(
      ({ system }) => system.get('mutex'),
      ({ context }) => ({ type: 'unlock', from: context.me }),
    ),
    work: sendTo(({ self }) => self, { type: 'worked' }),
  },
}).createMachine({
  context: ({ input }) => input,
  initial: 'waiting',
  states: {
    waiting: {
      entry: 'lock',
      meta: { waits: { kind: 'acquires', on: 'mutex' } },
      on: { granted: 'serving' },
    },
    serving: { entry: 'work', exit: 'unlock', on: { worked: 'waiting' } },
  },
})

/** Connections that compete for a mutex, for ever. */
export function competing(n: number, handOver: boolean, properties: readonly Property[]): System {
  const names = Array.from({ length: n }, (_, i) => `conn#${i + 1}`)
  return defineSystem({
    name: `${handOver ? 'fifo' : 'barging'}-mutex-${n}`,
    actors: {
      mutex: handOver ? fifo : barging,
      ...Object.fromEntries(names.map((me) => [me, { machine: connection, input: { me } }])),
    },
    unhandled: 'defer',
    properties,
  })
}

interface Order {
  readonly me: string
  readonly first: string
  readonly second: string
  readonly patience: number
}

/** A worker that takes two locks, and gives up the first when the second does not come in time. */
const worker = setup({
  types: {
    context: {} as Order,
    input: {} as Order,
    meta: {} as WaitMeta<Order>,
    events: {} as { type: 'granted'; lock: string } | { type: 'worked' },
  },
  delays: { patience: ({ context }) => context.patience },
  actions: {
    work: sendTo(({ self }) => self, { type: 'worked' }),
    lock: sendTo(
      ({ system }, { name }: { name: string }) => system.get(name),
      ({ context }) => ({ type: 'lock', from: context.me }),
    ),
    unlock: sendTo(
      ({ system }, { name }: { name: string }) => system.get(name),
      ({ context }) => ({ type: 'unlock', from: context.me }),
    ),
  },
}).createMachine({
  context: ({ input }) => input,
  initial: 'wantsFirst',
  states: {
    wantsFirst: {
      entry: { type: 'lock', params: ({ context }) => ({ name: context.first }) },
      meta: { waits: { kind: 'acquires', on: ({ context }) => context.first } },
      on: { granted: 'wantsSecond' },
    },
    wantsSecond: {
      entry: { type: 'lock', params: ({ context }) => ({ name: context.second }) },
      meta: { waits: { kind: 'acquires', on: ({ context }) => context.second } },
      on: { granted: 'working' },
      after: { patience: 'givesUp' },
    },
    // The request for the second lock is still out: its grant is given back.
    givesUp: {
      entry: { type: 'unlock', params: ({ context }) => ({ name: context.first }) },
      tags: 'idle',
      on: {
        granted: { target: 'done', actions: { type: 'unlock', params: ({ context }) => ({ name: context.second }) } },
      },
    },
    working: {
      entry: 'work',
      on: { worked: 'done' },
      exit: [
        { type: 'unlock', params: ({ context }) => ({ name: context.second }) },
        { type: 'unlock', params: ({ context }) => ({ name: context.first }) },
      ],
    },
    done: { type: 'final' },
  },
})

/** Two workers that take two locks in opposite order, each with this patience (ms) for the second one. */
export function impatient(
  patience: readonly [number, number],
  properties: readonly Property[],
  faults?: FaultsDefinition,
): System {
  const [one, two] = patience
  return defineSystem({
    name: 'impatient',
    actors: {
      a: barging,
      b: barging,
      'worker#1': { machine: worker, input: { me: 'worker#1', first: 'a', second: 'b', patience: one } },
      'worker#2': { machine: worker, input: { me: 'worker#2', first: 'b', second: 'a', patience: two } },
    },
    unhandled: 'defer',
    properties,
    ...(faults === undefined ? {} : { faults }),
  })
}
