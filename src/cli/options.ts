import { InvalidArgumentError, Option } from 'commander'
import type { CheckOptions } from '../check/check.ts'
import { formats } from '../report/export/formats.ts'
import { MOST_ASKED, MOST_THREADS } from './threads.ts'

/** The options that `check` and `explain` share. */
export interface SearchOptions {
  readonly maxStates?: number
  readonly maxDepth?: number
  readonly maxMemory?: number
  readonly maxSeconds?: number
  /** Where a search leaves checkpoints, and the one from which it goes on. */
  readonly checkpoint?: string
  readonly resume?: string
  /** Seconds between two checkpoints. */
  readonly checkpointEvery?: number
  /** Properties that are not to be checked, by kind or name (`--no-check`). */
  readonly check: readonly string[]
  readonly json?: boolean
  readonly ascii?: boolean
  /** Of `check` only: in how many threads to search. */
  readonly workers?: number
  /** Of `check` only: `--reduce`, `--no-partial-order`, `--no-symmetry`. */
  readonly reduce?: boolean
  readonly partialOrder?: boolean
  readonly symmetry?: boolean
  /** Of `check` only, in MiB. */
  readonly bitstate?: number
}

function whole(least: number, what: string, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^-?\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`${what}.`)
  }
}

function seconds(text: string): number {
  const value = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && value > 0) return value
  throw new InvalidArgumentError('It is a number of seconds above 0, such as 10 or 0.5.')
}

function duration(text: string): readonly [number, number] {
  const match = /^(\d+)(?:\.\.(\d+))?$/.exec(text)
  const [least, most] = match === null ? [1, 0] : [Number(match[1]), Number(match[2] ?? match[1])]
  if (least <= most && Number.isSafeInteger(most)) return [least, most]
  throw new InvalidArgumentError('It is the least and the most virtual milliseconds, such as 1..3.')
}

const SEED = 'A seed is a whole number'
const POSITIVE = 'It is a whole number of at least 1'

/** How many threads are asked for. */
const workers = whole(1, `It is a whole number from 1 to ${MOST_ASKED}`, MOST_ASKED)

/** The bounds of a search, and which properties it asks. */
export function searchOptions(): Option[] {
  return [
    new Option('--max-states <n>', 'stop a search at so many states').argParser(whole(1, POSITIVE)),
    new Option('--max-depth <n>', 'stop a search at so many steps').argParser(whole(1, POSITIVE)),
    new Option('--max-memory <MiB>', 'stop a search when its tables take so much').argParser(whole(1, POSITIVE)),
    new Option('--max-seconds <n>', 'stop the search of a system after so long').argParser(seconds),
    new Option('--no-check <property>', 'leave out a property, by kind (deadlock) or name; repeatable')
      .argParser((text: string, before: readonly string[]) => [...before, text])
      .default([]),
  ]
}

/** How much of a system a search may leave out. */
export function reductionOptions(): Option[] {
  return [
    new Option('--reduce', 'explore fewer states, for the same verdict: by partial order, and by declared symmetry'),
    new Option('--no-partial-order', 'with --reduce: explore all orders of independent steps'),
    new Option('--no-symmetry', 'with --reduce: tell interchangeable actors apart'),
    new Option('--audit', 'search in full and by each reduction, and compare what they find').conflicts([
      'reduce',
      'traceDir',
      'checkpoint',
      'resume',
    ]),
  ]
}

/** In how many threads a search is made. */
export function threadsOption(): Option {
  return new Option(
    '--workers <n>',
    `search in so many threads; default: as many as there are free cores, at most ${MOST_THREADS}`,
  )
    .argParser(workers)
    .conflicts(['reduce', 'bitstate', 'everyN'])
}

/** How a search can do without keeping states. */
export function bitstateOption(): Option {
  return new Option(
    '--bitstate <MiB>',
    'keep of each state only bits in a table of this size (at most 512): finds violations in systems that are too large to keep, and never verifies',
  )
    .argParser(whole(1, POSITIVE))
    .conflicts(['reduce', 'audit', 'checkpoint', 'resume', 'everyN'])
}

/** What is asked of more than one number of actors. */
export function everyOption(): Option {
  return new Option(
    '--every-n',
    'check systems for every number of copies at once; systems are then <design>/<hypothesis>/<route>-n, or functions of n in a file',
  ).conflicts(['reduce', 'audit', 'traceDir', 'checkpoint', 'resume', 'maxDepth', 'maxMemory', 'maxSeconds'])
}

/** How a search can be taken up again. */
export function checkpointOptions(): Option[] {
  return [
    new Option('--checkpoint <file>', 'write where the search stands, now and then and when a bound ends it').conflicts(
      'reduce',
    ),
    new Option('--checkpoint-every <n>', 'seconds between two checkpoints; default: 30').argParser(seconds),
    new Option(
      '--resume <file>',
      'go on from a checkpoint of the same system; further ones are written to the same file',
    ).conflicts('reduce'),
  ]
}

/** How a run is made. */
export function runOptions(): Option[] {
  return [
    new Option('--strategy <name>', 'who goes next (see sim list)'),
    new Option('--steps <n>', 'cut a run off after so many steps').argParser(whole(1, POSITIVE)),
    new Option('--duration <min..max>', 'virtual milliseconds that a step takes').argParser(duration),
    new Option(
      '--faults <mix>',
      'which of the declared faults strike: swarm (each seed draws), all, none, drop=1,crash=1',
    ),
  ]
}

/** `--seed` and `--runs` of `sim run`. */
export function seedOptions(): Option[] {
  return [
    new Option('--seed <n>', "the first run's seed").argParser(whole(Number.MIN_SAFE_INTEGER, SEED)),
    new Option('--runs <n>', 'stop after so many runs without a violation').argParser(whole(1, POSITIVE)),
  ]
}

function seeds(text: string): { readonly first: number; readonly runs: number } {
  const match = /^(-?\d+)\.\.(-?\d+)$/.exec(text)
  const [first, last] = match === null ? [1, 0] : [Number(match[1]), Number(match[2])]
  if (first <= last && Number.isSafeInteger(first) && Number.isSafeInteger(last))
    return { first, runs: last - first + 1 }
  throw new InvalidArgumentError('It is the first and the last seed, such as 1000..1999.')
}

/** How many runs are made at once, and what for. */
export function sweepOptions(): Option[] {
  return [
    new Option('--seeds <first..last>', 'the seeds of the runs, instead of --seed and --runs')
      .argParser(seeds)
      .conflicts(['seed', 'runs']),
    new Option('--all-failures', 'go on after a violation, and list each kind with its smallest seed'),
    new Option('--workers <n>', 'make runs in so many threads; default: as many as there are cores').argParser(workers),
  ]
}

/** What `sim run` tells of its runs. */
export function tellingOptions(): Option[] {
  return [
    new Option('--no-shrink', 'show the failing run as it was'),
    new Option('--coverage', 'say which states and transitions the runs have not seen').conflicts([
      'allFailures',
      'workers',
    ]),
  ]
}

/** `--system` of `sim replay` and `sim shrink`. */
export function systemOption(): Option {
  return new Option('--system <name>', 'whose seed or trace it is; default: the last failing run, or what it names')
}

/** How hard `sim predict` looks, and how much it tells. */
export function predictOptions(): Option[] {
  return [
    new Option('--max-states <n>', 'search a row up to so many states; beyond, sample').argParser(whole(1, POSITIVE)),
    new Option('--runs <n>', 'how many seeded runs then').argParser(whole(1, POSITIVE)),
    new Option('--schedules', 'list the steps to each thing that is predicted'),
    jsonOption(),
  ]
}

function gathered(option: Option): Option {
  return option.argParser((text: string, before: readonly string[] = []) => [...before, text])
}

/** What `sim gate` looks at, by which rules, and where it says what it found. */
export function gateOptions(): Option[] {
  return [
    new Option('--ocaml <paths...>', 'read these OCaml files and folders instead of checking the models'),
    new Option('--config <file>', 'default: interlock.config.json here'),
    new Option('--allow-config-code', 'run a configuration that is TypeScript'),
    new Option('--base <revision>', 'hold what changed since then, by git, to the declared paths'),
    new Option('--baseline <file>', 'known findings, each with a reason and an expiry'),
    new Option('--unresolved <what>', 'what comes of code that cannot be followed to a lock').choices(['fail', 'warn']),
    gathered(new Option('--format <formats>', 'text, json, sarif, junit, github or gitea; several with commas')),
    gathered(new Option('--output <format=file>', 'write a format to a file; repeatable')),
    new Option('--explain <rule>', 'tell a rule: why, what breaks it, what does not'),
    new Option('--accept', 'record that the models were compared with their sources as they are now'),
    new Option('--reason <text>', 'why they are still right; with --accept'),
    new Option('--traces <directory>', 'the committed counterexamples; default: those that come with interlock'),
  ]
}

/** What `sim export` writes of, and where. */
export function exportOptions(): Option[] {
  return [
    new Option('--format <name>', `one of ${Object.keys(formats).join(', ')}`).makeOptionMandatory(),
    new Option('--output <file>', 'write to a file instead of standard output'),
    new Option('--property <name>', 'the counterexample of this property'),
    new Option('--actor <name>', 'the machine of this actor'),
    new Option('--system <name>', 'whose trace it is, when it is not in the catalogue'),
    new Option('--max-states <n>', 'take state spaces up to this size').argParser(whole(1, POSITIVE)),
  ]
}

/** What was seen (`sim diagnose`), and how hard to look. */
export function diagnoseOptions(): Option[] {
  return [
    new Option(
      '--saw <observation>',
      "what was seen, as 'PATH = RESULT'; repeatable, in order; '&' joins what was at once",
    )
      .argParser((text: string, before: readonly string[]) => [...before, text])
      .default([], 'nothing'),
    new Option('--design <design>', 'what ran: a design, or flags of the miniature').default('original'),
    gathered(new Option('--observed <file>', 'observations, in YAML, JSON or NDJSON; repeatable')),
    new Option('--max-states <n>', 'search up to so many states; beyond, sample').argParser(whole(1, POSITIVE)),
    new Option('--runs <n>', 'how many seeded runs then').argParser(whole(1, POSITIVE)),
    new Option('--no-advice', 'leave out what each fix would do'),
    new Option('--schedules', 'list every step of the executions that are spoken of'),
    jsonOption(),
  ]
}

function port(text: string): number {
  const value = Number(text)
  if (/^\d{1,5}$/.test(text) && value < 65_536) return value
  throw new InvalidArgumentError('It is a number from 0 (any that is free) to 65535.')
}

/** Where `sim serve` listens. */
export function portOption(): Option {
  return new Option('--port <n>', 'the port to listen on, 0 for any that is free').argParser(port).default(0)
}

/** Whom `sim explain` shows. */
export function actorsOption(): Option {
  return new Option('--actors <names>', 'show these actors, separated by commas; all others share a column').argParser(
    (text: string) => text.split(',').filter((name) => name !== ''),
  )
}

function list(text: string): readonly number[] {
  const values = text.split(',').map(Number)
  if (/^\d+(,\d+)*$/.test(text) && values.every((value) => value >= 1 && value <= CROWD)) return [...new Set(values)]
  throw new InvalidArgumentError(`It is a list of whole numbers from 1 to ${CROWD}, such as 1,10,100.`)
}

/** More connections, or milliseconds, than `sim load` takes. */
const CROWD = 10_000

/** The defaults of `sim load`. */
export const LOAD = {
  connections: [1, 10, 100, 1000],
  outbound: [1, 10, 50],
  every: 20,
  seed: 0,
  steps: 1_000_000,
} as const

/** `--report` of `sim run`. */
export function latencyOption(): Option {
  return new Option('--report [file]', 'with --strategy latency (sim load): write plots and tables as a page')
}

/** The load that `sim load` puts designs under, and where it writes. */
export function loadOptions(): Option[] {
  return [
    new Option('--connections <n,…>', 'how many connections')
      .argParser(list)
      .default(LOAD.connections, LOAD.connections.join()),
    new Option('--outbound <ms,…>', 'how long messages to and from a server elsewhere take')
      .argParser(list)
      .default(LOAD.outbound, LOAD.outbound.join()),
    new Option('--every <ms>', 'milliseconds between two connections, on average')
      .argParser(whole(1, POSITIVE))
      .default(LOAD.every),
    new Option('--release', 'give the mutex back over outbound requests'),
    new Option('--seed <n>', 'the seed of all durations')
      .argParser(whole(Number.MIN_SAFE_INTEGER, SEED))
      .default(LOAD.seed),
    new Option('--steps <n>', 'cut a run off after so many steps').argParser(whole(1, POSITIVE)).default(LOAD.steps),
    new Option('--html <file>', 'write plots and tables as a page'),
  ]
}

/** `--json`. */
export function jsonOption(): Option {
  return new Option('--json', 'write JSON to standard output, and nothing else')
}

/** `--ascii`. */
export function asciiOption(): Option {
  return new Option('--ascii', 'draw with ASCII characters only')
}

/** The options for `checking`. */
export function checkOptionsOf(options: SearchOptions): CheckOptions {
  const { maxStates, maxDepth, maxMemory, bitstate, reduce = false, partialOrder = true, symmetry = true } = options
  return {
    reduce,
    partialOrder,
    symmetry,
    ...(maxStates === undefined ? {} : { states: maxStates }),
    ...(maxDepth === undefined ? {} : { depth: maxDepth }),
    ...(maxMemory === undefined ? {} : { memory: maxMemory * 2 ** 20 }),
    ...(bitstate === undefined ? {} : { bitstate }),
  }
}
