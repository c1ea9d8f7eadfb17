import { assign, setup } from 'xstate'
import { send } from '../send.ts'

interface Context {
  /** Oldest first. */
  readonly items: readonly string[]
  /** More was put in than it holds, by a thread that comes to an end: what it put in is missing. */
  readonly over: boolean
}

interface Events {
  type: 'push' | 'pop' | 'take' | 'peek' | 'filled' | 'length'
  from: string
  value: string
  /** `push`: whether its sender puts things in for ever. */
  serving: boolean
}

/** More than anybody waits for in the systems that are built here. What an accept loop queues beyond it is lost. */
export const CAPACITY = 4

/** A queue that threads share: the runtime's ready processes, or one of the source's own. */
export const sharedQueue = setup({
  types: { context: {} as Context, events: {} as Events },
  actions: {
    append: assign({ items: ({ context, event }) => [...context.items, event.value] }),
    done: send(({ event }) => event.from, { type: 'done' }),
    hand: send(
      ({ event }) => event.from,
      ({ context }) => ({ type: `is ${context.items[0]}` }),
    ),
    drop: assign({ items: ({ context }) => context.items.slice(1) }),
    spill: assign({ over: ({ context, event }) => context.over || !event.serving }),
    count: send(
      ({ event }) => event.from,
      ({ context }) => ({ type: `is ${context.items.length}` }),
    ),
    some: send(({ event }) => event.from, { type: 'is some' }),
    none: send(({ event }) => event.from, { type: 'is empty' }),
  },
  guards: {
    hasRoom: ({ context }) => context.items.length < CAPACITY,
    hasSome: ({ context }) => context.items.length > 0,
  },
}).createMachine({
  id: 'queue',
  context: { items: [], over: false },
  initial: 'open',
  states: {
    open: {
      tags: 'idle',
      on: {
        push: [{ guard: 'hasRoom', actions: ['append', 'done'] }, { actions: ['spill', 'done'] }],
        length: { actions: 'count' },
        pop: [{ guard: 'hasSome', actions: ['hand', 'drop'] }, { actions: 'none' }],
        take: { guard: 'hasSome', actions: ['hand', 'drop'] },
        peek: [{ guard: 'hasSome', actions: 'some' }, { actions: 'none' }],
        filled: { guard: 'hasSome', actions: 'done' },
      },
    },
  },
})
