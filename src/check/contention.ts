import type { Space } from '../engine/space.ts'
import type { WaitEdge } from '../engine/wait.ts'
import type { Graph } from './graph.ts'
import { pathTo } from './graph.ts'

/** The worst that waiting comes to in any state of a system. */
export interface Contention {
  /** The longest chain in which each waits for the next, and how many steps lead there; `undefined` if nobody ever waits. */
  readonly chain: { readonly edges: readonly WaitEdge[]; readonly steps: number } | undefined
  /** What most want to acquire at once, and who. */
  readonly lock: { readonly name: string; readonly waiters: readonly string[]; readonly steps: number } | undefined
}

/** The longest way along waits that visits nobody twice. */
function longestFrom(actor: string, edges: readonly WaitEdge[], seen: readonly string[]): readonly WaitEdge[] {
  let longest: readonly WaitEdge[] = []
  for (const edge of edges) {
    if (edge.from !== actor || seen.includes(edge.to)) continue
    const way = [edge, ...longestFrom(edge.to, edges, [...seen, edge.to])]
    if (way.length > longest.length) longest = way
  }
  return longest
}

function mostWanted(edges: readonly WaitEdge[]): { name: string; waiters: readonly string[] } | undefined {
  const wanted = new Map<string, string[]>()
  for (const { from, kind, to } of edges) if (kind === 'acquires') wanted.set(to, [...(wanted.get(to) ?? []), from])
  const [first] = [...wanted].toSorted(([, a], [, b]) => b.length - a.length)
  return first && { name: first[0], waiters: first[1] }
}

/** Looks at the waits of every state; the first found, and so the nearest, where several are as bad. */
export function contentionOf(space: Space, graph: Graph): Contention {
  let chain: Contention['chain']
  let lock: Contention['lock']
  const known = new Set<string>()
  for (let index = 0; index < graph.states; index++) {
    const edges = space.waits(graph.state(index))
    const key = edges.map(({ from, kind, to }) => `${from}\n${kind}\n${to}`).join('\n')
    if (known.has(key)) continue
    known.add(key)
    for (const { from } of edges) {
      const way = longestFrom(from, edges, [from])
      if (way.length > (chain?.edges.length ?? 0)) chain = { edges: way, steps: pathTo(graph, index).length }
    }
    const most = mostWanted(edges)
    if (most !== undefined && most.waiters.length > (lock?.waiters.length ?? 0)) {
      lock = { ...most, steps: pathTo(graph, index).length }
    }
  }
  return { chain, lock }
}
