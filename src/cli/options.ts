import { InvalidArgumentError, Option } from 'commander'
import type { Bounds } from '../check/search.ts'
import { formats } from '../report/export/formats.ts'

/** The options that `check` and `explain` share. */
export interface SearchOptions {
  readonly maxStates?: number
  readonly maxDepth?: number
  readonly maxMemory?: number
  readonly maxSeconds?: number
  /** Where a search leaves checkpoints, and the one from which it goes on. */
  readonly checkpoint?: string
  readonly resume?: string
  /** Properties that are not to be checked, by kind or name (`--no-check`). */
  readonly check: readonly string[]
  readonly json?: boolean
  readonly ascii?: boolean
}

function whole(least: number, what: string): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^-?\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value
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

/** How a search can be taken up again. */
export function checkpointOptions(): Option[] {
  return [
    new Option('--checkpoint <file>', 'write where the search stands, now and then and when a bound ends it'),
    new Option('--resume <file>', 'go on from a checkpoint; further ones are written to the same file'),
  ]
}

/** How a run is made. */
export function runOptions(): Option[] {
  return [
    new Option('--strategy <name>', 'who goes next (see sim list)'),
    new Option('--steps <n>', 'cut a run off after so many steps').argParser(whole(1, POSITIVE)),
    new Option('--duration <min..max>', 'virtual milliseconds that a step takes').argParser(duration),
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
    new Option('--workers <n>', 'make runs in so many threads; default: as many as there are cores').argParser(
      whole(1, POSITIVE),
    ),
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

function list(text: string): readonly number[] {
  const values = text.split(',').map(Number)
  if (/^\d+(,\d+)*$/.test(text) && values.every((value) => value >= 1 && value <= CROWD)) return [...new Set(values)]
  throw new InvalidArgumentError(`It is a list of whole numbers from 1 to ${CROWD}, such as 1,10,100.`)
}

/** More connections, or milliseconds, than `sim load` takes. */
const CROWD = 10_000

/** The load that `sim load` puts designs under, and where it writes. */
export function loadOptions(): Option[] {
  return [
    new Option('--connections <n,…>', 'how many connections')
      .argParser(list)
      .default([1, 10, 100, 1000], '1,10,100,1000'),
    new Option('--outbound <ms,…>', 'how long messages to and from a server elsewhere take')
      .argParser(list)
      .default([1, 10, 50], '1,10,50'),
    new Option('--every <ms>', 'milliseconds between two connections, on average')
      .argParser(whole(1, POSITIVE))
      .default(20),
    new Option('--release', 'give the mutex back over outbound requests'),
    new Option('--seed <n>', 'the seed of all durations').argParser(whole(Number.MIN_SAFE_INTEGER, SEED)).default(0),
    new Option('--steps <n>', 'cut a run off after so many steps').argParser(whole(1, POSITIVE)).default(1_000_000),
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

/** The bounds for `checking`. */
export function boundsOf({ maxStates, maxDepth, maxMemory }: SearchOptions): Bounds {
  return {
    ...(maxStates === undefined ? {} : { states: maxStates }),
    ...(maxDepth === undefined ? {} : { depth: maxDepth }),
    ...(maxMemory === undefined ? {} : { memory: maxMemory * 2 ** 20 }),
  }
}
