/** A pending timer of an actor. */
export interface Timer {
  readonly id: string | undefined
  /** Whether `cancel` still finds it by its id (see `arm`). */
  readonly cancellable: boolean
  /** The interned event and the address that gets it: the actor itself for `after` and delayed `raise`. */
  readonly event: number
  readonly to: string
  /** Virtual milliseconds until it is due; 0 means due now. */
  readonly remaining: number
}

/** An actor's timers in the order in which they were armed. Never changed in place. */
export type Timers = readonly Timer[]

/**
 * How virtual time passes when steps take none.
 *
 * - `urgent`: time moves only when nothing else is enabled, to the earliest deadline.
 * - `free`: the earliest pending timer may fire at any moment, so messages may be arbitrarily slow.
 */
export type Clock = 'urgent' | 'free'

/** The timers of an actor that has none. */
export const NO_TIMERS: Timers = []

/** XState keeps one entry per id, which goes when a timer of that id is armed again or fires. */
function disown(timers: Timers, id: string | undefined): Timers {
  if (id === undefined) return timers
  return timers.map((timer) => (timer.id === id ? { ...timer, cancellable: false } : timer))
}

/**
 * Adds a timer. As in XState, an earlier timer with the same id still fires, but `cancel` no longer reaches it.
 */
export function arm(timers: Timers, timer: Omit<Timer, 'cancellable'>): Timers {
  return [...disown(timers, timer.id), { ...timer, cancellable: timer.id !== undefined }]
}

/** Removes the timer that `cancel` finds under this id, if there is one. */
export function cancel(timers: Timers, id: string): Timers {
  return timers.filter((timer) => !(timer.cancellable && timer.id === id))
}

/** The timers after the one at this position fired, when it was due. */
export function fire(timers: Timers, position: number): Timers {
  const { id, remaining } = timers[position]
  return advance(disown(timers.toSpliced(position, 1), id), remaining)
}

/** The timers after `elapsed` virtual milliseconds; overdue ones stay at 0. */
export function advance(timers: Timers, elapsed: number): Timers {
  if (elapsed === 0) return timers
  return timers.map((timer) => ({ ...timer, remaining: Math.max(0, timer.remaining - elapsed) }))
}

/** The virtual milliseconds until the earliest of these timers is due; `Infinity` without timers. */
export function earliest(timers: Timers): number {
  return timers.reduce((least, timer) => Math.min(least, timer.remaining), Number.POSITIVE_INFINITY)
}
