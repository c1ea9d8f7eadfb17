import { locking } from './parts.ts'
import { connectionThread, thread } from './thread.ts'

/** `call_b_wait_locked`: pattern B, but the mutex is given back only after the wait. */
export const patternBWaitLocked = connectionThread(
  thread.createStateConfig({
    initial: 'locking',
    states: {
      locking: locking('spawning'),
      spawning: { tags: 'in-runtime', entry: 'spawn', on: { done: 'lockingCell' } },
      lockingCell: {
        entry: 'lockCell',
        meta: { waits: { kind: 'acquires', on: ({ context }) => context.cell } },
        on: { granted: [{ guard: 'filled', target: 'unlockingCell', actions: 'noteStatus' }, { target: 'asleep' }] },
      },
      asleep: {
        entry: 'waitCell',
        meta: { waits: { kind: 'awaits-signal', on: ({ context }) => context.process } },
        on: {
          granted: [
            { guard: 'filled', target: 'unlockingCell', actions: 'noteStatus' },
            { target: 'asleep', reenter: true },
          ],
        },
      },
      unlockingCell: { entry: 'unlockCell', always: 'unlocking' },
      unlocking: { entry: 'unlock', always: 'returned' },
      returned: { type: 'final' },
    },
  }),
)
