import type { Clock } from '../engine/clock.ts'
import { deadlockFree } from '../engine/property.ts'
import type { System } from '../engine/system.ts'
import type { Token } from '../engine/token.ts'
import { formatToken, isToken, parseToken } from '../engine/token.ts'
import type { Trace } from '../engine/trace.ts'
import type { Counterexample } from '../engine/verdict.ts'
import { signatureOf } from '../engine/verdict.ts'
import { VERSION } from '../engine/version.ts'
import { explanation, unviolatedText } from '../report/explanation.ts'
import { jsonReport, onwardJson, replayJson } from '../report/json.ts'
import type { Recording, Unlike } from '../report/replay-report.ts'
import { followedLine, onwardLine, reproducedLine, unlikeRecorded } from '../report/replay-report.ts'
import type { Style } from '../report/style.ts'
import { bestEffort } from '../sim/best-effort.ts'
import type { Replayed } from '../sim/replay.ts'
import { replay, sameModel, scheduleToken, token } from '../sim/replay.ts'
import { Walk } from '../sim/walk.ts'
import { commandLine, nameOf, searchReplay } from './commands.ts'
import { EXIT, UsageError } from './io.ts'
import { lastRun } from './last-run.ts'
import type { RunOptions } from './run-command.ts'
import { mixed, planOf } from './run-command.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import type { Target } from './target.ts'
import { target } from './target.ts'
import { readTrace } from './trace-file.ts'
import { walkAbout } from './walk.ts'

/** The options of `sim replay`. */
export interface ReplayOptions extends RunOptions {
  readonly system?: string
  readonly interactive?: boolean
  /** Whether to go on by a strategy where the recording leads no further. */
  readonly bestEffort?: boolean
}

/** What is to be replayed, and of which system. */
interface Asked {
  readonly target: Target
  readonly recorded: Token | Trace
  /** The command that replays it, when its counterexample cannot say so itself. */
  readonly command: string | undefined
}

/** `sim replay <seed | token | file>` */
export async function replayCommand(what: string, options: ReplayOptions, session: Session): Promise<number> {
  const asked = await askedFor(what, options, session)
  const { target: found, recorded } = asked
  const { system } = found
  const replayed = replay(system, recorded)
  if (options.interactive) {
    if (options.json) throw new UsageError('--interactive is for a reader, --json for a program; choose one')
    const { steps } = replayed.kind === 'reproduced' ? replayed.counterexample : replayed
    return walkAbout(new Walk(system, recorded.clock, steps), session, options.ascii ?? false)
  }
  const unlike = replayed.kind === 'diverged' || replayed.kind === 'different'
  if (unlike && options.bestEffort === true) return goOn(asked, replayed, options, session)
  const command =
    replayed.kind === 'reproduced'
      ? (asked.command ?? searchReplay(system, replayed.counterexample, found.module))
      : undefined
  const recording = recordingOf(system, recorded)
  if (options.json) {
    session.print(jsonReport({ results: [replayJson(system.name, recording.sameModel, replayed, command)] }))
  } else session.print(`${toldOf(asked, replayed, command, recording, styleOf(session, options))}\n`)
  return unlike ? EXIT.diverged : EXIT.expected
}

function toldOf(
  { target: { system }, recorded: { clock } }: Asked,
  replayed: Replayed,
  command: string | undefined,
  recording: Recording,
  style: Style,
): string {
  switch (replayed.kind) {
    case 'reproduced': {
      const { counterexample } = replayed
      const { property, steps } = counterexample
      const told = explanation({ system, clock, counterexample, replay: command }, style)
      return `${told}\n\n${reproducedLine(property, steps.length, recording, style)}`
    }
    case 'followed': {
      const told = unviolatedText({ system, clock, execution: replayed }, style)
      return `${told}\n\n${followedLine(replayed.steps.length, recording, style)}`
    }
    default:
      return unlikeRecorded(system.name, replayed, recording, style)
  }
}

/** Whether a counterexample is the recorded failure, as far as the recording tells. */
function isRecorded(recorded: Token | Trace, { property, violation }: Counterexample): boolean {
  if ('schedule' in recorded) return recorded.schedule.kind === 'choices' && recorded.schedule.property === property
  if (recorded.violation === undefined) return false
  return recorded.property === property && signatureOf(recorded.violation) === signatureOf(violation)
}

/** `--best-effort`: from where the recording leads no further, by a strategy. */
function goOn(
  { target: { system, module }, recorded }: Asked,
  replayed: Unlike,
  options: ReplayOptions,
  session: Session,
): number {
  const { strategy, steps, duration } = options
  const result = bestEffort(system, recorded.clock, replayed.steps, {
    ...(strategy === undefined ? {} : { strategy }),
    ...(steps === undefined ? {} : { steps }),
    ...(duration === undefined ? {} : { duration }),
  })
  const { verdict, clock } = result
  const counterexample = verdict.kind === 'counterexample' ? verdict.counterexample : undefined
  const same = counterexample && isRecorded(recorded, counterexample)
  const shown = counterexample && {
    counterexample,
    replay: commandLine('replay', formatToken(scheduleToken(system, clock, counterexample, module))),
  }
  const recording = recordingOf(system, recorded)
  if (options.json) {
    const told = replayJson(system.name, recording.sameModel, replayed, undefined)
    session.print(jsonReport({ results: [{ ...told, onward: onwardJson(result, same, shown) }] }))
  } else {
    const style = styleOf(session, options)
    session.print(`${unlikeRecorded(system.name, replayed, recording, style)}\n\n${onwardLine(result, same)}\n`)
    if (shown !== undefined) session.print(`\n${explanation({ system, clock, ...shown }, style)}\n`)
  }
  if (same === undefined) return EXIT.diverged
  return same ? EXIT.expected : EXIT.violated
}

/** What the report says of a recording besides its steps. */
export function recordingOf(system: Target['system'], recorded: Token | Trace): Recording {
  const seed = 'schedule' in recorded && recorded.schedule.kind === 'seed' ? recorded.schedule.seed : undefined
  return { sameModel: sameModel(system, recorded), tool: recorded.tool, version: VERSION, seed }
}

/** Reads a token or a trace file, or remembers the run of a seed, and finds its system. */
export async function askedFor(what: string, options: ReplayOptions, session: Session): Promise<Asked> {
  const asked = await readOf(what, options, session)
  return { ...asked, target: { ...asked.target, system: judged(asked.target.system, asked.recorded) } }
}

/** `toBeDeadlockFree` asks for deadlock alone, also of a system that declares no such property; so does what replays its failure. */
function judged(system: System, recorded: Token | Trace): System {
  const property = 'schedule' in recorded ? propertyIn(recorded.schedule) : recorded.property
  const deadlock = deadlockFree()
  if (property !== deadlock.name || system.properties.some(({ name }) => name === property)) return system
  return { ...system, properties: [deadlock] }
}

function propertyIn(schedule: Token['schedule']): string | undefined {
  return schedule.kind === 'choices' ? schedule.property : undefined
}

function readOf(what: string, options: ReplayOptions, session: Session): Promise<Asked> {
  if (isToken(what)) return byToken(what, options, session)
  if (/^-?\d+$/.test(what)) return bySeed(Number(what), options, session)
  return byFile(what, options, session)
}

async function byToken(text: string, { system }: ReplayOptions, session: Session): Promise<Asked> {
  const recorded = parseToken(text)
  const found = await target(system ?? nameIn(recorded.system, recorded.module), session)
  const command = recorded.schedule.kind === 'seed' ? commandLine('replay', formatToken(recorded)) : undefined
  return { target: found, recorded, command }
}

function nameIn(system: string, module: string | null | undefined): string {
  return module === undefined || module === null ? system : `${module}:${system}`
}

async function bySeed(seed: number, options: ReplayOptions, session: Session): Promise<Asked> {
  if (!Number.isSafeInteger(seed)) throw new UsageError(`${seed} is no seed: it is too large`)
  const last = options.system === undefined ? lastRun(session.io.cwd) : undefined
  const found = await target(options.system ?? nameIn(last?.system ?? '', last?.module), session)
  const { strategy, steps, duration, faults } = planOf({ ...last, ...options })
  const clock: Clock = found.system.clock ?? 'urgent'
  const schedule = { kind: 'seed', seed, strategy, steps, duration, digest: '', ...mixed(faults) } as const
  const recorded = token(found.system, clock, schedule, found.module)
  return { target: found, recorded, command: commandLine('replay', formatToken(recorded)) }
}

async function byFile(path: string, { system }: ReplayOptions, session: Session): Promise<Asked> {
  const recorded = readTrace(path, session.io.cwd)
  const known = session.catalogue.some(({ name }) => name === recorded.system)
  if (system === undefined && !known) {
    throw new UsageError(
      `the trace is of '${recorded.system}', which is not in the catalogue; name its file: --system FILE.ts:${recorded.system}`,
    )
  }
  const found = await target(system ?? recorded.system, session)
  const command = commandLine('replay', path, ...(known ? [] : ['--system', nameOf(found)]))
  return { target: found, recorded, command: recorded.source.kind === 'search' ? undefined : command }
}
