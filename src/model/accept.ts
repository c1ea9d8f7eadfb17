import { setup } from 'xstate'
import { send } from './send.ts'

interface Events {
  type: 'connect'
  from: string
  connection: string
  route: string
}

const listening = setup({
  types: { events: {} as Events },
  actions: {
    createThread: send(
      ({ event }) => event.connection,
      ({ event }) => ({ type: 'connection', client: event.from, route: event.route }),
    ),
  },
})

/** The loop of `http_listen`: accepts, creates a thread for the connection, never stops. Takes no lock. */
export const accept = listening.createMachine({
  id: 'accept',
  initial: 'accepting',
  states: { accepting: { tags: 'idle', on: { connect: { actions: 'createThread' } } } },
})

/**
 * The main thread under H2 (`--runner parked`): it ran `sched_run`, which runs the slice of the process `boot`, which
 * called `http_listen`. It accepts for ever and never comes back to pop the run queue.
 */
export const parkedMain = listening.createMachine({
  id: 'main',
  initial: 'parked',
  states: { parked: { tags: 'idle', on: { connect: { actions: 'createThread' } } } },
})
