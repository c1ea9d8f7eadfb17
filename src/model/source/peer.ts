import { assign, setup } from 'xstate'
import type { WaitMeta } from '../../engine/wait.ts'
import { send } from '../send.ts'

interface Input {
  /** The thread here that serves what it asks back; `null` when nothing here serves requests. */
  readonly asks: string | null
}

interface Context extends Input {
  readonly client: string | null
}

interface Events {
  type: 'fetch' | 'ended'
  from: string
}

/** The server at the other end of an outbound request: before its first answer it asks a request of its own back. */
export const peer = setup({
  types: { context: {} as Context, events: {} as Events, input: {} as Input, meta: {} as WaitMeta<Context> },
  actions: {
    remember: assign({ client: ({ event }) => event.from }),
    ask: send(({ context }) => context.asks as string, { type: 'start' }),
    answer: send(({ context }) => context.client as string, { type: 'done' }),
    reply: send(({ event }) => event.from, { type: 'done' }),
  },
  guards: { asksBack: ({ context }) => context.asks !== null },
}).createMachine({
  id: 'peer',
  context: ({ input }) => ({ ...input, client: null }),
  initial: 'fresh',
  states: {
    fresh: {
      tags: 'idle',
      on: {
        fetch: [{ guard: 'asksBack', target: 'asking', actions: ['remember', 'ask'] }, { actions: 'reply' }],
      },
    },
    asking: {
      meta: { waits: { kind: 'awaits-reply', on: ({ context }) => context.asks } },
      on: { ended: { target: 'answered', actions: 'answer' } },
    },
    answered: { tags: 'idle', on: { fetch: { actions: 'reply' } } },
  },
})
