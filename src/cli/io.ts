/** Where a command writes; `process.stdout` is one. */
interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** All that the command line needs of the outside world, so that tests can stand in for it. */
export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  /** The lines of standard input, as they come. */
  readonly lines: () => AsyncIterable<string>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Milliseconds, for durations. */
  readonly now: () => number
  /** The day, such as 2027-01-31, by universal time. */
  readonly today: () => string
  /** Calls the listener once when the user interrupts; returns what stops listening. */
  readonly onInterrupt: (listener: () => void) => () => void
}

/** What the process ends with. */
export const EXIT = {
  expected: 0,
  violated: 1,
  usage: 2,
  inconclusive: 3,
  internal: 4,
  diverged: 5,
  interrupted: 130,
} as const

/** Something wrong with how `sim` was called. Its message is one line: what is wrong, and what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Lets what waits outside happen: an interrupt, a terminal that was resized. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/**
 * Whether an error is a mistake in what `sim` was given. A system's file may have a copy of interlock of its own, so that
 * classes do not tell.
 */
export function isMistake(error: unknown): error is Error {
  return error instanceof UsageError || (error instanceof Error && error.name === 'InterlockError')
}
