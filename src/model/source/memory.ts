import { assign, setup } from 'xstate'
import { send } from '../send.ts'

interface Context {
  readonly value: string
}

interface Events {
  type: 'read' | 'write' | 'update'
  from: string
  /** `write`: the new value. `read`: the values that the reader can go on with; others it does not want to see. */
  value: string
  accepts: readonly string[]
  /** `update`: by value, the new one. */
  to: Readonly<Record<string, string>>
}

/** A followed reference or field. A read that waits for certain values is answered when one of them is there. */
export const memoryCell = setup({
  types: { context: {} as Context, events: {} as Events },
  actions: {
    tell: send(
      ({ event }) => event.from,
      ({ context }) => ({ type: `is ${context.value}` }),
    ),
    change: assign({ value: ({ context, event }) => event.to[context.value] ?? context.value }),
    store: assign({ value: ({ event }) => event.value }),
    done: send(({ event }) => event.from, { type: 'done' }),
  },
  guards: { wanted: ({ context, event }) => event.accepts.includes(context.value) },
}).createMachine({
  id: 'memory',
  context: { value: '' },
  initial: 'memory',
  states: {
    memory: {
      tags: 'idle',
      on: {
        read: { guard: 'wanted', actions: 'tell' },
        write: { actions: ['store', 'done'] },
        update: { actions: ['tell', 'change'] },
      },
    },
  },
})
