import type { System } from '../engine/system.ts'
import { defineSystem } from '../engine/system.ts'
import type { Request } from './curl.ts'
import { curl } from './curl.ts'
import type { DesignName, HypothesisName } from './designs.ts'
import { designs, hypotheses } from './designs.ts'
import type { Actors } from './instance.ts'
import { acceptorOf, connection, isTimed, registerOf, runtime } from './instance.ts'
import * as names from './names.ts'
import { serverProperties } from './properties.ts'
import { remote } from './remote.ts'
import type { Route } from './routes.ts'
import { CALLS, dueOf } from './routes.ts'
import type { Side, Topology } from './topology.ts'
import { serve, topologyOf } from './topology.ts'
import type { Variant } from './variant.ts'
import { plain } from './variant.ts'
import type { Workload } from './workloads.ts'
import { concurrent } from './workloads.ts'

/** An instance of the server, and who asks it what. */
interface Server {
  /** Default: design, hypothesis and routes. */
  readonly name?: string
  readonly design: DesignName
  readonly hypothesis: HypothesisName
  /** The clients; each does its requests one after another. */
  readonly clients: Workload
  /** curl's `--max-time` in milliseconds. Without it, a curl whose request hangs waits for ever. */
  readonly maxTime?: number
}

/** What a client asks for. */
export interface Asked {
  readonly route: Route
  /** Of which instance; default the first. */
  readonly side?: Side
  /** Default: what the route answers when all is well. */
  readonly expects?: Request['expects']
  readonly pause?: number
  readonly patience?: number
  readonly leaves?: boolean
}

/** One or two instances, and who asks them what. */
export interface Deployment {
  readonly name: string
  readonly variants: readonly Variant[]
  readonly clients: readonly (readonly Asked[])[]
  /** What a last client asks for when all others are done. */
  readonly after?: readonly Asked[]
  readonly maxTime?: number
  readonly parameters: System['parameters']
}

function requestOf(topology: Topology, asked: Asked): Request {
  const { route, side = 0, expects = dueOf(route), pause = 0, patience = null, leaves = false } = asked
  const prefix = topology.prefixes[side]
  return {
    route,
    connection: prefix + names.connection(serve(topology, side, route)),
    server: prefix + acceptorOf(topology.variants[side]),
    expects,
    pause,
    patience,
    leaves,
  }
}

function clientsOf({ clients, after, maxTime }: Deployment, topology: Topology): Actors {
  const machine = curl(maxTime)
  const last = names.client(clients.length + 1)
  const lists = after === undefined ? clients : [...clients, after]
  return Object.fromEntries(
    lists.map((list, index) => {
      const me = names.client(index + 1)
      const requests = list.map((asked) => requestOf(topology, asked))
      const joins = me === last ? clients.length : 0
      const joinedBy = after === undefined || me === last ? null : last
      return [me, { machine, input: { me, requests, joins, joinedBy } }]
    }),
  )
}

/** Instances of the SX server with their clients, as a system to check. */
export function sxSystem(deployment: Deployment): System {
  const { name, variants, parameters, clients, after = [] } = deployment
  const topology = topologyOf(variants)
  const curls = clientsOf(deployment, topology)
  const instances = variants.map((variant, side): Actors => {
    const at = topology.prefixes[side]
    const connections = topology.served[side].map((served) => connection(at, variant, served))
    return Object.assign({}, ...connections, runtime(at, variant, topology.served[side].some(isTimed)))
  })
  const asksRemote = clients.flat().some(({ route }) => route === 'remote')
  return defineSystem({
    name,
    actors: Object.assign({}, curls, ...instances, asksRemote ? { [names.REMOTE]: { machine: remote } } : {}),
    unhandled: 'defer',
    properties: serverProperties(
      [...clients.map((list) => list.map(({ route }) => route)), ...(after.length > 0 ? [['simple' as const]] : [])],
      instances.map((actors, side) => ({
        at: topology.prefixes[side],
        actors: Object.keys(actors),
        register: registerOf(variants[side]),
      })),
    ),
    parameters,
  })
}

/** The SX server with its clients, as a system to check. */
export function sxServer({ name, design, hypothesis, clients, maxTime }: Server): System {
  const shape = clients.map((list) => list.join('+')).join(',')
  return sxSystem({
    name: name ?? `${design}/${hypothesis}/${shape}`,
    variants: [plain(design, hypotheses[hypothesis].runner)],
    clients: clients.map((routes) => routes.map((route) => ({ route }))),
    ...(maxTime === undefined ? {} : { maxTime }),
    parameters: {
      design,
      hypothesis,
      connections: clients.flat().length,
      routes: shape,
      ...(maxTime === undefined ? {} : { maxTime }),
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
  return understood && clients.every((routes) => routes.length > 0) ? (clients as Workload) : undefined
}

function isKey<T extends object>(record: T, key: string): key is keyof T & string {
  return Object.hasOwn(record, key)
}
