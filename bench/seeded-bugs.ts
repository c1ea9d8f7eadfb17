import { assign, sendTo, setup } from 'xstate'
import type { Property, System } from '../src/index.ts'
import { always, deadlockFree, defineSystem } from '../src/index.ts'
import { serverNamed } from '../src/model/server.ts'
import { philosophers } from '../test/systems/philosophers.ts'

// Bugs of which it is known what it takes to see them. Each system is asked for its one bug alone.

/** A bug, and about how many ordering constraints between steps it takes (the depth of PCT's paper). */
export interface SeededBug {
  readonly name: string
  readonly depth: number
  readonly system: System
}

const post = setup({}).createMachine({
  context: ({ input }) => input as { type: string; hops: number },
  initial: 'going',
  // Goes to itself some times before it arrives.
  states: {
    going: {
      entry: sendTo(
        ({ self }) => self,
        ({ context }) => ({ type: context.hops === 0 ? 'there' : 'hop' }),
      ),
      on: {
        hop: { target: 'going', reenter: true, actions: assign({ hops: ({ context }) => context.hops - 1 }) },
        there: {
          target: 'done',
          actions: sendTo(
            ({ system }) => system.get('judge'),
            ({ context }) => ({ type: context.type }),
          ),
        },
      },
    },
    done: { type: 'final' },
  },
})

/** Messages that arrive after so many steps each; the bug is that they arrive in the order in which they are named. */
function arriving(name: string, hops: Readonly<Record<string, number>>): System {
  const types = Object.keys(hops)
  const judge = setup({ types: { context: {} as { seen: string } } }).createMachine({
    context: { seen: '' },
    tags: 'idle',
    on: { '*': { actions: assign({ seen: ({ context, event }) => context.seen + event.type }) } },
  })
  const posts = types.map((type) => [`post#${type}`, { machine: post, input: { type, hops: hops[type] } }] as const)
  return defineSystem({
    name,
    actors: { judge, ...Object.fromEntries(posts) },
    properties: [always('in another order', (state) => state.actor('judge').context.seen !== types.join(''))],
  })
}

function only(system: System | undefined, property: Property = deadlockFree()): System {
  if (system === undefined) throw new Error('the models have no such server')
  return { ...system, properties: system.properties.filter(({ name }) => name === property.name) }
}

/** The bugs, easy ones first in each family. */
export const bugs: readonly SeededBug[] = [
  { name: 'a message 6 steps late', depth: 1, system: arriving('overtaking-6', { a: 6, b: 0 }) },
  { name: 'a message 12 steps late', depth: 1, system: arriving('overtaking-12', { a: 12, b: 0 }) },
  { name: 'three in one order', depth: 2, system: arriving('order-3', { a: 2, b: 2, c: 2 }) },
  { name: 'five in one order', depth: 4, system: arriving('order-5', { a: 2, b: 2, c: 2, d: 2, e: 2 }) },
  { name: 'philosophers, 3', depth: 3, system: philosophers(3) },
  { name: 'philosophers, 9', depth: 9, system: philosophers(9) },
  ...[1, 3].map((n) => ({
    name: `lost wake-up, pattern-b-lost-wakeup/kernel-${n}`,
    depth: 2,
    system: only(serverNamed(`pattern-b-lost-wakeup/scheduler-thread/kernel-${n}`)),
  })),
  ...[1, 3].map((n) => ({
    name: `lost wake-up, pattern-a-naive/kernel-${n}`,
    depth: 2,
    system: only(serverNamed(`pattern-a-naive/scheduler-thread/kernel-${n}`)),
  })),
]
