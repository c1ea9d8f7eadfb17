import type { Code, Message, Offer, Receive } from './ask.ts'

/** A mutex. Cells have one each, all called `cell`. */
export interface Lock {
  readonly name: string
  holder: string | null
}

/** Who sleeps on a condition. */
export interface Sleeper {
  readonly thread: string
  /** Somebody has signalled, or may have, unlogged. */
  woken: boolean
}

export interface Condition {
  readonly name: string
  readonly sleepers: Set<Sleeper>
}

/** An er-proc. */
export interface Process {
  readonly pid: number
  readonly name: string
  readonly driver: 'scheduler' | 'host'
  status: 'ready' | 'running' | 'waiting' | 'exited'
  /** Where nothing serialises, what is taken may be written back by whoever read it before: then nothing is removed. */
  mailbox: Message[]
  /** What the scheduler runs; `null` when a thread runs it. */
  code: Code<number> | null
  waiting: Receive | null
  /** The deadline of that receive, on the log's clock; `Infinity`: none. */
  deadline: number
  /** Its deadline has passed, and the scheduler has noticed. */
  fired: boolean
  monitors: { readonly watcher: number; readonly ref: number }[]
  /** What follows its end: `undefined`, or the exception that ended it. */
  onExit: ((status: number, exception: string | undefined) => Code<void>) | null
}

/** A thread, and where it is in its program. */
export interface Thread {
  readonly name: string
  /** As the log numbers it; `null` until it has logged. */
  id: number | null
  readonly program: Code<void>
  /** How deep it is in the runtime, and the process that it runs. */
  depth: number
  running: number
  /** What it may log next; empty when its program is over. */
  offers: readonly Offer[]
  peeking: boolean
  /** The condition that its last event signalled. */
  signalled: string | null
}

/** How an instance was started, as its `config` says. */
export interface Setup {
  readonly variant: string
  readonly runner: string
  readonly io: string
  readonly pump: boolean
  /** Milliseconds; `null`: none. */
  readonly genTimeout: number | null
}

/** Nanoseconds by which a deadline may seem early: its clock was read before the event that set it was logged. */
const SLACK = 20_000_000
const MILLISECOND = 1_000_000

/** The memory of an instance: locks, conditions, processes, registers. */
export class World {
  readonly setup: Setup
  /**
   * Whether one mutex serialises all that goes on in the runtime. Where it does not, what threads do to the runtime's
   * memory may be seen in any order, so that only what each thread does by itself, and the locks, are held to the log.
   */
  readonly serial: boolean
  readonly mtx: Lock = { name: 'mtx', holder: null }
  readonly work: Condition = { name: 'work', sleepers: new Set() }
  readonly parked: Condition = { name: 'parked', sleepers: new Set() }
  readonly processes = new Map<number, Process>()
  readonly threads = new Map<string, Thread>()
  ready: number[] = []
  /** `current`; 0: nobody. */
  current = 0
  kernel: number | null = null
  sharedSelf: number | null = null
  pids = 0
  refs = 0
  helpers = 0
  active = 0
  lastId: number | null = null
  schedRunning = false
  violations = 0
  port: number | null = null
  /** The thread whose program goes on now, and the time of the event that it logged. */
  me!: Thread
  now = 0
  /** What flags that `config` does not tell must have been, once the log has shown it. */
  guard: boolean | null = null
  monitors: boolean | null = null
  untagged: boolean | null = null
  readonly start: (name: string, program: Code<void>) => void

  constructor(setup: Setup, start: (name: string, program: Code<void>) => void) {
    this.setup = setup
    this.serial = setup.variant !== 'a-naive' && setup.runner !== 'return-nolock'
    this.start = start
  }

  process(pid: number): Process | undefined {
    return this.processes.get(pid)
  }

  /** Sets the deadline of a receive from now. */
  arm(proc: Process, after: number | null): void {
    proc.deadline = after === null ? Number.POSITIVE_INFINITY : this.now + after * MILLISECOND
  }

  /** Takes a deadline away; whoever the timer thread may have woken for it meanwhile stays awake. */
  disarm(proc: Process): void {
    if (this.mayBeDue(proc)) this.wakeAll(this.work, this.parked)
    proc.deadline = Number.POSITIVE_INFINITY
  }

  mayBeDue({ deadline }: Process): boolean {
    return this.now >= deadline - SLACK
  }

  /** Whether the timer thread, which logs nothing, may have signalled. */
  timerMayWake(): boolean {
    for (const proc of this.processes.values()) {
      if (proc.status === 'waiting' && this.mayBeDue(proc)) return true
    }
    return false
  }

  wakeAll(...conditions: readonly Condition[]): void {
    for (const { sleepers } of conditions) for (const sleeper of sleepers) sleeper.woken = true
  }

  hasReady(): boolean {
    return this.ready.length > 0
  }

  /** Whether a receive can go on; `maybe`: by a deadline, or where the log cannot tell. */
  canResume(proc: Process, { accepts, reply }: Receive, deadline: number): 'yes' | 'no' | 'maybe' {
    if (proc.mailbox.some(accepts)) return this.serial ? 'yes' : 'maybe'
    const any = reply !== undefined && this.untagged !== false && proc.mailbox.some(({ tag }) => tag === 'reply')
    return any || this.now >= deadline - SLACK ? 'maybe' : 'no'
  }
}
