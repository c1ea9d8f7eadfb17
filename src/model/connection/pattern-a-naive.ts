import { connectionThread, thread } from './thread.ts'

/**
 * `call_a_naive`, pattern A read literally: no mutex around `sx_call`, although `sx_call` is itself the entry into the
 * runtime. The park polls, holding nothing.
 */
export const patternANaive = connectionThread(
  thread.createStateConfig({
    initial: 'entering',
    states: {
      entering: { tags: 'in-runtime', entry: 'enter', on: { entered: { target: 'running', actions: 'save' } } },
      running: {
        tags: 'in-runtime',
        entry: 'drive',
        meta: { waits: { kind: 'runs', on: ({ context }) => context.process } },
        on: {
          blocked: { target: 'parking', actions: 'noteCallee' },
          finished: { target: 'leaving', actions: 'noteStatus' },
        },
      },
      parking: { tags: 'in-runtime', entry: ['restore', 'forgetSaved'], on: { restored: 'parked' } },
      parked: {
        entry: 'poll',
        exit: 'forgetCallee',
        meta: { waits: { kind: 'awaits-reply', on: ({ context }) => context.callee } },
        on: { match: 'entering' },
      },
      leaving: { tags: 'in-runtime', entry: ['restore', 'forgetSaved'], on: { restored: 'returned' } },
      returned: { type: 'final' },
    },
  }),
)
