import { AWAITS_CALLEE, driving, ENTERING, LEAVING, locking } from './parts.ts'
import { connectionThread, thread } from './thread.ts'

/**
 * `call_a_hook`: the text of the original; what differs is the hook by which `sx_call` parks (`park_release`): it sleeps
 * on `parked`, which gives the mutex back. `sx_call` puts `current` back before it parks and sets it again after, unless
 * `a-hook-noswap` leaves that out.
 */
export const patternAHook = connectionThread(
  thread.createStateConfig({
    initial: 'locking',
    states: {
      locking: locking('entering'),
      entering: ENTERING,
      ...driving('leavingCall'),
      leavingCall: { always: [{ guard: 'swaps', target: 'parking' }, { target: 'testing' }] },
      parking: { tags: 'in-runtime', entry: ['restore', 'forgetSaved'], on: { restored: 'testing' } },
      testing: {
        entry: 'test',
        on: {
          match: [
            { guard: 'swaps', target: 'entering', actions: 'forgetCallee' },
            { target: 'running', actions: 'forgetCallee' },
          ],
          nothing: 'asleep',
        },
      },
      asleep: { entry: 'waitParked', meta: AWAITS_CALLEE, on: { wake: 'relocking' } },
      relocking: locking('testing'),
      ...LEAVING,
    },
  }),
)
