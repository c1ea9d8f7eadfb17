import type { Served } from './instance.ts'
import { acceptorOf } from './instance.ts'
import * as names from './names.ts'
import type { Fetch, Op, Program, Step } from './program.ts'
import type { Route } from './routes.ts'
import type { Variant } from './variant.ts'

/** Which of two instances; one that is alone is its own peer. */
export type Side = 0 | 1

/** The instances of a system, and what each of them serves. */
export interface Topology {
  readonly variants: readonly Variant[]
  /** What the names of an instance begin with: nothing when there is only one. */
  readonly prefixes: readonly string[]
  readonly served: readonly Served[][]
}

export function topologyOf(variants: readonly Variant[]): Topology {
  const prefixes = variants.length === 1 ? [''] : variants.map((_, side) => `i${side + 1}:`)
  return { variants, prefixes, served: variants.map(() => []) }
}

/** Calls of the routes that make one, or two in a row. */
const OPS: Partial<Record<Route, Op>> = {
  kernel: { name: 'outbox', reply: 'tuple' },
  inbox: { name: 'inbox', reply: 'number' },
  mutual: { name: 'mutual', reply: 'atom:whoami' },
  wait: { name: 'wait', reply: 'atom:released' },
  release: { name: 'release', reply: 'number:1' },
  crash: { name: 'crash', reply: 'atom:never' },
  slow: { name: 'slow', reply: 'atom:slow_done', ms: 1200 },
}

/** A server elsewhere is one actor: it accepts and answers. */
const REMOTE_FETCH = { server: names.REMOTE, connection: names.REMOTE }

/** `/slow-then-tip?600` gives its first call 200 ms; its answer would be another body. */
const SLOW: Op = { name: 'slow', reply: 'atom:slow_done', ms: 600 }
const STATE: Op = { name: 'state_for', reply: 'string:alice' }

/**
 * Adds a request to what an instance serves, and with it the requests that it makes in turn (`route` of `sx_server.ml`:
 * the signature check of an inbox fetches the sender's actor document). Returns its number.
 */
export function serve(topology: Topology, side: Side, route: Route): number {
  const { variants, prefixes, served } = topology
  const variant = variants[side]
  const k = served[side].length + 1
  const own = served[side]
  own.push({ k, program: [], helped: false, deliverer: null })
  const call = (op: Op, timeout = variant.genTimeout, patient = false): Step => ({ do: 'call', op, timeout, patient })
  const fetchFrom = (to: Side, asked: Route): Fetch => {
    const connection = prefixes[to] + names.connection(serve(topology, to, asked))
    const server = prefixes[to] + acceptorOf(variants[to])
    return { server, connection, route: asked, helper: prefixes[side] + names.helper(k) }
  }
  const publish = (name: 'fetch' | 'fetch_deferred', fetch: Fetch): Op => ({
    name,
    reply: 'number:202',
    fetch,
    deliverer: prefixes[side] + names.deliverer(k),
  })
  const other: Side = variants.length === 1 || side === 1 ? 0 : 1
  const programs: Partial<Record<Route, () => Program>> = {
    actor: () => [call(STATE), call({ name: 'doc', reply: `string:doc ${k}` })],
    boom: () => [{ do: 'raise' }],
    'boom-after': () => [call(STATE), { do: 'raise' }],
    loopback: () => [{ do: 'fetch', fetch: fetchFrom(side, 'simple') }],
    deliver: () => [{ do: 'fetch', fetch: fetchFrom(other, 'signed') }],
    remote: () => [
      { do: 'fetch', fetch: { ...REMOTE_FETCH, route: 'simple', helper: prefixes[side] + names.helper(k) } },
    ],
    'deliver-unsigned': () => [{ do: 'fetch', fetch: fetchFrom(other, 'inbox') }],
    signed: () => [{ do: 'fetch', fetch: fetchFrom(other, 'actor') }, call({ name: 'inbox', reply: 'number' })],
    'self-http': () => [call(publish('fetch', fetchFrom(side, 'simple')))],
    publish: () => [call(publish('fetch', fetchFrom(other, 'signed')))],
    'slow-then-tip': () => [call(SLOW, 200, true), call({ name: 'outbox', reply: 'tuple' }, null)],
  }
  const op = OPS[route]
  if (route === 'publish-deferred') {
    const fetch = fetchFrom(other, 'signed')
    const program = [call(publish('fetch_deferred', fetch))]
    own[k - 1] = { k, program, helped: true, deliverer: [{ do: 'fetch', fetch }, { do: 'answer' }] }
    return k
  }
  const program = programs[route]?.() ?? (op === undefined ? [] : [call(op)])
  const helped = program.some((step) => step.do === 'fetch' || (step.do === 'call' && step.op.fetch !== undefined))
  own[k - 1] = { k, program, helped, deliverer: null }
  return k
}
