import type { SymmetricRoles } from '../engine/interchangeable.ts'
import type { System } from '../engine/system.ts'
import { defineSystem } from '../engine/system.ts'
import type { Request } from './curl.ts'
import { curl } from './curl.ts'
import type { DesignName, HypothesisName } from './designs.ts'
import { designs, hypotheses } from './designs.ts'
import { front } from './front.ts'
import type { Actors } from './instance.ts'
import { acceptorOf, connection, registerOf, runtime } from './instance.ts'
import * as names from './names.ts'
import { serverProperties } from './properties.ts'
import { remote } from './remote.ts'
import type { Route } from './routes.ts'
import { CALLS, dueOf } from './routes.ts'
import { standing } from './stands-for.ts'
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

/** Clients that work at once: what each asks for. */
type Phase = readonly (readonly Asked[])[]

/** One or two instances, and who asks them what. */
export interface Deployment {
  readonly name: string
  readonly variants: readonly Variant[]
  /** Clients that work at once, each doing its requests one after another; those of a phase begin when the last one's are done. */
  readonly phases: readonly Phase[]
  readonly maxTime?: number
  /** A proxy in front of the one instance lets in so many requests at once; by default there is none. */
  readonly admits?: number
  readonly parameters: System['parameters']
}

function requestOf(topology: Topology, asked: Asked, proxied: boolean): Request {
  const { route, side = 0, expects = dueOf(route), pause = 0, patience = null, leaves = false } = asked
  const prefix = topology.prefixes[side]
  return {
    route,
    connection: prefix + names.connection(serve(topology, side, route)),
    server: proxied ? names.FRONT : prefix + acceptorOf(topology.variants[side]),
    expects,
    pause,
    patience,
    leaves,
  }
}

function clientsOf({ phases, maxTime, admits }: Deployment, topology: Topology): Actors {
  const machine = curl(maxTime)
  let clients = 0
  const named = phases.map((phase) => phase.map((list) => ({ me: names.client(++clients), list })))
  return Object.fromEntries(
    named.flatMap((phase, at) =>
      phase.map(({ me, list }) => {
        const requests = list.map((asked) => requestOf(topology, asked, admits !== undefined))
        const joins = at === 0 ? 0 : named[at - 1].length
        const joinedBy = (named[at + 1] ?? []).map((next) => next.me)
        return [me, { machine, input: { me, requests, joins, joinedBy } }]
      }),
    ),
  )
}

/**
 * Clients that ask for the same by one request each are interchangeable, together with all that serves them: but where a
 * request makes others, or its answer bears its number (`doc 1`).
 */
function symmetricOf({ phases }: Deployment, { served }: Topology, actors: Actors): readonly SymmetricRoles[] {
  const [clients, ...later] = phases
  const [[first], ...others] = clients
  const same = others.length > 0 && clients.every((list) => list.length === 1 && list[0].route === first.route)
  if (!same || later.length > 0 || served.flat().length !== clients.length || first.route === 'actor') return []
  const roles = [names.client, names.connection, names.handler, names.cell, names.helper]
  return [roles.filter((named) => Object.hasOwn(actors, named(1))).map((named) => named(1).replace('#1', ''))]
}

/** Lists of requests and threads whose lengths the server does not know: a queue, a mailbox, those asleep on a condition. */
const UNCOUNTED: Readonly<Record<string, readonly string[]>> = {
  [names.READY]: ['queue', 'flags', 'late'],
  [names.KERNEL]: ['mailbox', 'waiters'],
  [names.PARKED]: ['sleepers'],
}

function uncountedOf({ prefixes }: Topology, actors: Actors): Readonly<Record<string, readonly string[]>> {
  const all = prefixes.flatMap((at) => Object.entries(UNCOUNTED).map(([name, fields]) => [at + name, fields] as const))
  return Object.fromEntries(all.filter(([actor]) => Object.hasOwn(actors, actor)))
}

/** Instances of the SX server with their clients, as a system to check. */
export function sxSystem(deployment: Deployment): System {
  const { name, variants, parameters, phases, admits } = deployment
  const topology = topologyOf(variants)
  const curls = clientsOf(deployment, topology)
  const instances = variants.map((variant, side): Actors => {
    const at = topology.prefixes[side]
    const requests = topology.served[side]
    // How outbound requests are made is nothing to an instance that makes none.
    const needed: Variant = requests.some(({ helped }) => helped) ? variant : { ...variant, io: 'block' }
    const connections = requests.map((served) => connection(at, needed, served))
    const all = Object.assign({}, ...connections, runtime(at, needed, requests))
    return standing(all, at, needed, requests)
  })
  const asksRemote = phases.flat(2).some(({ route }) => route === 'remote')
  const outside: Actors = {
    ...(asksRemote ? { [names.REMOTE]: { machine: remote } } : {}),
    ...(admits === undefined ? {} : { [names.FRONT]: { machine: front, input: { limit: admits } } }),
  }
  const actors: Actors = Object.assign({}, curls, ...instances, outside)
  return defineSystem({
    name,
    actors,
    symmetric: symmetricOf(deployment, topology, actors),
    uncounted: uncountedOf(topology, actors),
    unhandled: 'defer',
    properties: serverProperties(
      phases.flat().map((list) => list.map(({ route }) => route)),
      instances.map((instance, side) => ({
        at: topology.prefixes[side],
        actors: Object.keys(instance),
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
    phases: [clients.map((routes) => routes.map((route) => ({ route })))],
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

/**
 * The servers that a name with `n` for the number stands for: `<design>/<hypothesis>/<route>-n`. `undefined` when it is not
 * such a name.
 */
export function familyNamed(name: string): ((connections: number) => System) | undefined {
  if (!name.endsWith('-n')) return undefined
  const numbered = (connections: number): System | undefined => serverNamed(name.replace(/n$/, String(connections)))
  return numbered(1) && ((connections) => numbered(connections) as System)
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
