import type { Io } from './io.ts'

/** A reader that goes away (`sim list | head -1`) ends us quietly. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit()
  throw error
}

/** The world as it is. */
export function processIo(): Io {
  process.stdout.on('error', endQuietly)
  process.stderr.on('error', endQuietly)
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    now: () => performance.now(),
    onInterrupt: (listener) => {
      process.once('SIGINT', listener)
      return () => process.off('SIGINT', listener)
    },
  }
}
