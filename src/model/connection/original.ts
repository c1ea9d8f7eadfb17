import { MTX } from '../names.ts'
import { connectionThread, thread } from './thread.ts'

/**
 * `call_original`: the mutex is held over the whole of `sx_call`, also while the handler waits for a reply (`park_keep`
 * polls, keeping it).
 */
export const original = connectionThread(
  thread.createStateConfig({
    initial: 'locking',
    states: {
      locking: { entry: 'lock', meta: { waits: { kind: 'acquires', on: MTX } }, on: { granted: 'entering' } },
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
      leaving: { tags: 'in-runtime', entry: ['restore', 'forgetSaved'], on: { restored: 'unlocking' } },
      unlocking: { entry: 'unlock', always: 'returned' },
      returned: { type: 'final' },
    },
  }),
)
