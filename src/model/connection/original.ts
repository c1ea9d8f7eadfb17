import { AWAITS_CALLEE, driving, ENTERING, LEAVING, locking, pumping } from './parts.ts'
import { connectionThread, thread } from './thread.ts'

/**
 * `call_original`: the mutex is held over the whole of `sx_call`, also while the handler waits for a reply (`park_keep`
 * polls, keeping it; with `--pump`, `park_pump` runs the scheduler meanwhile).
 */
export const original = connectionThread(
  thread.createStateConfig({
    initial: 'locking',
    states: {
      locking: locking('entering'),
      entering: ENTERING,
      ...driving('parking'),
      parking: {
        tags: 'in-runtime',
        entry: ['restore', 'forgetSaved'],
        on: { restored: [{ guard: 'pumps', target: 'popping' }, { target: 'parked' }] },
      },
      parked: { entry: 'poll', exit: 'forgetCallee', meta: AWAITS_CALLEE, on: { match: 'entering' } },
      ...pumping('testing'),
      testing: { entry: 'test', on: { match: { target: 'entering', actions: 'forgetCallee' }, nothing: 'waiting' } },
      waiting: { entry: 'waitTurn', meta: AWAITS_CALLEE, on: { wake: 'popping' } },
      ...LEAVING,
    },
  }),
)
