import type { WaitEdge } from '../engine/wait.ts'

/** Durations in virtual milliseconds, by nearest rank. */
export interface Spread {
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** What became of a lock: an actor that somebody holds (`held-by`) and others wait for (`acquires`). */
export interface LockUse {
  readonly lock: string
  readonly hold: Spread
  readonly wait: Spread
  /** How many wait for it: on average over time, and at most. */
  readonly queue: { readonly mean: number; readonly max: number }
  /** Who waits for it at the end, and how long the first of them has waited. */
  readonly starving: { readonly count: number; readonly longest: number }
}

/** The distribution of durations. */
export function spreadOf(durations: readonly number[]): Spread {
  const sorted = durations.toSorted((a, b) => a - b)
  const rank = (percent: number): number => sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0
  return { count: sorted.length, p50: rank(50), p95: rank(95), p99: rank(99), max: sorted.at(-1) ?? 0 }
}

/** What is measured of one lock on the way. */
class Lock {
  readonly holds: number[] = []
  readonly waits: number[] = []
  readonly waiting = new Map<string, number>()
  #since = 0
  #area = 0
  #max = 0

  /** The queue changes; the time until now is that of the queue as it was. */
  passes(time: number): void {
    this.#max = Math.max(this.#max, this.waiting.size)
    this.#area += this.waiting.size * (time - this.#since)
    this.#since = time
  }

  use(lock: string, end: number): LockUse {
    this.passes(end)
    const longest = [...this.waiting.values()].reduce((most, since) => Math.max(most, end - since), 0)
    return {
      lock,
      hold: spreadOf(this.holds),
      wait: spreadOf(this.waits),
      queue: { mean: end === 0 ? 0 : this.#area / end, max: this.#max },
      starving: { count: this.waiting.size, longest },
    }
  }
}

/** Reads from what actors wait for, as their states declare it, how long requests and locks take. */
export class Measures {
  readonly #isClient: (actor: string) => boolean
  readonly #locks = new Map<string, Lock>()
  readonly #edges = new Map<string, { readonly since: number; readonly edge: WaitEdge }[]>()
  /** How long each request took that a client has an answer to. */
  readonly latencies: number[] = []

  /** @param isClient whose waits for a reply are the requests. */
  constructor(isClient: (actor: string) => boolean) {
    this.#isClient = isClient
  }

  /** Whom an actor waits for from now on. */
  readonly waits = (time: number, actor: string, edges: readonly WaitEdge[]): void => {
    const before = this.#edges.get(actor) ?? []
    const goesOn = (edge: WaitEdge) => before.find((old) => old.edge.kind === edge.kind && old.edge.to === edge.to)
    const now = edges.map((edge) => goesOn(edge) ?? { since: time, edge })
    this.#edges.set(actor, now)
    for (const old of before) if (!now.includes(old)) this.#end(time, old)
    for (const { since, edge } of now) {
      if (since !== time || edge.kind !== 'acquires') continue
      const lock = this.#lock(edge.to)
      lock.passes(time)
      lock.waiting.set(actor, time)
    }
  }

  #end(time: number, { since, edge }: { readonly since: number; readonly edge: WaitEdge }): void {
    const { kind, from, to } = edge
    if (kind === 'held-by') this.#lock(from).holds.push(time - since)
    if (kind === 'awaits-reply' && this.#isClient(from)) this.latencies.push(time - since)
    if (kind !== 'acquires') return
    const lock = this.#lock(to)
    lock.passes(time)
    lock.waiting.delete(from)
    lock.waits.push(time - since)
  }

  #lock(name: string): Lock {
    const known = this.#locks.get(name)
    if (known !== undefined) return known
    const lock = new Lock()
    this.#locks.set(name, lock)
    return lock
  }

  /** The lock for which actors have waited longest in all; `undefined` when there is none. */
  busiest(end: number): LockUse | undefined {
    const uses = [...this.#locks].map(([name, lock]) => lock.use(name, end))
    return uses.toSorted((a, b) => b.queue.mean - a.queue.mean)[0]
  }
}
