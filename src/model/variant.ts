import type { DesignName } from './designs.ts'

/** Who runs the scheduler: the miniature's `--runner`. */
export type Runner = 'thread' | 'parked' | 'parked-held' | 'parked+thread' | 'return' | 'return-nolock'

/** One instance of the miniature, by its flags. Each is a parameter of the same models. */
export interface Variant {
  readonly design: DesignName
  /** `original-leak`: no handler of exceptions around the call. */
  readonly leak: boolean
  /** `b-noexit`: an exit by exception does not reach the waiting thread. */
  readonly noexit: boolean
  /** `a-hook-noswap`: false. */
  readonly swap: boolean
  readonly runner: Runner
  readonly io: 'block' | 'release' | 'async'
  /** `--pump`: a thread that waits runs the scheduler. */
  readonly pump: boolean
  /** `--sched-guard`: a nested `sched_run` returns at once. */
  readonly guard: boolean
  /** `--gen-timeout` and `--http-timeout` in milliseconds; `null`: none. */
  readonly genTimeout: number | null
  readonly httpTimeout: number | null
  /** `--spin`: the scheduler takes the deadlines of others for its own work. */
  readonly spin: boolean
  /** `--self shared`: all calls of the host run as one process. */
  readonly sharedSelf: boolean
  /** `--untagged`: replies carry no reference. */
  readonly untagged: boolean
  /** `--no-monitors`: false. */
  readonly monitors: boolean
  /** `--sigpipe default`. */
  readonly sigpipe: boolean
  /** What else may be wrong, that no flag of the miniature stands for (`root-causes.ts`). */
  readonly fault: Fault | null
}

/**
 * `held-in-accept`: whoever accepts holds the mutex meanwhile; `unregistered`, `never-starts`: the kernel has no name, or
 * never comes to its loop; `second-lock`: `sx_call` holds a lock inside the runtime, also while it is parked, and
 * `sched_run` takes it too; `loses-wakeups`: the scheduler gives the mutex back before it sleeps.
 */
type Fault = 'held-in-accept' | 'unregistered' | 'never-starts' | 'second-lock' | 'loses-wakeups'

/** The miniature without flags, but for its design and runner. */
export function plain(design: DesignName, runner: Runner = 'thread'): Variant {
  return {
    design,
    leak: false,
    noexit: false,
    swap: true,
    runner,
    io: 'block',
    pump: false,
    guard: false,
    genTimeout: null,
    httpTimeout: null,
    spin: false,
    sharedSelf: false,
    untagged: false,
    monitors: true,
    sigpipe: false,
    fault: null,
  }
}

/** Whether main stays inside the slice of `boot` for ever, so that `sched_running` stays true. */
export function isParked({ runner }: Variant): boolean {
  return runner.startsWith('parked')
}
