import type { ActorOptions, System } from '../engine/system.ts'
import { defineSystem } from '../engine/system.ts'
import { accept } from './accept.ts'
import { cell } from './cell.ts'
import { condition } from './condition.ts'
import { curl } from './curl.ts'
import type { Design, DesignName, HypothesisName } from './designs.ts'
import { designs, hypotheses } from './designs.ts'
import { erProcess } from './er-process.ts'
import { genServer } from './gen-server.ts'
import { mutex } from './mutex.ts'
import * as names from './names.ts'
import { parkedMain } from './parked-main.ts'
import { serverProperties } from './properties.ts'
import { CALLS } from './routes.ts'
import { runQueue } from './run-queue.ts'
import { schedulerThread } from './scheduler-thread.ts'
import type { Workload } from './workloads.ts'
import { concurrent } from './workloads.ts'

/** An instance of the server, and who asks it what. */
export interface Server {
  /** Default: design, hypothesis and routes. */
  readonly name?: string
  readonly design: DesignName
  readonly hypothesis: HypothesisName
  /** The clients; each does its requests one after another. */
  readonly clients: Workload
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

/** The SX server with its clients, as a system to check. */
export function sxServer(server: Server): System {
  const { hypothesis } = server
  const design: Design = designs[server.design]
  const parked = hypothesis === 'scheduler-parked'
  const scheduler = parked ? names.MAIN : names.SCHED
  const routes = server.clients.flat()
  const shape = server.clients.map((list) => list.join('+')).join(',')
  return defineSystem({
    name: server.name ?? `${server.design}/${hypothesis}/${shape}`,
    actors: {
      ...clients(server, parked ? names.MAIN : names.ACCEPT),
      ...Object.assign({}, ...routes.map((_, index) => connection(design, scheduler, index + 1))),
      ...runtime(scheduler, design.handler === 'host'),
    },
    unhandled: 'defer',
    properties: serverProperties(server.clients),
    parameters: {
      design: server.design,
      hypothesis,
      connections: routes.length,
      routes: shape,
      ...(server.maxTime === undefined ? {} : { maxTime: server.maxTime }),
    },
  })
}

/** More clients than any search or run can use. */
const CROWD = 1000

/**
 * The server that a name stands for: `<design>/<hypothesis>/<workload>`. A workload is `<route>-<n>`, n clients with one
 * request each, or `<client>,<client>…`, each client the routes that it asks for one after another, joined by `+`.
 * `undefined` when it is not such a name.
 */
export function serverNamed(name: string): System | undefined {
  const [design, hypothesis, shape, ...rest] = name.split('/')
  if (shape === undefined || rest.length > 0 || !isKey(designs, design) || !isKey(hypotheses, hypothesis))
    return undefined
  const clients = clientsNamed(shape)
  return clients && sxServer({ name, design, hypothesis, clients })
}

function clientsNamed(shape: string): Workload | undefined {
  const [, route, n] = /^(\w+)-([1-9]\d*)$/.exec(shape) ?? []
  if (route !== undefined) return isKey(CALLS, route) && Number(n) <= CROWD ? concurrent(Number(n), route) : undefined
  const clients = shape.split(',').map((client) => client.split('+').filter((route) => isKey(CALLS, route)))
  const understood = clients.map((routes) => routes.join('+')).join(',') === shape
  return understood && clients.every((routes) => routes.length > 0) ? clients : undefined
}

function isKey<T extends object>(record: T, key: string): key is keyof T & string {
  return Object.hasOwn(record, key)
}
