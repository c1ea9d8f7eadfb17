import { assign, setup } from 'xstate'
import type { WaitMeta } from '../../engine/wait.ts'
import { send } from '../send.ts'

interface Context {
  readonly holder: string | null
}

interface Events {
  type: 'lock' | 'try' | 'unlock'
  from: string
}

/** The mutex of `../mutex.ts` with `try_lock`, which is refused at once when somebody has it. */
export const sourceMutex = setup({
  types: { context: {} as Context, events: {} as Events, meta: {} as WaitMeta<Context> },
  actions: {
    grant: send(({ event }) => event.from, { type: 'granted' }),
    refuse: send(({ event }) => event.from, { type: 'busy' }),
    hold: assign({ holder: ({ event }) => event.from }),
    forget: assign({ holder: null }),
  },
  guards: { byHolder: ({ context, event }) => event.from === context.holder },
}).createMachine({
  id: 'mutex',
  context: { holder: null },
  initial: 'free',
  states: {
    free: {
      tags: 'idle',
      on: { lock: { target: 'held', actions: ['hold', 'grant'] }, try: { target: 'held', actions: ['hold', 'grant'] } },
    },
    held: {
      meta: { waits: { kind: 'held-by', on: ({ context }) => context.holder } },
      on: { try: { actions: 'refuse' }, unlock: { guard: 'byHolder', target: 'free', actions: 'forget' } },
    },
  },
})
