import type { System } from '../engine/system.ts'
import * as names from './names.ts'
import type { Route } from './routes.ts'
import { sxSystem } from './server.ts'
import { plain } from './variant.ts'

/** The designs that are compared under load: those that a run under load tells apart, in the order of the report. */
export const loaded = {
  original: plain('original'),
  'original-pump': { ...plain('original'), pump: true },
  'pattern-a': plain('pattern-a'),
  'pattern-a-hook': plain('pattern-a-hook'),
  'pattern-b': plain('pattern-b'),
} as const

export type LoadedName = keyof typeof loaded

/** Clients take turns with these: no call, a call of the kernel, an outbound request. */
const ROUTES: readonly Route[] = ['simple', 'kernel', 'remote']

/**
 * A server and its clients, each with one request, which it makes so many milliseconds after the start. With `releases` the
 * mutex is given back over outbound requests (`--io release`).
 */
export function loadedServer(design: LoadedName, arrivals: readonly number[], releases: boolean): System {
  const clients = arrivals.map((pause, at) => [{ route: ROUTES[at % ROUTES.length], pause }])
  return sxSystem({
    name: `${design}/load-${arrivals.length}`,
    variants: [{ ...loaded[design], io: releases ? 'release' : 'block' }],
    phases: [clients],
    parameters: { design, connections: arrivals.length, releases },
  })
}

/** Whether an actor is a client: its waits for a reply are the requests. */
export function isClient(actor: string): boolean {
  return actor.startsWith('curl#')
}

/** Whether an actor is a thread that computes; the others are memory, which takes no time. */
export function isThread(actor: string): boolean {
  return /^(conn#|P#|nx_kernel$|sched$)/.test(actor)
}

/** Whether a message goes to a server elsewhere, or comes from it. */
export function isOutbound(from: string, to: string): boolean {
  return from === names.REMOTE || to === names.REMOTE
}
