import { format } from 'node:util'
import { CommanderError } from 'commander'
import type { Scenario } from '../model/catalogue.ts'
import { catalogue } from '../model/catalogue.ts'
import { oneLine, printable } from '../report/text.ts'
import type { Io } from './io.ts'
import { EXIT, isMistake } from './io.ts'
import { processIo } from './process-io.ts'
import { programOf } from './program.ts'

function failure(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.expected : EXIT.usage
  if (isMistake(error)) {
    io.stderr.write(`sim: ${oneLine(error.message)}\n`)
    return EXIT.usage
  }
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error)
  io.stderr.write(`sim: internal error, please report it:\n${told.split('\n').map(printable).join('\n')}\n`)
  return EXIT.internal
}

/**
 * What a user's machines print while they are checked goes to standard error, so that standard output holds only the
 * report; returns what ends that.
 */
function divertConsole(io: Io): () => void {
  const { log, info, debug } = console
  const divert = (...parts: unknown[]): void => {
    io.stderr.write(`${format(...parts)}\n`)
  }
  Object.assign(console, { log: divert, info: divert, debug: divert })
  return () => Object.assign(console, { log, info, debug })
}

/** Runs `sim` with these arguments; returns the exit code. */
export async function main(
  argv: readonly string[],
  io: Io = processIo(),
  scenarios: readonly Scenario[] = catalogue,
): Promise<number> {
  let code: number = EXIT.expected
  const print = (text: string): void => {
    io.stdout.write(text)
  }
  const program = programOf({ io, catalogue: scenarios, print }, (ended) => {
    code = ended
  })
  const restore = divertConsole(io)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    return failure(error, io)
  } finally {
    restore()
  }
}
