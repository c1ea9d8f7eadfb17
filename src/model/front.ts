import { assign, setup } from 'xstate'
import { ACCEPT, FRONT } from './names.ts'
import { send } from './send.ts'

interface Input {
  /** How many requests it lets in at once. */
  readonly limit: number
}

/** A request that is under way: the thread that serves it, and who asked. */
interface Admitted {
  readonly connection: string
  readonly client: string
}

interface Context extends Input {
  readonly admitted: readonly Admitted[]
}

interface Events {
  type: 'connect' | 'response'
  from: string
  connection: string
  route: string
  status: string
}

/** A proxy in front of the server, with a limit of connections: who comes when it is full waits (its backlog). */
export const front = setup({
  types: { context: {} as Context, events: {} as Events, input: {} as Input },
  actions: {
    letIn: send(ACCEPT, ({ event }) => ({ ...event, from: FRONT })),
    note: assign({
      admitted: ({ context, event }) => [...context.admitted, { connection: event.connection, client: event.from }],
    }),
    passOn: send(
      ({ context, event }) => context.admitted.find(({ connection }) => connection === event.from)?.client ?? '',
      ({ event }) => ({ ...event }),
    ),
    forget: assign({
      admitted: ({ context, event }) => context.admitted.filter(({ connection }) => connection !== event.from),
    }),
  },
  guards: { hasRoom: ({ context }) => context.admitted.length < context.limit },
}).createMachine({
  id: 'front',
  context: ({ input }) => ({ ...input, admitted: [] }),
  initial: 'listening',
  states: {
    listening: {
      tags: 'idle',
      on: {
        connect: { guard: 'hasRoom', actions: ['letIn', 'note'] },
        response: { actions: ['passOn', 'forget'] },
      },
    },
  },
})
