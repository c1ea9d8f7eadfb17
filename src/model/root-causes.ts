import type { Variant } from './variant.ts'

/** What may be the reason of what was seen: a form of the models, whatever the design of the handler part. */
export interface RootCause {
  readonly name: string
  /** `H1`, `H2`: what the report's readers call it. */
  readonly label: string
  readonly about: string
  /** An instance with this design, if this is the cause. */
  readonly of: (variant: Variant) => Variant
}

function runner(name: Variant['runner'], more: Partial<Variant> = {}): RootCause['of'] {
  return (variant) => ({ ...variant, runner: name, ...more })
}

/** Longer than any patience that curl is given. */
const TOO_LONG = 600_000
const TOO_SHORT = 1_500

/** The root causes that the models know. Whoever adds one adds a parameter of the models, not a copy. */
export const rootCauses: readonly RootCause[] = [
  {
    name: 'scheduler-thread',
    label: 'H1',
    about: 'a scheduler thread needs the mutex that the waiting handler holds',
    of: runner('thread'),
  },
  {
    name: 'scheduler-parked',
    label: 'H2',
    about: 'the only thread that runs the scheduler is parked in accept, inside the slice of boot',
    of: runner('parked'),
  },
  {
    name: 'scheduler-parked-held',
    label: 'H2, holding the mutex',
    about: 'the same, and it holds the mutex meanwhile',
    of: runner('parked-held'),
  },
  {
    name: 'scheduler-parked-guarded',
    label: 'H2, nested runs refused',
    about: 'the same, and sched_run refuses whoever else would run the scheduler',
    of: runner('parked', { guard: true }),
  },
  {
    name: 'scheduler-parked-with-thread',
    label: 'H2 beside a scheduler thread',
    about: 'main is parked in accept, and a scheduler thread needs the mutex as in H1',
    of: runner('parked+thread'),
  },
  {
    name: 'scheduler-parked-thread-guarded',
    label: 'H2 beside a thread that is refused',
    about: 'main is parked in accept, and sched_run refuses the scheduler thread, which spins with the mutex',
    of: runner('parked+thread', { guard: true }),
  },
  {
    name: 'scheduler-returned',
    label: 'H1 on the main thread',
    about: 'accept has a thread of its own, and main runs the scheduler under the mutex',
    of: runner('return'),
  },
  {
    name: 'scheduler-returned-unlocked',
    label: 'main schedules without the mutex',
    about: 'accept has a thread of its own, and main runs the scheduler without the mutex',
    of: runner('return-nolock'),
  },
  {
    name: 'held-across-accept',
    label: 'mutex held across accept',
    about: 'the accept loop keeps the mutex while it waits for connections',
    of: runner('thread', { fault: 'held-in-accept' }),
  },
  {
    name: 'kernel-unregistered',
    label: 'kernel not registered',
    about: 'nx_kernel is not found by its name',
    of: runner('thread', { fault: 'unregistered' }),
  },
  {
    name: 'kernel-never-starts',
    label: 'kernel never starts',
    about: 'nx_kernel never comes to the loop of gen_server, whoever schedules it',
    of: runner('thread', { fault: 'never-starts' }),
  },
  {
    name: 'second-lock',
    label: 'second lock in the runtime',
    about: 'sx_call holds a lock inside the runtime, also while it waits, that sched_run needs',
    of: runner('thread', { fault: 'second-lock' }),
  },
  {
    name: 'lost-wakeup',
    label: 'lost wake-up of the scheduler',
    about: 'besides H1, the scheduler gives the mutex back before it sleeps: a signal in between is lost',
    of: runner('thread', { fault: 'loses-wakeups' }),
  },
  {
    name: 'timeout-too-long',
    label: 'timeout too long',
    about: 'H1, and the call gives up by itself, but after curl has',
    of: (variant) => ({ ...runner('thread')(variant), genTimeout: TOO_LONG }),
  },
  {
    name: 'timeout-too-short',
    label: 'timeout too short',
    about: 'H1, masked: the call gives up first, and its handler answers 500',
    of: (variant) => ({ ...runner('thread')(variant), genTimeout: TOO_SHORT }),
  },
]
