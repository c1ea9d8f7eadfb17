import type { Exports, Memory } from './core/core.ts'
import { workIn } from './core/core.ts'

/** What those who help have to know of a search: its memory, and where its plan is there. */
export interface News {
  readonly memory: Memory
  readonly plan: number
}

/** One who helps. */
export class Member {
  #run: Exports | undefined
  #plan = 0

  hear({ memory, plan }: News): void {
    this.#run = workIn(memory)
    this.#plan = plan
  }

  /** Does what is planned, as long as anything is left of it. */
  perform(): void {
    this.#run?.perform(this.#plan)
  }
}

/** When it is worth while to call for help: from how many states on, and for how many that are left of a level. */
export interface Worth {
  readonly states: number
  readonly rest: number
}

/** Those who search together: the caller, and threads that help it. */
export interface Crew {
  /** How many they are. */
  readonly size: number
  readonly worth: Worth
  /** Calls for help; whether it is there. */
  isReady(): boolean
  /** Tells all others. */
  tell(news: News): void
  /** Has all others do what is planned. */
  begin(): void
  /**
   * Waits for all others, for a while: false when it has to be asked again.
   * @throws Error when one of them cannot go on.
   */
  isThrough(): boolean
  /** Sends all others home; the next call for help is for new ones. */
  dismiss(): void
}

/** A thread, as the one that has started it sees it. */
export interface Thread {
  post(news: News): void
  /** Why it is gone, or cannot go on. */
  failure(): string | undefined
  dismiss(): void
}

/** Starts a thread that does `serve(control, …)`. */
export type Hire = (control: Int32Array) => Thread

/** In `control`: how many threads have started; the round; how many are through with it; whether one of them has failed. */
const READY = 0
const ROUND = 1
const DONE = 2
const FAILED = 3
const FIELDS = 4

/** Looks at a field before the thread sleeps: to wake one takes longer than most waits last. */
const LOOKS = 20_000

/** Waits until a field may hold something else, for so many milliseconds at most; whether that time passed. */
function hasWaited(control: Int32Array, field: number, value: number, milliseconds?: number): boolean {
  for (let look = 0; look < LOOKS; look++) if (Atomics.load(control, field) !== value) return false
  return Atomics.wait(control, field, value, milliseconds) === 'timed-out'
}

/** Milliseconds in which all others are usually through; then the caller may look at what else happens. */
const WHILE = 100
/** A thread that does not answer for so many of them is lost: what it does takes milliseconds. */
const PATIENCE = 1_000

/** A crew of threads, which are started when they are needed first, and kept from one search to the next. */
export class ThreadCrew implements Crew {
  readonly size: number
  readonly worth: Worth
  readonly #hire: Hire
  #control = new Int32Array(new SharedArrayBuffer(4 * FIELDS))
  #threads: readonly Thread[] = []
  #waited = 0

  constructor(size: number, worth: Worth, hire: Hire) {
    this.size = size
    this.worth = worth
    this.#hire = hire
  }

  isReady(): boolean {
    if (this.#threads.length === 0) {
      this.#control = new Int32Array(new SharedArrayBuffer(4 * FIELDS))
      this.#threads = Array.from({ length: this.size - 1 }, () => this.#hire(this.#control))
    }
    this.#throwFailure()
    return Atomics.load(this.#control, READY) === this.#threads.length
  }

  tell(news: News): void {
    for (const thread of this.#threads) thread.post(news)
  }

  begin(): void {
    this.#waited = 0
    Atomics.store(this.#control, DONE, 0)
    Atomics.add(this.#control, ROUND, 1)
    Atomics.notify(this.#control, ROUND)
  }

  isThrough(): boolean {
    for (;;) {
      const done = Atomics.load(this.#control, DONE)
      if (Atomics.load(this.#control, FAILED) !== 0) this.#throwFailure()
      if (done === this.#threads.length) return true
      if (!hasWaited(this.#control, DONE, done, WHILE)) continue
      this.#throwFailure()
      if (++this.#waited === PATIENCE) throw new Error('a thread of the search does not answer')
      return false
    }
  }

  dismiss(): void {
    for (const thread of this.#threads) thread.dismiss()
    this.#threads = []
  }

  #throwFailure(): void {
    for (const thread of this.#threads) {
      const why = thread.failure()
      if (why !== undefined) throw new Error(`a thread of the search failed: ${why}`)
    }
  }
}

/** Helps in searches for as long as the thread lives; `receive` gives what it has been told and not yet heard. */
export function serve(control: Int32Array, receive: () => News | undefined): never {
  const member = new Member()
  Atomics.add(control, READY, 1)
  for (let round = 0; ; ) {
    hasWaited(control, ROUND, round)
    if (Atomics.load(control, ROUND) === round) continue
    round++
    for (let news = receive(); news !== undefined; news = receive()) member.hear(news)
    member.perform()
    Atomics.add(control, DONE, 1)
    Atomics.notify(control, DONE)
  }
}

/** Says that a thread cannot go on; why, it has posted before. */
export function giveUp(control: Int32Array): void {
  Atomics.store(control, FAILED, 1)
  // Wakes who waits, though nothing is done.
  Atomics.add(control, DONE, 1)
  Atomics.notify(control, DONE)
}
