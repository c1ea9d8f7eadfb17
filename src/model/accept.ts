import { setup } from 'xstate'
import { send } from './send.ts'

export interface Events {
  type: 'connect' | 'die'
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
    /** The port is closed: whoever connects is refused. */
    refuse: send(
      ({ event }) => event.from,
      ({ event }) => ({ type: 'response', from: event.connection, status: 'dead' }),
    ),
  },
})

/** The accept loop under H1 (`--runner thread`: `http_listen` on the main thread, which does nothing else). */
export const accept = listening.createMachine({
  id: 'accept',
  initial: 'accepting',
  states: {
    accepting: { tags: 'idle', on: { connect: { actions: 'createThread' }, die: 'dead' } },
    /** SIGPIPE ended the process. */
    dead: { tags: 'idle', on: { connect: { actions: 'refuse' } } },
  },
})
