import { MTX } from '../names.ts'
import { connectionThread, thread } from './thread.ts'

/**
 * `call_a_hook`: the text of the original; what differs is the hook by which `sx_call` parks (`park_release`): it sleeps
 * on `parked`, which gives the mutex back. `sx_call` puts `current` back before it parks and sets it again after.
 */
export const patternAHook = connectionThread(
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
      parking: { tags: 'in-runtime', entry: ['restore', 'forgetSaved'], on: { restored: 'testing' } },
      testing: { entry: 'test', on: { match: { target: 'entering', actions: 'forgetCallee' }, nothing: 'asleep' } },
      asleep: {
        entry: 'waitParked',
        meta: { waits: { kind: 'awaits-reply', on: ({ context }) => context.callee } },
        on: { wake: 'relocking' },
      },
      relocking: { entry: 'lock', meta: { waits: { kind: 'acquires', on: MTX } }, on: { granted: 'testing' } },
      leaving: { tags: 'in-runtime', entry: ['restore', 'forgetSaved'], on: { restored: 'unlocking' } },
      unlocking: { entry: 'unlock', always: 'returned' },
      returned: { type: 'final' },
    },
  }),
)
