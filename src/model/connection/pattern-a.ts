import { AWAITS_CALLEE, driving, ENTERING, LEAVING, locking, pumping } from './parts.ts'
import { connectionThread, thread } from './thread.ts'

/**
 * `call_a_yield`: the mutex covers the runtime's entries only. `call_start` and `call_resume` return when the handler
 * waits, with `current` put back; the thread then sleeps on `parked`, which gives the mutex back, until a message
 * matches. With `--pump` it runs the scheduler instead, and gives the mutex back between two looks.
 */
export const patternA = connectionThread(
  thread.createStateConfig({
    initial: 'locking',
    states: {
      locking: locking('entering'),
      entering: ENTERING,
      ...driving('yielding'),
      yielding: {
        tags: 'in-runtime',
        entry: ['restore', 'forgetSaved'],
        on: { restored: [{ guard: 'pumps', target: 'popping' }, { target: 'testing' }] },
      },
      ...pumping('testing'),
      testing: {
        entry: 'test',
        on: {
          match: { target: 'entering', actions: 'forgetCallee' },
          nothing: [{ guard: 'pumps', target: 'resting' }, { target: 'asleep' }],
        },
      },
      asleep: { entry: 'waitParked', meta: AWAITS_CALLEE, on: { wake: 'relocking' } },
      relocking: locking('testing'),
      resting: { entry: ['unlock', 'waitTurn'], meta: AWAITS_CALLEE, on: { wake: 'returning' } },
      returning: locking('popping'),
      ...LEAVING,
    },
  }),
)
