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
import { sxServer } from '../src/model/server.ts'
import { randomWalk } from '../src/scheduler/random.ts'
import { sweeper } from '../src/sim/sweep.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '2000' }, workers: { type: 'string', default: '2' } },
})
const runs = Number(values.runs)
/** So many times as many, in the command: starting the threads must not be what is measured. */
const MANY = 200
const root = join(import.meta.dirname, '../../..')
const NAME = 'pattern-a/scheduler-thread/kernel-2'
const system = sxServer({
  name: NAME,
  design: 'pattern-a',
  hypothesis: 'scheduler-thread',
  clients: [['kernel'], ['kernel']],
})

/** CPU seconds of this process: on a machine that others use too, the clock would measure them. */
function seconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system: kernel } = process.cpuUsage(before)
  return (user + kernel) / 1e6
}

/** The events that each actor takes in one run, in order. */
function eventsOf(seed: number): ReadonlyMap<string, readonly Event[]> {
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

/** Steps in a second of XState's own actors, given the events of runs; making the actors is not counted. */
function xstateRate(): number {
  let [steps, time] = [0, 0]
  for (let seed = 0; seed < 60; seed++) {
    const work = [...eventsOf(seed)].map(([name, events]) => ({ actor: alone(system, name), events }))
    time += seconds(() => {
      for (const { actor, events } of work) for (const event of events) actor.send(event)
    })
    if (seed >= 20) steps += work.reduce((sum, { events }) => sum + events.length, 0)
    else time = 0
  }
  return steps / time
}

/** Steps in a second of our runs, in this thread, with all properties watched. */
function ourRate(): number {
  const sweep = sweeper(system, {}, true)
  sweep({ first: 0, runs: 500 })
  let steps = 0
  const time = seconds(() => {
    steps = sweep({ first: 500, runs }).steps
  })
  return steps / time
}

/** Steps in a second of bare executions: what the engine takes, without properties and strategies' help. */
function bareRate(): number {
  const space = new Network(system, 'urgent')
  const walk = randomWalk()
  const run = (seed: number): number => {
    walk.begin(seed)
    const execution = new Execution(space)
    while (execution.enabled.length > 0) execution.take(walk.pick(execution.enabled))
    return execution.steps.length
  }
  for (let seed = 0; seed < 500; seed++) run(seed)
  let steps = 0
  const time = seconds(() => {
    for (let seed = 500; seed < 500 + runs; seed++) steps += run(seed)
  })
  return steps / time
}

/** Wall-clock seconds of a whole `sim run`. */
function commandSeconds(workers: number): number {
  const start = performance.now()
  const script = join(root, 'bin/sim.js')
  const seeds = ['--runs', String(MANY * runs), '--workers', String(workers)]
  execFileSync(process.execPath, [script, 'run', NAME, ...seeds], { stdio: 'ignore' })
  return (performance.now() - start) / 1000
}

const shown = (rate: number): string => Math.round(rate).toLocaleString('en')
const [theirs, ours, bare] = [xstateRate(), ourRate(), bareRate()]
console.log(`XState's createActor:      ${shown(theirs)} steps/s`)
console.log(`runs, properties watched:  ${shown(ours)} steps/s, ${(ours / theirs).toFixed(1)}×`)
console.log(`runs, nothing watched:     ${shown(bare)} steps/s, ${(bare / theirs).toFixed(1)}×`)
const workers = Number(values.workers)
const [one, many] = [commandSeconds(1), commandSeconds(workers)]
console.log(
  `${MANY * runs} runs: ${one.toFixed(1)} s on 1 thread, ${many.toFixed(1)} s on ${workers}: ${(one / many).toFixed(2)}×`,
)
console.log(`(${availableParallelism()} cores)`)
