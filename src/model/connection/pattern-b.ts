import { MTX } from '../names.ts'
import { connectionThread, thread } from './thread.ts'

/**
 * `call_b_spawn`: the handler is a fresh er-process, made with the mutex held; the thread then waits on its request's own
 * condition, holding nothing of the runtime's.
 */
export const patternB = connectionThread(
  thread.createStateConfig({
    initial: 'locking',
    states: {
      locking: { entry: 'lock', meta: { waits: { kind: 'acquires', on: MTX } }, on: { granted: 'spawning' } },
      spawning: { tags: 'in-runtime', entry: 'spawn', on: { done: 'unlocking' } },
      unlocking: { entry: 'unlock', always: 'lockingCell' },
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
      unlockingCell: { entry: 'unlockCell', always: 'returned' },
      returned: { type: 'final' },
    },
  }),
)
