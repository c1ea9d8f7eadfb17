import type { ActorOptions, System } from '../../engine/system.ts'
import { defineSystem } from '../../engine/system.ts'
import { sourceCondition } from './condition.ts'
import { memoryCell } from './memory.ts'
import { sourceMutex } from './mutex.ts'
import { peer } from './peer.ts'
import { sharedQueue } from './queue.ts'
import type { Op, SkeletonThread } from './skeleton.ts'
import { starter } from './starter.ts'
import { endlessIn, threadMachine } from './thread.ts'

/** Threads as their source has them, with all that they share. */
export interface SourceSystem {
  readonly name: string
  readonly threads: readonly SkeletonThread[]
  /** The thread that serves what a peer asks back. */
  readonly callback: string | undefined
}

/** What of each kind the threads share, and who provides what others wait for. */
interface Shared {
  readonly actors: Record<string, ActorOptions>
  readonly providers: Map<string, Set<string>>
}

/** The system of these threads: mutexes, conditions, memory and queues are actors, the threads their clients. */
export function sourceSystem({ name, threads, callback }: SourceSystem): System {
  const shared = collect(threads)
  const { actors, providers } = shared
  for (const kind of new Set(threads.flatMap((thread) => thread.kind ?? []))) {
    const own = threads.filter((thread) => thread.kind === kind && thread.name !== callback)
    actors[kind] = { machine: starter, input: { threads: own.map((thread) => thread.name) } }
    providers.set(kind, new Set(own.map((thread) => thread.name)))
  }
  const endless = new Set(
    threads.flatMap(({ kind, nodes }) => (kind !== undefined && endlessIn(nodes).has(0) ? [kind] : [])),
  )
  actors.peer = { machine: peer, input: { asks: callback ?? null } }
  for (const thread of threads) {
    const serves = thread.name === callback
    actors[thread.name] = {
      machine: threadMachine(thread.nodes, thread.kind === undefined, {
        providers: (address) => [...(providers.get(address) ?? [])].filter((provider) => provider !== thread.name),
        fetches: !serves,
        endless,
      }),
      input: { me: thread.name, tells: serves ? 'peer' : (thread.kind ?? null) },
    }
  }
  return defineSystem({ name, actors, unhandled: 'defer' })
}

function collect(threads: readonly SkeletonThread[]): Shared {
  const actors: Record<string, ActorOptions> = {}
  const providers = new Map<string, Set<string>>()
  for (const { name, nodes } of threads) {
    for (const { op } of nodes) {
      for (const [address, machine] of needed(op)) {
        actors[address] ??= machine === starter ? { machine, input: { threads: [] } } : { machine }
      }
      const given = provided(op)
      if (given !== undefined) providers.set(given, (providers.get(given) ?? new Set()).add(name))
    }
  }
  return { actors, providers }
}

/** What others may wait for, and this gives them. */
function provided(op: Op): string | undefined {
  if (op.do === 'write' || op.do === 'update') return op.cell
  if (op.do === 'push') return op.queue
  return op.do === 'signal' || op.do === 'broadcast' ? op.condition : undefined
}

function needed(op: Op): readonly (readonly [string, ActorOptions['machine']])[] {
  switch (op.do) {
    case 'lock':
    case 'unlock':
    case 'try':
      return [[op.mutex, sourceMutex]]
    case 'wait':
      return [
        [op.mutex, sourceMutex],
        [op.condition, sourceCondition],
      ]
    case 'signal':
    case 'broadcast':
      return [[op.condition, sourceCondition]]
    case 'read':
    case 'write':
    case 'update':
      return [[op.cell, memoryCell]]
    case 'push':
    case 'pop':
    case 'take':
    case 'peek':
    case 'filled':
    case 'length':
      return [[op.queue, sharedQueue]]
    case 'spawn':
    case 'join':
      return [[op.kind, starter]]
    default:
      return []
  }
}
