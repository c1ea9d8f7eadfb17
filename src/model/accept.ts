import { setup } from 'xstate'
import { send } from './send.ts'

export interface Events {
  type: 'connect'
  from: string
  connection: string
  route: string
}

/** Whoever is in the loop of `http_listen`: it creates a thread for each connection that it accepts. Takes no lock. */
export const listening = setup({
  types: { events: {} as Events },
  actions: {
    createThread: send(
      ({ event }) => event.connection,
      ({ event }) => ({ type: 'connection', client: event.from, route: event.route }),
    ),
  },
})

/** The accept loop under H1 (`--runner thread`: `http_listen` on the main thread, which does nothing else). */
export const accept = listening.createMachine({
  id: 'accept',
  initial: 'accepting',
  states: { accepting: { tags: 'idle', on: { connect: { actions: 'createThread' } } } },
})
