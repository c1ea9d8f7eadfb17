import { AWAITS_CALLEE, driving, ENTERING, pumping } from './parts.ts'
import { connectionThread, thread } from './thread.ts'

/**
 * `call_a_naive`, pattern A read literally: no mutex around `sx_call`, although `sx_call` is itself the entry into the
 * runtime. The park polls, holding nothing.
 */
export const patternANaive = connectionThread(
  thread.createStateConfig({
    initial: 'entering',
    states: {
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
      leaving: { tags: 'in-runtime', entry: ['leave', 'forgetSaved'], on: { restored: 'returned' } },
      returned: { type: 'final' },
    },
  }),
)
