import { locking, pumping } from './parts.ts'
import { connectionThread, thread } from './thread.ts'

/**
 * `call_b_spawn`: the handler is a fresh er-process, made with the mutex held; the thread then waits on its request's own
 * condition, holding nothing of the runtime's. With `--pump` it runs the scheduler between two looks at its cell.
 */
export const patternB = connectionThread(
  thread.createStateConfig({
    initial: 'locking',
    states: {
      locking: locking('spawning'),
      spawning: { tags: 'in-runtime', entry: 'spawn', on: { done: 'unlocking' } },
      unlocking: {
        entry: 'unlock',
        always: [{ guard: 'pumps', target: 'returning' }, { target: 'lockingCell' }],
      },
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
      returning: locking('popping'),
      ...pumping('looking'),
      looking: {
        entry: ['unlock', 'readCell'],
        on: { result: [{ guard: 'filled', target: 'returned', actions: 'noteStatus' }, { target: 'waiting' }] },
      },
      waiting: {
        entry: 'waitTurn',
        meta: { waits: { kind: 'awaits-signal', on: ({ context }) => context.process } },
        on: { wake: 'returning' },
      },
      returned: { type: 'final' },
    },
  }),
)
