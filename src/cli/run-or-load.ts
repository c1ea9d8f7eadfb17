import { UsageError } from './io.ts'
import { loadCommand } from './load-command.ts'
import { LOAD } from './options.ts'
import type { RunOptions } from './run-command.ts'
import { runCommand } from './run-command.ts'
import type { Session } from './session.ts'

/** The strategy that is no choice of who goes next: all steps take time, and what is first in time goes first. */
const LATENCY = 'latency'
/** Where `--report` writes when it names no file. */
const PAGE = 'load.html'

/** The options of `sim run` that say something in virtual time as well. */
const TIMED = ['strategy', 'seed', 'steps', 'report', 'json', 'ascii', 'shrink']

/** What `sim run` takes. */
interface Options extends RunOptions {
  /** With the strategy `latency`: the file for plots and tables. */
  readonly report?: string | true
}

/** `sim run [system]`; with `--strategy latency` it is `sim load [design]` with the defaults of that. */
export async function runOrLoad(name: string | undefined, options: Options, session: Session): Promise<number> {
  const { strategy, report, seed, steps, json, ascii } = options
  if (strategy !== LATENCY) {
    if (report !== undefined)
      throw new UsageError(`--report goes with --strategy ${LATENCY}; sim report writes pages of systems`)
    if (name === undefined) throw new UsageError("missing required argument 'system'")
    return runCommand(name, options, session)
  }
  const odd = Object.keys(options).find((option) => !TIMED.includes(option))
  if (odd !== undefined) throw new UsageError(`--${odd} says nothing of runs in virtual time; see sim load --help`)
  return loadCommand(
    name === undefined ? [] : [name],
    {
      ...LOAD,
      ...(seed === undefined ? {} : { seed }),
      ...(steps === undefined ? {} : { steps }),
      ...(report === undefined ? {} : { html: report === true ? PAGE : report }),
      ...(json === undefined ? {} : { json }),
      ...(ascii === undefined ? {} : { ascii }),
    },
    session,
  )
}
