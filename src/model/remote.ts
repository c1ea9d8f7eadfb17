import { setup } from 'xstate'
import { REMOTE } from './names.ts'
import { send } from './send.ts'

interface Events {
  type: 'connect'
  from: string
}

/** A server elsewhere: answers every request, and never fails. How long it takes is not its own affair. */
export const remote = setup({
  types: { events: {} as Events },
  actions: { answer: send(({ event }) => event.from, { type: 'response', from: REMOTE, status: 'ok' }) },
}).createMachine({
  id: 'remote',
  initial: 'listening',
  states: { listening: { tags: 'idle', on: { connect: { actions: 'answer' } } } },
})
