import type { System } from '../engine/system.ts'
import { ANSWERED, IN_RUNTIME, KERNEL_CALLED, NO_FAILURE, NOTHING_LEFT, RIGHT_SELF } from './properties.ts'

/** A property that a scenario is expected to violate, and the signature of how (`signatureOf` of its violation). */
export interface ExpectedViolation {
  readonly property: string
  readonly signature: string
}

/** A system with the verdict that is expected of it. */
export interface Scenario {
  /** `<design>/<hypothesis>/<workload>`. */
  readonly name: string
  /** What it shows. */
  readonly about: string
  /** Whether it is one of the designs proposed to ship, under the hypothesis for which they are proposed. */
  readonly shipping: boolean
  readonly system: () => System
  readonly expected: {
    /** Every way in which a property fails, as `CheckResult.violations` lists them; none: verified. */
    readonly violations: readonly ExpectedViolation[]
    /** The floor of a complete search: the count when this was written. */
    readonly states: number
  }
}

function deadlock(signature: string): ExpectedViolation {
  return { property: 'deadlock-free', signature }
}

function entered(signature: string): ExpectedViolation {
  return { property: `at most one ${IN_RUNTIME}`, signature: `${IN_RUNTIME}: ${signature}` }
}

/** The bug: the kernel needs a slice, the scheduler needs the mutex, whose holder needs the kernel. */
export const KERNEL_NEEDS_MUTEX = deadlock(
  'cycle: conn# awaits-reply nx_kernel needs-run-slot sched acquires mtx held-by',
)
/** The same round the handler itself: it needs a slice, and its own thread holds the mutex. */
export const HANDLER_NEEDS_MUTEX = deadlock('cycle: P# needs-run-slot sched acquires mtx held-by conn# awaits-signal')
/** A lost wake-up: the kernel is ready, the scheduler asleep, and nobody holds anything. */
export const SCHEDULER_SLEEPS = deadlock(
  'chain: curl# awaits-reply conn# awaits-reply nx_kernel needs-run-slot sched awaits-signal work',
)
/** A call under a clobbered register: its reply went to another process, or nowhere. */
export const REPLY_WENT_ASTRAY = deadlock('chain: curl# awaits-reply conn# awaits-reply nx_kernel')
/** The thread waits for a result that its handler, which has ended, set before. */
export const SIGNAL_LOST = deadlock('chain: curl# awaits-reply conn# awaits-signal P#')
/** H2: the kernel is ready, and nobody pops the run queue. */
export const KERNEL_NEVER_RUNS = deadlock('chain: curl# awaits-reply conn# awaits-reply nx_kernel needs-run-slot main')
/** H2, with victims that wait for the mutex of the one that waits for the kernel. */
export const MUTEX_NEVER_FREE = deadlock(
  'chain: curl# awaits-reply conn# acquires mtx held-by conn# awaits-reply nx_kernel needs-run-slot main',
)
/** H2: the handler is ready, and nobody pops the run queue. */
export const HANDLER_NEVER_RUNS = deadlock('chain: curl# awaits-reply conn# awaits-signal P# needs-run-slot main')
/** The mutex is held by a thread that has ended. */
export const MUTEX_LEAKED = deadlock('chain: curl# awaits-reply conn# acquires mtx held-by conn#')
/** A request to the server itself needs the mutex of the thread that waits for it: the handler's, or the scheduler. */
export const LOOPBACK_NEEDS_MUTEX = deadlock('cycle: conn# acquires mtx held-by conn# awaits-reply')
export const LOOPBACK_NEEDS_SCHEDULER = deadlock('cycle: conn# acquires mtx held-by sched awaits-reply')
/** The kernel and its caller wait for each other; no lock is part of it. */
export const CALLS_EACH_OTHER = deadlock('cycle: P# awaits-reply nx_kernel awaits-reply')
/** Two instances: the callback needs the mutex of the thread that waits for the delivery. */
export const CALLBACK_NEEDS_MUTEX = deadlock(
  'cycle: i1:conn# acquires i1:mtx held-by i1:conn# awaits-reply i2:conn# awaits-reply',
)
/** Two instances: the callback calls the kernel that waits for the delivery; no lock is part of it. */
export const CALLBACK_NEEDS_KERNEL = deadlock(
  'cycle: i1:conn# awaits-reply i1:nx_kernel awaits-reply i1:http# awaits-reply i2:conn# awaits-reply i2:http# awaits-reply',
)
/** A connection thread is in the runtime together with the scheduler. */
export const ENTERED_WITH_SCHEDULER = entered('conn#, sched')
/** Two connection threads are in the runtime. */
export const ENTERED_TOGETHER = entered('conn#, conn#')
/** A call under a clobbered register. */
export const WRONG_SELF: ExpectedViolation = { property: RIGHT_SELF, signature: 'always' }
/** A request is answered with a 500. */
export const FAILED: ExpectedViolation = { property: NO_FAILURE, signature: 'always' }
/** Everybody rests, and a message is left that was for another process, or the register is not what it was. */
export const LEFT_OVER: ExpectedViolation = { property: NOTHING_LEFT, signature: 'always' }
/** No execution answers every request. */
export const UNANSWERED: ExpectedViolation = { property: ANSWERED, signature: 'never' }
/** No execution reaches the kernel. */
export const UNCALLED: ExpectedViolation = { property: KERNEL_CALLED, signature: 'never' }
