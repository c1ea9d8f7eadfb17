import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Graph } from '../check/graph.ts'
import { search } from '../check/search.ts'
import { actorsOf } from '../engine/faulty.ts'
import { Network } from '../engine/network.ts'
import type { Space } from '../engine/space.ts'
import { isToken } from '../engine/token.ts'
import type { Counterexample } from '../engine/verdict.ts'
import { modelOf } from '../report/export/claims.ts'
import type { Format } from '../report/export/formats.ts'
import { formats } from '../report/export/formats.ts'
import { historyOf } from '../report/export/history.ts'
import type { NamedMachine } from '../report/export/statechart.ts'
import { enumerate, grouped, printable, quoted } from '../report/text.ts'
import { replay } from '../sim/replay.ts'
import { hasExecution, nameOf } from './commands.ts'
import { findingFor } from './explain-command.ts'
import { breathe, EXIT, UsageError } from './io.ts'
import { askedFor } from './replay-command.ts'
import type { Session } from './session.ts'
import { suggestion } from './suggest.ts'
import type { Interrupt } from './supervise.ts'
import { interruptOf, supervise } from './supervise.ts'
import type { Target } from './target.ts'
import { target } from './target.ts'

/** The options of `sim export`. */
export interface ExportOptions {
  readonly format: string
  readonly output?: string
  readonly property?: string
  readonly actor?: string
  readonly system?: string
  readonly maxStates?: number
}

/** The interrupt of the user, as a way out of a search. */
class Interrupted extends Error {}

/** Which formats an option is for. */
const FOR: Readonly<Record<'property' | 'actor' | 'maxStates', readonly Format['needs'][]>> = {
  property: ['execution'],
  actor: ['machine'],
  maxStates: ['execution', 'graph', 'model'],
}

function namesWith(...needs: readonly Format['needs'][]): string {
  return enumerate(
    Object.keys(formats).filter((name) => needs.includes(formats[name].needs)),
    'or',
  )
}

function formatOf(options: ExportOptions): Format {
  const name = options.format
  const names = Object.keys(formats)
  if (!Object.hasOwn(formats, name)) {
    const near = suggestion(name, names)
    throw new UsageError(`unknown format '${name}'${near === '' ? `; known are ${names.join(', ')}` : near}`)
  }
  const format = formats[name]
  for (const [option, needs] of Object.entries(FOR)) {
    if (options[option as keyof typeof FOR] === undefined || needs.includes(format.needs)) continue
    const flag = option === 'maxStates' ? 'max-states' : option
    throw new UsageError(`--${flag} goes with ${namesWith(...needs)}, not with ${name}`)
  }
  return format
}

/** `sim export [system | trace file | token]` */
export async function exportCommand(what: string, options: ExportOptions, session: Session): Promise<number> {
  const format = formatOf(options)
  const interrupt = interruptOf(session.io)
  try {
    const text = await (isToken(what) || what.endsWith('.json') ? ofRecorded : ofSystem)(
      what,
      format,
      options,
      session,
      interrupt,
    )
    if (options.output === undefined) session.print(text)
    else write(options.output, text, session)
    return EXIT.expected
  } catch (error) {
    if (error instanceof Interrupted) return EXIT.interrupted
    if (error instanceof RangeError && error.message === 'Invalid string length') {
      throw new UsageError(`${options.format} of this is longer than a text can be; choose jsonl, or a smaller system`)
    }
    throw error
  } finally {
    interrupt.release()
  }
}

function write(path: string, text: string, { io }: Session): void {
  try {
    writeFileSync(resolve(io.cwd, path), text)
  } catch (error) {
    throw new UsageError(`'${path}' cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function ofRecorded(what: string, format: Format, options: ExportOptions, session: Session): Promise<string> {
  if (format.needs !== 'execution') {
    throw new UsageError(
      `a trace or token is one execution, which ${options.format} cannot show: name its system, or choose ${namesWith('execution')}`,
    )
  }
  if (options.property !== undefined || options.maxStates !== undefined) {
    throw new UsageError('--property and --max-states go with a system; a trace or token is one execution already')
  }
  const { target: found, recorded } = await askedFor(what, options, session)
  const replayed = replay(found.system, recorded)
  if (replayed.kind === 'followed') return format.write(historyOf(found.system, recorded.clock, replayed))
  if (replayed.kind !== 'reproduced') {
    throw new UsageError(
      'the execution can no longer be made, since the model has changed: sim replay says where it parts',
    )
  }
  return format.write(historyOf(found.system, recorded.clock, replayed.counterexample))
}

async function ofSystem(
  what: string,
  format: Format,
  options: ExportOptions,
  session: Session,
  interrupt: Interrupt,
): Promise<string> {
  if (options.system !== undefined) throw new UsageError('--system says whose a trace is; a system is named alone')
  const found = await target(what, session)
  const { system } = found
  const clock = system.clock ?? 'free'
  if (format.needs === 'model' && system.faults !== undefined) {
    const faultless = namesWith('graph', 'execution')
    throw new UsageError(
      `${options.format} tells of no faults, which ${quoted(nameOf(found))} declares: choose ${faultless}, or export a system without faults`,
    )
  }
  switch (format.needs) {
    case 'execution': {
      const counterexample = await violation(found, options, session, interrupt)
      return format.write(historyOf(system, clock, counterexample))
    }
    case 'machine':
      return format.write(machine(found, options))
    case 'graph': {
      return format.write(await explore(actorsOf(system, clock), found, format.states, options, interrupt))
    }
    case 'model': {
      const { space, graph } = await explore(new Network(system, clock), found, format.states, options, interrupt)
      return format.write(modelOf(space, graph, system.properties))
    }
  }
}

async function violation(
  { system }: Target,
  options: ExportOptions,
  { io }: Session,
  interrupt: Interrupt,
): Promise<Counterexample> {
  const { result } = await supervise(system, { ...options, check: [] }, io, interrupt)
  if (interrupt.asked) throw new Interrupted()
  const finding =
    options.property === undefined ? result.findings.find(hasExecution) : findingFor(result, options.property)
  if (finding !== undefined && hasExecution(finding)) return finding
  const name = quoted(system.name)
  if (finding !== undefined) throw new UsageError(`${quoted(finding.property)} fails without an execution to show`)
  if (!result.complete)
    throw new UsageError(`nothing was found in ${grouped(result.states)} states of ${name}; raise --max-states`)
  throw new UsageError(
    `${name} has no counterexample to export; choose ${namesWith('graph', 'model', 'machine')}, or give a trace or token`,
  )
}

function machine({ system }: Target, { actor, format }: ExportOptions): NamedMachine {
  const names = [...system.actors.keys()]
  const different = names.filter(
    (name, at) =>
      names.findIndex((other) => system.actors.get(other)?.machine === system.actors.get(name)?.machine) === at,
  )
  const chosen = actor ?? (different.length === 1 ? different[0] : undefined)
  if (chosen === undefined) {
    const choices = different.map((name) => `--actor ${printable(name)}`)
    throw new UsageError(`${format} shows one machine; name it: ${enumerate(choices, 'or')}`)
  }
  const found = system.actors.get(chosen)
  if (found === undefined) {
    throw new UsageError(
      `no actor is named '${chosen}'${suggestion(chosen, names) || `; there are ${names.join(', ')}`}`,
    )
  }
  return { actor: chosen, machine: found.machine }
}

async function explore<S extends Space>(
  space: S,
  found: Target,
  most: number,
  { maxStates, format }: ExportOptions,
  interrupt: Interrupt,
): Promise<{ readonly space: S; readonly graph: Graph }> {
  const states = maxStates ?? most
  const run = search(space, space.initial().state, { states }, { state: () => {}, flagged: () => {} })
  for (;;) {
    const { done, value } = run.next(undefined)
    if (done === true) {
      // A model says itself whether its tables suffice.
      if (value.hit === undefined || formats[format].needs === 'model') return { space, graph: value }
      const limit = value.hit.bound === 'states' ? `${grouped(states)} states` : `fits into ${value.hit.bound}`
      throw new UsageError(
        `${quoted(nameOf(found))} has more than ${limit}, too many for ${format}; choose a smaller system, or raise --max-states`,
      )
    }
    await breathe()
    if (interrupt.asked) throw new Interrupted()
  }
}
