import type { DesignName, HypothesisName } from './designs.ts'
import { designs } from './designs.ts'
import type { ExpectedViolation, Scenario } from './expected.ts'
import {
  ENTERED_TOGETHER,
  ENTERED_WITH_SCHEDULER,
  FAILED,
  HANDLER_NEEDS_MUTEX,
  HANDLER_NEVER_RUNS,
  KERNEL_NEEDS_MUTEX,
  KERNEL_NEVER_RUNS,
  LEFT_OVER,
  MUTEX_NEVER_FREE,
  REPLY_WENT_ASTRAY,
  SCHEDULER_SLEEPS,
  SIGNAL_LOST,
  UNANSWERED,
  UNCALLED,
  WRONG_SELF,
} from './expected.ts'
import { flaggedScenarios } from './flagged.ts'
import { riskScenarios } from './risks.ts'
import { sxServer } from './server.ts'
import type { WorkloadName } from './workloads.ts'
import { workloads } from './workloads.ts'

export type { Scenario } from './expected.ts'

const H1 = 'scheduler-thread'
const H2 = 'scheduler-parked'

function scenario(
  design: DesignName,
  hypothesis: HypothesisName,
  workload: WorkloadName,
  states: number,
  about: string,
  violations: readonly ExpectedViolation[],
): Scenario {
  const name = `${design}/${hypothesis}/${workload}`
  return {
    name,
    about,
    shipping: designs[design].shipping && hypothesis === H1,
    system: () => sxServer({ name, design, hypothesis, clients: workloads[workload] }),
    expected: { violations, states },
  }
}

/** Every scenario with its expected verdict; the first one is the report. */
export const catalogue: readonly Scenario[] = [
  scenario(
    'original',
    H1,
    'kernel-1',
    49,
    'the report: the handler waits for the kernel, whose slice waits for the mutex that the handler holds',
    [KERNEL_NEEDS_MUTEX, UNANSWERED],
  ),
  scenario('original', H1, 'simple-2', 355, 'routes that do not call the kernel are answered', []),
  scenario('original', H1, 'kernel-2', 231, 'one caller deadlocks, the other one waits for the mutex behind it', [
    KERNEL_NEEDS_MUTEX,
    UNANSWERED,
  ]),
  scenario('original', H1, 'mixed-2', 299, 'a plain route may slip past, or be a victim of the deadlock', [
    KERNEL_NEEDS_MUTEX,
    UNANSWERED,
  ]),
  scenario(
    'original',
    H1,
    'sequence',
    99,
    'the report by curl: `/` is answered, an outbox hangs, and then `/` does too',
    [KERNEL_NEEDS_MUTEX, UNANSWERED],
  ),
  scenario('pattern-a', H1, 'kernel-1', 96, 'the parked call gives the mutex back, so the kernel gets its slice', []),
  scenario('pattern-a', H1, 'kernel-2', 1157, 'two calls are parked at once, and one broadcast wakes both', []),
  scenario('pattern-a', H1, 'kernel-3', 13190, 'three calls at once', []),
  scenario('pattern-a', H1, 'actor-2', 2715, 'two calls in a row: the register is right after each park', []),
  scenario('pattern-a', H1, 'raising-2', 1157, 'an exception gives the mutex back like a result', []),
  scenario('pattern-a', H1, 'mixed-2', 588, 'a plain route passes a parked call', []),
  scenario('pattern-a', H1, 'mixed-3', 10034, 'every kind of route at once', []),
  scenario('pattern-a', H1, 'sequence', 161, 'the requests of the report, one after another', []),
  scenario('pattern-a-hook', H1, 'kernel-1', 96, 'the hook gives the mutex back inside sx_call', []),
  scenario('pattern-a-hook', H1, 'kernel-2', 1157, 'two calls are parked inside sx_call at once', []),
  scenario('pattern-a-hook', H1, 'kernel-3', 13190, 'three calls at once', []),
  scenario(
    'pattern-a-hook',
    H1,
    'actor-2',
    2715,
    'two calls in a row: the register is saved and set again around each park',
    [],
  ),
  scenario('pattern-a-hook', H1, 'raising-2', 1157, 'an exception gives the mutex back like a result', []),
  scenario('pattern-a-hook', H1, 'mixed-2', 588, 'a plain route passes a parked call', []),
  scenario('pattern-a-hook', H1, 'mixed-3', 10034, 'every kind of route at once', []),
  scenario(
    'pattern-a-naive',
    H1,
    'simple-1',
    70,
    'even one plain request can be in the runtime together with the scheduler',
    [ENTERED_WITH_SCHEDULER],
  ),
  scenario(
    'pattern-a-naive',
    H1,
    'kernel-1',
    656,
    'the push and its signal come before the scheduler sleeps: a lost wake-up, nobody holds anything',
    [SCHEDULER_SLEEPS, ENTERED_WITH_SCHEDULER, WRONG_SELF, FAILED, LEFT_OVER],
  ),
  scenario(
    'pattern-a-naive',
    H1,
    'actor-1',
    2195,
    'the slice that ends puts back a register that a resumed call has set meanwhile',
    [SCHEDULER_SLEEPS, REPLY_WENT_ASTRAY, ENTERED_WITH_SCHEDULER, WRONG_SELF, FAILED, LEFT_OVER],
  ),
  scenario(
    'pattern-a-naive',
    H1,
    'mixed-2',
    21260,
    'a plain request clobbers the register of a call: its reply goes elsewhere, or it raises',
    [SCHEDULER_SLEEPS, REPLY_WENT_ASTRAY, ENTERED_WITH_SCHEDULER, WRONG_SELF, FAILED, LEFT_OVER],
  ),
  scenario('pattern-a-naive', H1, 'kernel-2', 344089, 'two calls take each other for themselves', [
    SCHEDULER_SLEEPS,
    REPLY_WENT_ASTRAY,
    ENTERED_WITH_SCHEDULER,
    WRONG_SELF,
    FAILED,
    LEFT_OVER,
  ]),
  scenario('pattern-b', H1, 'simple-2', 3337, 'plain routes need the scheduler too, and get it', []),
  scenario(
    'pattern-b',
    H1,
    'kernel-1',
    248,
    'the handler is a process among others: its thread holds nothing while it waits',
    [],
  ),
  scenario('pattern-b', H1, 'kernel-2', 6849, 'two handlers and the kernel take turns in the run queue', []),
  scenario('pattern-b', H1, 'kernel-3', 180663, 'three calls at once', []),
  scenario('pattern-b', H1, 'actor-2', 10433, 'two calls in a row', []),
  scenario('pattern-b', H1, 'raising-2', 6849, 'an exception fills the cell like a result', []),
  scenario('pattern-b', H1, 'mixed-2', 4645, 'a plain route beside a call', []),
  scenario('pattern-b', H1, 'sequence', 1214, 'the requests of the report, one after another', []),
  scenario(
    'pattern-b-wait-locked',
    H1,
    'simple-1',
    39,
    'the thread waits for its handler with the mutex that the scheduler needs to run it',
    [HANDLER_NEEDS_MUTEX, UNANSWERED],
  ),
  scenario('pattern-b-wait-locked', H1, 'kernel-1', 39, 'the same before the kernel is ever called', [
    HANDLER_NEEDS_MUTEX,
    UNANSWERED,
    UNCALLED,
  ]),
  scenario('pattern-b-wait-locked', H1, 'kernel-2', 171, 'the second request waits for the mutex behind the first', [
    HANDLER_NEEDS_MUTEX,
    UNANSWERED,
    UNCALLED,
  ]),
  scenario('pattern-b-wait-locked', H1, 'mixed-2', 171, 'plain and kernel routes hang alike', [
    HANDLER_NEEDS_MUTEX,
    UNANSWERED,
    UNCALLED,
  ]),
  scenario(
    'pattern-b-lost-wakeup',
    H1,
    'simple-1',
    222,
    'the result is set and signalled between the test and the wait',
    [SIGNAL_LOST],
  ),
  scenario('pattern-b-lost-wakeup', H1, 'kernel-1', 366, 'the same after a call', [SIGNAL_LOST]),
  scenario(
    'pattern-b-lost-wakeup',
    H1,
    'kernel-2',
    14341,
    'one thread may miss its signal while the other is answered',
    [SIGNAL_LOST],
  ),
  scenario('pattern-b-lost-wakeup', H1, 'mixed-2', 9667, 'any request may miss its signal', [SIGNAL_LOST]),
  scenario('original', H2, 'simple-2', 115, 'plain routes never need the scheduler', []),
  scenario('original', H2, 'kernel-1', 17, 'nobody pops the run queue: the kernel stays ready for ever', [
    KERNEL_NEVER_RUNS,
    UNANSWERED,
  ]),
  scenario(
    'original',
    H2,
    'mixed-2',
    112,
    'the caller that hangs keeps the mutex, so that plain routes hang behind it',
    [MUTEX_NEVER_FREE, KERNEL_NEVER_RUNS, UNANSWERED],
  ),
  scenario(
    'original',
    H2,
    'sequence',
    32,
    'indistinguishable by curl from H1: `/` is answered, an outbox hangs, then `/` does too',
    [KERNEL_NEVER_RUNS, UNANSWERED],
  ),
  scenario('pattern-a', H2, 'simple-2', 115, 'plain routes never need the scheduler', []),
  scenario('pattern-a', H2, 'kernel-1', 21, 'giving the mutex back does not help: nobody pops the run queue', [
    KERNEL_NEVER_RUNS,
    UNANSWERED,
  ]),
  scenario('pattern-a', H2, 'mixed-2', 141, 'the call hangs, the plain route does not', [
    KERNEL_NEVER_RUNS,
    UNANSWERED,
  ]),
  scenario('pattern-a-hook', H2, 'simple-2', 115, 'plain routes never need the scheduler', []),
  scenario('pattern-a-hook', H2, 'kernel-1', 21, 'giving the mutex back does not help: nobody pops the run queue', [
    KERNEL_NEVER_RUNS,
    UNANSWERED,
  ]),
  scenario('pattern-a-hook', H2, 'mixed-2', 141, 'the call hangs, the plain route does not', [
    KERNEL_NEVER_RUNS,
    UNANSWERED,
  ]),
  scenario('pattern-a-naive', H2, 'simple-2', 158, 'two connection threads are in the runtime at once', [
    ENTERED_TOGETHER,
    LEFT_OVER,
  ]),
  scenario(
    'pattern-a-naive',
    H2,
    'kernel-1',
    15,
    'without the lock the call hangs all the same, which tells H2 from H1',
    [KERNEL_NEVER_RUNS, UNANSWERED],
  ),
  scenario('pattern-b', H2, 'simple-1', 16, 'the handler is a process that nobody runs: even `/` hangs', [
    HANDLER_NEVER_RUNS,
    UNANSWERED,
  ]),
  scenario('pattern-b', H2, 'kernel-1', 16, 'the handler is a process that nobody runs', [
    HANDLER_NEVER_RUNS,
    UNANSWERED,
    UNCALLED,
  ]),
  scenario('pattern-b-wait-locked', H2, 'simple-1', 12, 'nobody runs the handler, whoever holds the mutex', [
    HANDLER_NEVER_RUNS,
    UNANSWERED,
  ]),
  scenario('pattern-b-lost-wakeup', H2, 'simple-1', 20, 'nobody runs the handler, so there is no wake-up to lose', [
    HANDLER_NEVER_RUNS,
    UNANSWERED,
  ]),
  ...flaggedScenarios,
  ...riskScenarios,
]
