import { InterlockError } from './error.ts'
import type { ActorSnapshot } from './machine.ts'
import { childIds, metaOf } from './machine.ts'
import type { Wait, WaitEdge, WaitMeta, WaitTarget } from './wait.ts'

/** The address behind a system id or an actor reference; `undefined` for any other value. */
export type Lookup = (target: string | object) => string | undefined

/** The wait-for edges that the active states of a snapshot declare. */
export function declaredWaits(address: string, snapshot: ActorSnapshot, lookup: Lookup): readonly WaitEdge[] {
  const { context } = snapshot as { context?: unknown }
  return metaOf(snapshot)
    .flatMap((meta) => (meta as WaitMeta).waits ?? [])
    .flatMap((wait) =>
      targets(address, wait, context).flatMap((target) => {
        const to = resolve(address, snapshot, target, lookup)
        return to === undefined ? [] : [{ from: address, kind: wait.kind, to }]
      }),
    )
}

function targets(address: string, wait: Wait, context: unknown): readonly WaitTarget[] {
  let on: ReturnType<Extract<Wait['on'], (...args: never[]) => unknown>> | Wait['on']
  try {
    on = typeof wait.on === 'function' ? wait.on({ context }) : wait.on
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new InterlockError(
      'system',
      `${address}: meta.waits.on threw: ${message}; it must answer in every state it is declared on`,
    )
  }
  return Array.isArray(on) ? on : [on as WaitTarget]
}

/** A name is a child's id before it is anybody else's. */
function resolve(address: string, snapshot: ActorSnapshot, target: WaitTarget, lookup: Lookup): string | undefined {
  if (target === null || target === undefined) return undefined
  if (typeof target === 'object') return lookup(target) ?? target.id
  return childIds(snapshot).includes(target) ? `${address}/${target}` : (lookup(target) ?? target)
}
