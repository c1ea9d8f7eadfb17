import { always, atMostOne, deadlockFree, defineSystem, sometimes, type WaitMeta } from 'interlock'
import { assign, sendTo, setup } from 'xstate'

/** A lock: granted to one at a time; other requests stay in their channels (unhandled: 'defer'). */
const lock = setup({
  types: {
    context: {} as { holder: string | null },
    events: {} as { type: 'lock' | 'unlock'; from: string },
    meta: {} as WaitMeta<{ holder: string | null }>,
  },
  actions: {
    hold: assign({ holder: ({ event }) => event.from }),
    grant: sendTo(({ system, event }) => system.get(event.from), { type: 'granted' }),
  },
}).createMachine({
  context: { holder: null },
  initial: 'free',
  states: {
    free: { tags: 'idle', on: { lock: { target: 'held', actions: ['hold', 'grant'] } } },
    held: { meta: { waits: { kind: 'held-by', on: ({ context }) => context.holder } }, on: { unlock: 'free' } },
  },
})

interface Order {
  readonly me: string
  readonly first: string
  readonly second: string
}

/** A worker: takes two locks, works, gives them back. */
const worker = setup({
  types: { context: {} as Order, input: {} as Order, meta: {} as WaitMeta<Order> },
  actions: {
    finish: sendTo(({ self }) => self, { type: 'finished' }),
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
    },
    working: {
      tags: 'working',
      entry: 'finish',
      on: { finished: 'done' },
      exit: [
        { type: 'unlock', params: ({ context }) => ({ name: context.second }) },
        { type: 'unlock', params: ({ context }) => ({ name: context.first }) },
      ],
    },
    done: { type: 'final' },
  },
})

const twoLocks = (name: string, second: Order) =>
  defineSystem({
    name,
    actors: {
      a: lock,
      b: lock,
      'worker#1': { machine: worker, input: { me: 'worker#1', first: 'a', second: 'b' } },
      'worker#2': { machine: worker, input: second },
    },
    unhandled: 'defer',
    properties: [
      deadlockFree(),
      atMostOne('working'),
      always('a lock is held by somebody', (state) => state.actor('a').context.holder !== null, {
        when: (state) => state.actor('a').matches('held'),
      }),
      sometimes('both are done', (state) =>
        state.actors().every(({ name, status }) => !name.startsWith('worker') || status === 'done'),
      ),
    ],
  })

export const opposite = twoLocks('opposite-order', { me: 'worker#2', first: 'b', second: 'a' })
export const same = twoLocks('same-order', { me: 'worker#2', first: 'a', second: 'b' })
