import type { ExpectedViolation, Scenario } from './expected.ts'
import {
  CALLBACK_NEEDS_KERNEL,
  CALLBACK_NEEDS_MUTEX,
  CALLS_EACH_OTHER,
  FAILED,
  LEFT_OVER,
  LOOPBACK_NEEDS_MUTEX,
  LOOPBACK_NEEDS_SCHEDULER,
  MUTEX_LEAKED,
  REPLY_WENT_ASTRAY,
  SIGNAL_LOST,
  UNANSWERED,
  UNCALLED,
  WRONG_SELF,
} from './expected.ts'
import { parseFlags } from './flags.ts'
import type { Asked } from './server.ts'
import { sxSystem } from './server.ts'

/** A scenario by the miniature's flags, for what is not a design and a hypothesis alone. */
function flagged(
  name: string,
  flags: string,
  clients: readonly (readonly Asked[])[],
  states: number,
  about: string,
  violations: readonly ExpectedViolation[],
): Scenario {
  const [design, hypothesis] = name.split('/')
  const federated = clients.flat().some(({ route }) => route === 'deliver' || route === 'publish')
  const variants = parseFlags(flags).slice(0, federated ? 2 : 1)
  return {
    name,
    about,
    shipping: false,
    system: () => sxSystem({ name, variants, phases: [clients], parameters: { design, hypothesis, flags } }),
    expected: { violations, states },
  }
}

const BOOM: readonly Asked[] = [{ route: 'boom', expects: 'error' }, { route: 'simple' }]

/** The scenarios of the catalogue that take flags. */
export const flaggedScenarios: readonly Scenario[] = [
  flagged(
    'original-leak/scheduler-thread/boom',
    '--variant original-leak',
    [BOOM],
    43,
    'a handler that raises leaves the mutex locked: the thread has ended, and nobody else gets in',
    [MUTEX_LEAKED, UNANSWERED],
  ),
  flagged(
    'pattern-b-noexit/scheduler-thread/boom',
    '--variant b-noexit',
    [BOOM],
    95,
    'a handler that raises ends without a word to the thread that waits for it',
    [SIGNAL_LOST, UNANSWERED],
  ),
  flagged(
    'pattern-a-hook-noswap/scheduler-thread/actor-2',
    '--variant a-hook-noswap',
    [[{ route: 'actor' }], [{ route: 'actor' }]],
    4039,
    'the register is left alone around a park: the second call of one handler is made as another',
    [REPLY_WENT_ASTRAY, WRONG_SELF, FAILED, LEFT_OVER],
  ),
  flagged(
    'pattern-a/parked-with-thread/kernel-2',
    '--variant a-yield --runner parked+thread',
    [[{ route: 'kernel' }], [{ route: 'kernel' }]],
    1157,
    'H2 with a scheduler thread beside the main thread that is parked',
    [],
  ),
  flagged(
    'pattern-a-pump/scheduler-parked/kernel-2',
    '--variant a-yield --runner parked --pump',
    [[{ route: 'kernel' }], [{ route: 'kernel' }]],
    385,
    'H2 without one: the threads that wait run the scheduler themselves',
    [],
  ),
  flagged(
    'pattern-a/one-instance/loopback',
    '--variant a-yield',
    [[{ route: 'loopback' }]],
    37,
    'a handler asks its own server, and its thread blocks with the mutex that the answer needs',
    [LOOPBACK_NEEDS_MUTEX, UNANSWERED],
  ),
  flagged(
    'pattern-b/one-instance/loopback',
    '--variant b-spawn',
    [[{ route: 'loopback' }]],
    79,
    'the same by a process: the scheduler thread blocks, which would have to run the answer',
    [LOOPBACK_NEEDS_SCHEDULER, UNANSWERED],
  ),
  flagged(
    'pattern-a-async/one-instance/loopback',
    '--variant a-yield --io async',
    [[{ route: 'loopback' }]],
    213,
    'the same with I/O by helper threads: nobody holds anything while it waits',
    [],
  ),
  flagged(
    'pattern-a/one-instance/mutual',
    '--variant a-yield',
    [[{ route: 'mutual' }]],
    89,
    'the kernel calls its caller back in the middle of a call: a cycle that no lock is part of',
    [CALLS_EACH_OTHER, UNANSWERED],
  ),
  flagged(
    'pattern-a/two-instances/callback',
    '--variant a-yield',
    [[{ route: 'deliver' }]],
    291,
    'two instances: a delivery is called back for the signature while its thread blocks with the mutex',
    [CALLBACK_NEEDS_MUTEX, UNANSWERED, UNCALLED],
  ),
  flagged(
    'pattern-a-async/two-instances/callback',
    '--variant a-yield --io async',
    [[{ route: 'deliver' }]],
    10578,
    'the same with I/O by helper threads: nobody holds anything while it waits',
    [],
  ),
  flagged(
    'pattern-a-async/two-instances/callback-to-kernel',
    '--variant a-yield --io async',
    [[{ route: 'publish' }]],
    1769,
    'the kernel delivers in the middle of a call, and is called back: a cycle that no lock is part of',
    [CALLBACK_NEEDS_KERNEL, UNANSWERED],
  ),
]
