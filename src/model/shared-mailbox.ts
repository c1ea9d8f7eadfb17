import { assign, setup } from 'xstate'
import { PARKED, READY } from './names.ts'
import { send } from './send.ts'

interface Mail {
  readonly type: string
  readonly ref: string
  readonly value: string | undefined
}

interface Input {
  readonly at: string
  /** The threads that look by themselves (`--pump`), instead of sleeping on `parked`. */
  readonly polling: readonly string[] | null
}

interface Context extends Input {
  readonly mailbox: readonly Mail[]
}

interface Events {
  type: 'reply' | 'down' | 'http_reply' | '$gen_call' | 'peek' | 'take'
  /** Who looks, for what. */
  from: string
  ref: string
  any: boolean
  value: string | undefined
  /** On whose account it is sent; hears `done`. */
  by: string
}

function matching({ mailbox }: Context, { ref, any }: Events): Mail | undefined {
  return mailbox.find((mail) => mail.type !== '$gen_call' && (mail.ref === ref || (any && mail.type === 'reply')))
}

/**
 * The mailbox of the one process as which all handlers run with `--self shared`. Each looks for what it waits for; what
 * none takes stays.
 */
export const sharedMailbox = setup({
  types: { context: {} as Context, events: {} as Events, input: {} as Input },
  actions: {
    append: assign({
      mailbox: ({ context, event: { type, ref, value } }) => [...context.mailbox, { type, ref, value }],
    }),
    notify: send(
      ({ context: { at, polling } }) => at + (polling === null ? PARKED : READY),
      ({ context: { polling }, event: { by } }) =>
        polling === null ? { type: 'broadcast', by } : { type: 'flag', threads: polling, by },
    ),
    tell: send(
      ({ event }) => event.from,
      ({ context, event }) => ({ type: 'mail', mail: matching(context, event) ?? null }),
    ),
    remove: assign({
      mailbox: ({ context, event }) => context.mailbox.filter((mail) => mail !== matching(context, event)),
    }),
  },
}).createMachine({
  id: 'shared',
  context: ({ input }) => ({ ...input, mailbox: [] }),
  initial: 'open',
  states: {
    open: {
      tags: 'idle',
      on: {
        reply: { actions: ['append', 'notify'] },
        down: { actions: ['append', 'notify'] },
        http_reply: { actions: ['append', 'notify'] },
        $gen_call: { actions: ['append', 'notify'] },
        peek: { actions: 'tell' },
        take: { actions: ['tell', 'remove'] },
      },
    },
  },
})
