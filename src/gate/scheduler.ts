import type { Node, SkeletonThread } from '../model/source/skeleton.ts'
import type { Evaluator } from './evaluator.ts'

/** Nothing in the source runs what it puts into the runtime's queue: a thread that is not shown will. */
export function isUnscheduled(on: Evaluator, threads: readonly SkeletonThread[]): boolean {
  const does = (act: 'push' | 'pop'): boolean =>
    threads.some(({ nodes }) => nodes.some(({ op }) => op.do === act && on.names.get(op.queue) === 'ready'))
  return does('push') && !does('pop')
}

/** A position, and the shared mutex that was locked last on the way there and not unlocked since. */
type Spot = readonly [node: number, held: string | undefined]

/** The mutex under which the source enters the runtime: the scheduler that is not shown is taken to use it too. */
export function guardOf(threads: readonly SkeletonThread[]): string | undefined {
  for (const { nodes } of threads) {
    const spots: Spot[] = [[0, undefined]]
    const seen = new Set<string>()
    for (const [at, held] of spots) {
      if (nodes[at].op.do === 'enter' && held !== undefined) return held
      if (seen.has(`${at} ${held}`)) continue
      seen.add(`${at} ${held}`)
      for (const to of nodes[at].next.values()) spots.push([to, heldAfter(nodes[at], held)])
    }
  }
  return undefined
}

function heldAfter({ op }: Node, held: string | undefined): string | undefined {
  if (op.do === 'lock' && op.mutex.startsWith('mutex:main:')) return op.mutex
  return op.do === 'unlock' ? undefined : held
}
