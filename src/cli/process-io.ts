import { createInterface } from 'node:readline'
import { oneLine } from '../report/text.ts'
import type { Io } from './io.ts'
import { EXIT, isMistake } from './io.ts'

/** A reader that goes away (`sim list | head -1`) ends us quietly. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(EXIT.expected)
  throw error
}

/** A machine's code that goes on after its step (a timer, a promise) may send by hand too late for its step to fail. */
function endLate(error: unknown): void {
  if (!isMistake(error)) throw error
  process.stderr.write(`sim: ${oneLine(error.message)}\n`)
  process.exit(EXIT.usage)
}

/** The world as it is. */
export function processIo(): Io {
  process.stdout.on('error', endQuietly)
  process.stderr.on('error', endQuietly)
  process.on('uncaughtException', endLate)
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    lines: () => createInterface({ input: process.stdin }),
    env: process.env,
    cwd: process.cwd(),
    now: () => performance.now(),
    today: () => new Date().toISOString().slice(0, 10),
    onInterrupt: (listener) => {
      process.once('SIGINT', listener)
      return () => process.off('SIGINT', listener)
    },
  }
}
