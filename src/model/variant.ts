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
}

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
  }
}

/** Whether main stays inside the slice of `boot` for ever, so that `sched_running` stays true. */
export function isParked({ runner }: Variant): boolean {
  return runner.startsWith('parked')
}
