import type { Property } from '../engine/property.ts'
import { always, atMostOne, deadlockFree, sometimes } from '../engine/property.ts'
import type { SystemState } from '../engine/state.ts'
import type { ActorOptions, System } from '../engine/system.ts'
import { defineSystem } from '../engine/system.ts'
import { accept, parkedMain } from './accept.ts'
import { cell } from './cell.ts'
import { condition } from './condition.ts'
import { curl } from './curl.ts'
import type { Design, DesignName, HypothesisName } from './designs.ts'
import { designs } from './designs.ts'
import { erProcess } from './er-process.ts'
import { genServer } from './gen-server.ts'
import { mutex } from './mutex.ts'
import * as names from './names.ts'
import type { Result, Route } from './routes.ts'
import { runQueue } from './run-queue.ts'
import { schedulerThread } from './scheduler-thread.ts'

/** An instance of the server, and who asks it what. */
export interface Server {
  readonly design: DesignName
  readonly hypothesis: HypothesisName
  /** The clients; each does its requests one after another. */
  readonly clients: readonly (readonly Route[])[]
  /** curl's `--max-time` in milliseconds. Without it, a curl whose request hangs waits for ever. */
  readonly maxTime?: number
}

type Actors = Record<string, ActorOptions>

function runtime(scheduler: string, yields: boolean): Actors {
  const parked = scheduler === names.MAIN
  return {
    [names.MTX]: { machine: mutex },
    [names.WORK]: { machine: condition },
    ...(yields ? { [names.PARKED]: { machine: condition } } : {}),
    [names.READY]: { machine: runQueue, input: { current: parked ? 'boot' : null } },
    [names.KERNEL]: { machine: genServer, input: { scheduler } },
    ...(parked
      ? { [names.MAIN]: { machine: parkedMain } }
      : { [names.SCHED]: { machine: schedulerThread }, [names.ACCEPT]: { machine: accept } }),
  }
}

function connection(design: Design, scheduler: string, k: number): Actors {
  const [me, process, place] = [names.connection(k), names.handler(k), names.cell(k)]
  return {
    [me]: { machine: design.connection, input: { me, process, cell: place } },
    [process]: { machine: erProcess, input: { me: process, driver: design.handler, scheduler, cell: place } },
    ...(design.handler === 'host' ? {} : { [place]: { machine: cell } }),
  }
}

function clients({ clients: lists, maxTime }: Server, server: string): Actors {
  const machine = curl(maxTime)
  let k = 0
  return Object.fromEntries(
    lists.map((routes, index) => {
      const me = names.client(index + 1)
      const requests = routes.map((route) => ({ route, connection: names.connection(++k) }))
      return [me, { machine, input: { me, server, requests } }]
    }),
  )
}

function results(state: SystemState): readonly Result[] {
  return state.actors().flatMap(({ name, context }) => (name.startsWith('curl#') ? context.results : []))
}

function properties(routes: readonly Route[]): readonly Property[] {
  const kernel = routes.some((route) => route !== 'simple')
  return [
    deadlockFree(),
    atMostOne('in-runtime'),
    always('a process takes itself for itself', (state) =>
      state.actors().every(({ context }) => (context.astray ?? null) === null),
    ),
    always('no request fails', (state) => !results(state).includes('error')),
    sometimes('every request is answered', (state) => {
      const all = results(state)
      return all.length === routes.length && all.every((result) => result === 'ok')
    }),
    ...(kernel
      ? [sometimes('the kernel is called', (state) => state.actor(names.KERNEL).context.mailbox.length > 0)]
      : []),
  ]
}

/** The SX server with its clients, as a system to check. */
export function sxServer(server: Server): System {
  const { design: name, hypothesis } = server
  const design: Design = designs[name]
  const parked = hypothesis === 'scheduler-parked'
  const scheduler = parked ? names.MAIN : names.SCHED
  const routes = server.clients.flat()
  const shape = server.clients.map((list) => list.join('+')).join(',')
  return defineSystem({
    name: `${name}/${hypothesis}/${shape}`,
    actors: {
      ...clients(server, parked ? names.MAIN : names.ACCEPT),
      ...Object.assign({}, ...routes.map((_, index) => connection(design, scheduler, index + 1))),
      ...runtime(scheduler, design.handler === 'host'),
    },
    unhandled: 'defer',
    properties: properties(routes),
    parameters: { design: name, hypothesis, connections: routes.length, routes: shape },
  })
}
