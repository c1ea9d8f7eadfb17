import type { Fate } from './judgement.ts'
import type { Runner, Variant } from './variant.ts'

/** What can be done about the bug. */
export interface Fix {
  readonly name: string
  readonly about: string
  readonly of: (variant: Variant) => Variant
  readonly risks: readonly Risk[]
}

/** What is new with a fix, that no table shows. */
interface Risk {
  readonly risk: string
  /** The scenario of the catalogue whose verdict shows it. */
  readonly scenario: string
  /** What takes it away, and the scenario that is verified with it. */
  readonly remedy?: { readonly measure: string; readonly scenario: string }
}

/** Main stays where it is, and H1's thread runs beside it. */
function withThread(runner: Runner): Runner {
  return runner === 'parked' ? 'parked+thread' : runner
}

const A: Partial<Variant> = { design: 'pattern-a' }
const B: Partial<Variant> = { design: 'pattern-b' }

const A_RISKS: readonly Risk[] = [
  {
    risk: 'what a handler has read before a call may be stale after it: other handlers run while it waits',
    scenario: 'pattern-a-stale/scheduler-thread/kernel-2',
    remedy: { measure: 'read it again after the call', scenario: 'pattern-a-reread/scheduler-thread/kernel-2' },
  },
  {
    risk: 'handlers that wait for the kernel pile up, one a request',
    scenario: 'pattern-a-flood/scheduler-thread/kernel-3',
    remedy: {
      measure: 'a limit of connections in front of the server',
      scenario: 'pattern-a-admitted/scheduler-thread/kernel-3',
    },
  },
  {
    risk: 'whoever forgets to save and set the register around a park lets a handler call as another one',
    scenario: 'pattern-a-hook-noswap/scheduler-thread/actor-2',
    remedy: { measure: 'save and set it', scenario: 'pattern-a-hook/scheduler-thread/actor-2' },
  },
]
const B_RISKS: readonly Risk[] = [
  {
    risk: 'what a handler has read before a call may be stale after it: other handlers run while it waits',
    scenario: 'pattern-b-stale/scheduler-thread/kernel-2',
    remedy: { measure: 'read it again after the call', scenario: 'pattern-b-reread/scheduler-thread/kernel-2' },
  },
  {
    risk: 'handlers pile up before the scheduler has run one, plain routes too: nothing bounds the processes',
    scenario: 'pattern-b-flood/scheduler-thread/simple-3',
    remedy: {
      measure: 'a limit of connections in front of the server',
      scenario: 'pattern-b-admitted/scheduler-thread/simple-3',
    },
  },
  {
    risk: 'a reply is lost for good when the cell is tested or filled without its mutex',
    scenario: 'pattern-b-lost-wakeup/scheduler-thread/simple-1',
    remedy: { measure: 'hold it', scenario: 'pattern-b/scheduler-thread/simple-2' },
  },
  {
    risk: 'a handler that raises must still fill its cell, or its client hangs',
    scenario: 'pattern-b-noexit/scheduler-thread/boom',
    remedy: { measure: 'fill it on any exit', scenario: 'pattern-b/scheduler-thread/raising-2' },
  },
  { risk: 'plain routes need the scheduler too', scenario: 'pattern-b/scheduler-parked/simple-1' },
]
const A_PUMP_RISKS: readonly Risk[] = [
  {
    risk: 'a kernel that waits in the middle of a call goes on in the thread of another request',
    scenario: 'pattern-a-pump/scheduler-parked/slow-kernel',
    remedy: { measure: 'have no call wait in the kernel', scenario: 'pattern-a-pump/scheduler-parked/own-thread' },
  },
]
const B_PUMP_RISKS: readonly Risk[] = [
  {
    risk: 'a thread runs the handler of another request, and blocks in what that asks for',
    scenario: 'pattern-b-pump/scheduler-parked/held-up',
    remedy: { measure: 'outbound HTTP by helper threads', scenario: 'pattern-b-pump-async/scheduler-parked/held-up' },
  },
]

function fix(name: string, about: string, change: Partial<Variant>, risks: readonly Risk[], thread = false): Fix {
  return {
    name,
    about,
    risks,
    of: (variant) => ({ ...variant, ...change, ...(thread ? { runner: withThread(variant.runner) } : {}) }),
  }
}

/** The fixes that are compared; the first one is to do nothing. */
export const fixes: readonly Fix[] = [
  fix('nothing', 'the original', {}, []),
  fix('call timeout', 'the original, gen_server calls give up after 1,500 ms', { genTimeout: 1_500 }, [
    {
      risk: 'the deadlock stays, and looks like a slow kernel',
      scenario: 'original-timeout/scheduler-thread/kernel-1',
    },
  ]),
  fix('no lock', 'pattern A read literally: no mutex around the handler call', { design: 'pattern-a-naive' }, [
    {
      risk: 'the runtime is entered by several threads at once: wrong replies, and wake-ups that are lost',
      scenario: 'pattern-a-naive/scheduler-thread/kernel-1',
    },
  ]),
  fix('A', 'pattern A: a call that waits gives the mutex back', A, A_RISKS),
  fix('B', 'pattern B: the handler is a fresh process', B, B_RISKS),
  fix('A+pump', 'pattern A, and a thread that waits runs the scheduler', { ...A, pump: true }, [
    ...A_RISKS,
    ...A_PUMP_RISKS,
  ]),
  fix('B+pump', 'pattern B, and a thread that waits runs the scheduler', { ...B, pump: true }, [
    ...B_RISKS,
    ...B_PUMP_RISKS,
  ]),
  fix('A+thread', 'pattern A, and http-listen starts a scheduler thread if there is none', A, A_RISKS, true),
  fix('B+thread', 'pattern B, and http-listen starts a scheduler thread if there is none', B, B_RISKS, true),
  fix('A+thread+async', 'the same with A, and outbound HTTP by helper threads', { ...A, io: 'async' }, A_RISKS, true),
  fix('B+thread+async', 'the same with B, and outbound HTTP by helper threads', { ...B, io: 'async' }, B_RISKS, true),
]

/** What the patterns leave as it is. */
export const leftovers: readonly Risk[] = [
  {
    risk: 'pattern A: a handler that asks its own server hangs',
    scenario: 'pattern-a/one-instance/loopback',
    remedy: { measure: 'outbound HTTP by helper threads', scenario: 'pattern-a-async/one-instance/loopback' },
  },
  { risk: 'pattern B: the same, and the scheduler with it', scenario: 'pattern-b/one-instance/loopback' },
  {
    risk: 'a delivery hangs whose receiver calls back for the signature',
    scenario: 'pattern-a/two-instances/callback',
    remedy: { measure: 'outbound HTTP by helper threads', scenario: 'pattern-a-async/two-instances/callback' },
  },
  {
    risk: 'a kernel that delivers by itself hangs, by helper threads, too',
    scenario: 'pattern-a-async/two-instances/callback-to-kernel',
  },
  { risk: 'a kernel that calls its caller back hangs', scenario: 'pattern-a/one-instance/mutual' },
]

/** What a fix is put to: loads of `drive.sh`. The first ones are the report; the others, what a fix may leave. */
export const trials = [
  { load: 'seq', about: 'one request after another' },
  { load: 'conc4-mixed', about: 'requests at once' },
  { load: 'boom', about: 'handlers that raise' },
  { load: 'loopback', about: 'a handler that asks its own server' },
  { load: 'mutual', about: 'a kernel that calls its caller back' },
  { load: 'fed-handler', about: 'two instances: a delivery, and its callback for the signature' },
  { load: 'fed-kernel', about: 'two instances: the kernel itself delivers' },
  { load: 'fed-deferred', about: 'two instances: a process that the kernel spawns delivers' },
] as const

/** What a fix came to in one trial. */
export interface Trial {
  readonly load: string
  readonly about: string
  readonly fates: readonly Fate[]
  readonly exhaustive: boolean
  readonly states: number
}
