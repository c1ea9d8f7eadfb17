// Steps per second of runs, against XState's own createActor on the same machines and events, and on one thread and
// several: npm run bench:throughput -- [--runs n] [--workers n]
import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { AnyActorRef } from 'xstate'
import { createActor, fromTransition, setup } from 'xstate'
import { Execution } from '../src/engine/execution.ts'
import type { Event } from '../src/engine/machine.ts'
import { Network } from '../src/engine/network.ts'
import type { System } from '../src/engine/system.ts'
import { serverNamed } from '../src/model/server.ts'
import { randomWalk } from '../src/scheduler/random.ts'
import { sweeper } from '../src/sim/sweep.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '2000' }, workers: { type: 'string', default: '2' } },
})
const runs = Number(values.runs)
/** So many times as many, in the command: starting the threads must not be what is measured. */
const MANY = 200
const root = join(import.meta.dirname, '../../..')
/** The more connections, the fewer states do runs meet again. */
const NAMES = [2, 3, 4, 5].map((connections) => `pattern-a/scheduler-thread/kernel-${connections}`)

/** CPU seconds of this process: on a machine that others use too, the clock would measure them. */
function seconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system: kernel } = process.cpuUsage(before)
  return (user + kernel) / 1e6
}

/** The events that each actor takes in one run, in order. */
function eventsOf(system: System, seed: number): ReadonlyMap<string, readonly Event[]> {
  const walk = randomWalk()
  walk.begin(seed)
  const execution = new Execution(new Network(system, 'urgent'))
  const taken = new Map<string, Event[]>()
  while (execution.enabled.length > 0) {
    const position = walk.pick(execution.enabled)
    const { actor, event, moves } = execution.enabled[position]
    if (moves) taken.set(actor, [...(taken.get(actor) ?? []), event])
    execution.take(position)
  }
  return taken
}

/** Who takes what is sent to the others, and does nothing. */
const sink = fromTransition((state) => state, {})

/** An actor of XState's own, in a system in which all others are sinks. */
function alone({ actors }: System, name: string): AnyActorRef {
  let own: AnyActorRef | undefined
  const parent = setup({ actors: {} }).createMachine({
    context: ({ spawn }) => {
      for (const other of actors.keys()) if (other !== name) spawn(sink, { systemId: other })
      const options = actors.get(name)
      own = spawn(
        options?.machine as never,
        { systemId: name, input: options?.input } as never,
      ) as unknown as AnyActorRef
      return {}
    },
  })
  createActor(parent).start()
  return own as AnyActorRef
}

/** What was done in how many CPU seconds. */
interface Work {
  steps: number
  time: number
}

/** Lets XState's own actors take the events of a run; making the actors is not counted. */
function theirTurn(system: System, seed: number, work: Work): void {
  const all = [...eventsOf(system, seed)].map(([name, events]) => ({ actor: alone(system, name), events }))
  work.time += seconds(() => {
    for (const { actor, events } of all) for (const event of events) actor.send(event)
  })
  work.steps += all.reduce((sum, { events }) => sum + events.length, 0)
}

/** So many turns each, the first of which only compile. */
const [TURNS, WARM] = [30, 10]

/**
 * Steps in a second of XState's own actors, and of our runs in this thread with all properties watched: by turns, since
 * others use the machine too.
 */
function rates(system: System): { readonly theirs: number; readonly ours: number } {
  const sweep = sweeper(system, {}, true)
  let [theirs, ours]: Work[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    if (turn === 0 || turn === WARM) [theirs, ours] = [0, 0].map(() => ({ steps: 0, time: 0 }))
    for (let seed = 0; seed < 10; seed++) theirTurn(system, 10 * turn + seed, theirs)
    const each = Math.ceil(runs / (TURNS - WARM))
    ours.time += seconds(() => {
      ours.steps += sweep({ first: turn * each, runs: each }).steps
    })
  }
  return { theirs: theirs.steps / theirs.time, ours: ours.steps / ours.time }
}

/** Wall-clock seconds of a whole `sim run`, the best of several. */
function commandSeconds(name: string, many: number, threads: number, tries = 3): number {
  const script = join(root, 'bin/sim.js')
  const times = Array.from({ length: tries }, () => {
    const start = performance.now()
    execFileSync(process.execPath, [script, 'run', name, '--runs', String(many), '--workers', String(threads)], {
      stdio: 'ignore',
    })
    return (performance.now() - start) / 1000
  })
  return Math.min(...times)
}

const shown = (rate: number): string => Math.round(rate).toLocaleString('en').padStart(10)
const systemNamed = (name: string): System => serverNamed(name) as System

console.log("Steps a second, XState's createActor and ours, with all properties watched")
for (const name of NAMES) {
  const { theirs, ours } = rates(systemNamed(name))
  console.log(`${name}  ${shown(theirs)} ${shown(ours)}  ${(ours / theirs).toFixed(1)}×`)
}

const workers = Number(values.workers)
const [one, many] = [1, workers].map((threads) => commandSeconds(NAMES[0], MANY * runs, threads))
console.log(
  `\n${MANY * runs} runs of ${NAMES[0]}: ${one.toFixed(1)} s on 1 thread, ${many.toFixed(1)} s on ${workers}: ${(one / many).toFixed(2)}×`,
)

console.log(`(${availableParallelism()} cores)`)
