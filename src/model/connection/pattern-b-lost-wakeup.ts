import { locking } from './parts.ts'
import { connectionThread, thread } from './thread.ts'

/**
 * `call_b_lostwake`: pattern B, but the cell is tested without its mutex, the thread waits once, and whoever fills the
 * cell takes no mutex. A result that is set between the test and the wait is signalled to nobody.
 */
export const patternBLostWakeup = connectionThread(
  thread.createStateConfig({
    initial: 'locking',
    states: {
      locking: locking('spawning'),
      spawning: { tags: 'in-runtime', entry: 'spawn', on: { done: 'unlocking' } },
      unlocking: { entry: 'unlock', always: 'testing' },
      testing: {
        entry: 'readCell',
        on: { result: [{ guard: 'filled', target: 'returned', actions: 'noteStatus' }, { target: 'lockingCell' }] },
      },
      lockingCell: {
        entry: 'lockCell',
        meta: { waits: { kind: 'acquires', on: ({ context }) => context.cell } },
        on: { granted: 'asleep' },
      },
      asleep: {
        entry: 'waitCell',
        meta: { waits: { kind: 'awaits-signal', on: ({ context }) => context.process } },
        on: { granted: { target: 'unlockingCell', actions: 'noteStatus' } },
      },
      unlockingCell: { entry: 'unlockCell', always: 'returned' },
      returned: { type: 'final' },
    },
  }),
)
