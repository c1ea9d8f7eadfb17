import { InterlockError } from '../engine/error.ts'
import type { Shape } from './shape.ts'
import { entries, join, list, oneOf, record } from './shape.ts'

/** What an entry of the runtime does, in words: the vocabulary of `source.runtime` in the configuration. */
export const EFFECTS = {
  enters: 'is in the runtime while it works, which is for one thread at a time',
  raises: 'may raise',
  asks: 'may call a gen_server: what answers it is in the run queue, for whoever runs that',
  parks: 'waits for the answer, outside of the runtime, by the hook host_park',
  releases: 'gives the mutex among its arguments back while it waits, and takes it again',
  starts: 'does not wait for the answer: gives Parked instead, or Result at once',
  finishes: 'gives Result: what a started call came to',
  queues: 'queues a process that calls ~on_done from the scheduler',
  runs: 'runs what is in the run queue',
} as const

type Effect = keyof typeof EFFECTS

/** A function by which a server's threads enter its runtime. */
export interface RuntimeEntry {
  /** `sx_call` of `Sx_runtime`, or a path such as `Vm.call`. */
  readonly name: string
  readonly effects: readonly Effect[]
  /** Arguments without a label. */
  readonly arguments: number
}

export const DEFAULT_ENTRIES: readonly RuntimeEntry[] = [
  { name: 'sx_call', effects: ['enters', 'asks', 'parks', 'raises'], arguments: 2 },
  { name: 'call_start', effects: ['enters', 'asks', 'starts', 'raises'], arguments: 2 },
  { name: 'call_resume', effects: ['enters', 'finishes', 'raises'], arguments: 1 },
  { name: 'spawn_call', effects: ['enters', 'queues'], arguments: 2 },
  { name: 'sched_run', effects: ['enters', 'runs'], arguments: 1 },
  { name: 'host_send', effects: ['enters'], arguments: 2 },
]

/** Which effect goes only with which other one, and which not. */
const NEEDS: readonly (readonly [Effect, Effect])[] = [
  ['parks', 'asks'],
  ['starts', 'asks'],
  ['releases', 'parks'],
]
const EXCLUDES: readonly (readonly [Effect, Effect])[] = [
  ['parks', 'starts'],
  ['queues', 'asks'],
  ['runs', 'asks'],
  ['runs', 'queues'],
  ['finishes', 'asks'],
]

function mistake(path: string, fix: string): never {
  throw new InterlockError('gate', `${path} ${fix}`)
}

const entry: Shape<Omit<RuntimeEntry, 'name'>> = (value, path) => {
  const fields = record(value, path, ['effects', 'arguments'])
  const effects = list(oneOf(Object.keys(EFFECTS) as Effect[]))(fields.effects, join(path, 'effects'))
  for (const [one, other] of NEEDS) {
    if (effects.includes(one) && !effects.includes(other)) mistake(path, `has '${one}', which needs '${other}' too`)
  }
  for (const [one, other] of EXCLUDES) {
    if (effects.includes(one) && effects.includes(other)) mistake(path, `cannot have '${one}' and '${other}' both`)
  }
  const count = fields.arguments ?? 2
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > 8) {
    mistake(join(path, 'arguments'), 'must be how many arguments without a label it takes, from 1 to 8')
  }
  return { effects, arguments: count }
}

/** Reads entries by name; those that are not named are as they are without a configuration. */
export const runtimeEntries: Shape<readonly RuntimeEntry[]> = (value, path) => {
  const given = entries(value, path).map(([name, one]): RuntimeEntry => {
    if (!/^([A-Z][A-Za-z0-9_']*\.)*[a-z_][A-Za-z0-9_']*$/.test(name)) {
      mistake(join(path, name), 'must be the name of a function: call, or Vm.call')
    }
    return { name, ...entry(one, join(path, name)) }
  })
  return [...DEFAULT_ENTRIES.filter(({ name }) => !given.some((one) => one.name === name)), ...given]
}

/** The entries of the runtime's own module as OCaml, and those of others as modules of their own. */
export function sourceOf(all: readonly RuntimeEntry[]): { readonly own: string; readonly others: string } {
  const placed = all.map((entry) => ({ entry, path: entry.name.split('.') }))
  const own = placed.filter(({ path }) => path.length === 1).map(({ entry }) => definition(entry, entry.name))
  const others = modules(placed.filter(({ path }) => path.length > 1))
  return { own: own.join('\n'), others }
}

interface Placed {
  readonly entry: RuntimeEntry
  readonly path: readonly string[]
}

function modules(placed: readonly Placed[]): string {
  const names = new Set(placed.filter(({ path }) => path.length > 1).map(({ path }) => path[0]))
  return [...names]
    .map((name) => {
      const inside = placed
        .filter(({ path }) => path[0] === name)
        .map(({ entry, path }) => ({ entry, path: path.slice(1) }))
      const functions = inside
        .filter(({ path }) => path.length === 1)
        .map(({ entry, path }) => definition(entry, path[0]))
      return `module ${name} = struct open Sx_runtime\n${functions.join('\n')}\n${modules(inside)}\nend`
    })
    .join('\n')
}

/** An entry as OCaml, effect by effect. */
function definition({ effects, arguments: count }: RuntimeEntry, name: string): string {
  const has = (effect: Effect): boolean => effects.includes(effect)
  const params = Array.from({ length: count }, (_, at) => `a${at}`)
  const [enter, leave] = has('enters') ? ['__enter ();', '__leave ();'] : ['', '']
  const value = has('starts') || has('finishes') ? 'Result (__any ())' : '__any ()'
  const raised = `if __either () then begin ${leave} raise (__any ()) end else`
  const ended = `${has('raises') ? raised : ''} begin ${leave} ${value} end`
  const each = (native: string): string =>
    has('releases') ? params.map((param) => `${native} ${param};`).join(' ') : ''
  const parked = `
    let kept = !save_registers in
    if not kept then current := Some replied;
    ${leave} ${each('__give_back')}
    !host_park (fun () -> !replied);
    ${each('__take_back')} ${enter}
    if not kept && !current != Some replied then __mistaken ();
    ${leave} ${value}`
  const asked = has('parks') ? parked : `${leave} ${has('starts') ? 'Parked { replied }' : value}`
  const queued = `
  __push ready (fun () -> on_done (if __either () then Ok (__any ()) else Error (__any ())));
  !host_wake (); ${leave} Pid (__any ())`
  const run = `
  let rec slices () = match __pop ready with Some slice -> slice (); slices () | None -> () in
  slices (); ${leave} __any ()`
  const body = has('queues')
    ? queued
    : has('runs')
      ? run
      : has('asks')
        ? `if __either () then ${ended} else begin let replied = ask () in ${asked} end`
        : ended
  return `let ${name} ${params.join(' ')}${has('queues') ? ' ~on_done' : ''} = ${enter} ${body}`
}
