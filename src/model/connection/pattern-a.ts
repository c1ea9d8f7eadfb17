import { MTX } from '../names.ts'
import { connectionThread, thread } from './thread.ts'

/**
 * `call_a_yield`: the mutex covers the runtime's entries only. `call_start` and `call_resume` return when the handler
 * waits, with `current` put back; the thread then sleeps on `parked`, which gives the mutex back, until a message
 * matches.
 */
export const patternA = connectionThread(
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
          blocked: { target: 'yielding', actions: 'noteCallee' },
          finished: { target: 'leaving', actions: 'noteStatus' },
        },
      },
      yielding: { tags: 'in-runtime', entry: ['restore', 'forgetSaved'], on: { restored: 'testing' } },
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
