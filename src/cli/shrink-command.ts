import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Token } from '../engine/token.ts'
import { formatToken } from '../engine/token.ts'
import type { Trace, TraceSource } from '../engine/trace.ts'
import { formatTrace, traceOf } from '../engine/trace.ts'
import { explanation } from '../report/explanation.ts'
import { jsonReport, replayJson, shrunkJson } from '../report/json.ts'
import { unlikeRecorded } from '../report/replay-report.ts'
import { shrunkLine } from '../report/run-report.ts'
import { replay, scheduleToken } from '../sim/replay.ts'
import { commandLine } from './commands.ts'
import { EXIT, UsageError } from './io.ts'
import type { ReplayOptions } from './replay-command.ts'
import { askedFor, recordingOf } from './replay-command.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import { superviseShrinking } from './supervise.ts'

/** The options of `sim shrink`. */
export interface ShrinkCommandOptions extends ReplayOptions {
  readonly output?: string
}

/** `sim shrink <seed | token | file>` */
export async function shrinkCommand(what: string, options: ShrinkCommandOptions, session: Session): Promise<number> {
  const { target, recorded } = await askedFor(what, options, session)
  const { system, module } = target
  const { clock } = recorded
  const style = styleOf(session, options)
  const replayed = replay(system, recorded)
  const recording = recordingOf(system, recorded)
  if (replayed.kind === 'followed') {
    throw new UsageError('the trace violates nothing, so there is no failure to keep while it gets shorter')
  }
  if (replayed.kind !== 'reproduced') {
    if (options.json) {
      session.print(jsonReport({ results: [replayJson(system.name, recording.sameModel, replayed, undefined)] }))
    } else session.print(`${unlikeRecorded(system.name, replayed, recording, style)}\n`)
    return EXIT.diverged
  }
  const { shrunk, stopped } = await superviseShrinking(system, clock, replayed.counterexample, session.io)
  const { counterexample } = shrunk
  const again = commandLine('replay', formatToken(scheduleToken(system, clock, counterexample, module)))
  if (options.output !== undefined) {
    save(options.output, formatTrace(traceOf(system, clock, sourceOf(recorded), counterexample)), session.io.cwd)
  }
  if (options.json) {
    const told = replayJson(system.name, recording.sameModel, { kind: 'reproduced', counterexample }, again)
    session.print(jsonReport({ results: [{ ...told, shrunk: shrunkJson(shrunk) }] }))
  } else {
    const told = explanation({ system, clock, counterexample, replay: again }, style)
    session.print(`${told}\n\n${shrunkLine(system, shrunk)}\n`)
  }
  return stopped ? EXIT.interrupted : EXIT.expected
}

function sourceOf(recorded: Token | Trace): TraceSource {
  if ('source' in recorded) return recorded.source
  const { schedule } = recorded
  return schedule.kind === 'seed'
    ? { kind: 'run', strategy: schedule.strategy, seed: schedule.seed }
    : { kind: 'search' }
}

function save(path: string, text: string, cwd: string): void {
  try {
    writeFileSync(resolve(cwd, path), text)
  } catch (error) {
    throw new UsageError(`the trace cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}
