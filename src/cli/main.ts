import { CommanderError } from 'commander'
import type { Scenario } from '../model/catalogue.ts'
import { catalogue } from '../model/catalogue.ts'
import { oneLine, printable } from '../report/text.ts'
import type { Io } from './io.ts'
import { EXIT, UsageError } from './io.ts'
import { processIo } from './process-io.ts'
import { programOf } from './program.ts'

/** A system's file may have a copy of interlock of its own, so that classes do not tell. */
function isMistake(error: unknown): error is Error {
  return error instanceof UsageError || (error instanceof Error && error.name === 'InterlockError')
}

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
  try {
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    return failure(error, io)
  }
}
