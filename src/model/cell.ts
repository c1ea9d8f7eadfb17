import { assign, setup } from 'xstate'
import { send } from './send.ts'

interface Context {
  readonly status: 'ok' | 'error' | null
}

interface Events {
  type: 'set' | 'read'
  by: string
  status: 'ok' | 'error'
}

/** The field `result` of pattern B's `cell`: memory, which nothing here locks. */
export const cellResult = setup({
  types: { context: {} as Context, events: {} as Events },
  actions: {
    store: assign({ status: ({ event }) => event.status }),
    done: send(({ event }) => event.by, { type: 'done' }),
    tell: send(
      ({ event }) => event.by,
      ({ context }) => ({ type: 'result', status: context.status }),
    ),
  },
}).createMachine({
  id: 'cell',
  context: { status: null },
  initial: 'memory',
  states: { memory: { tags: 'idle', on: { set: { actions: ['store', 'done'] }, read: { actions: 'tell' } } } },
})
