import type { Explanation } from './verdict.ts'
import type { WaitEdge } from './wait.ts'

/** Chains of waits longer than this say nothing more to a reader. */
const LONGEST_CHAIN = 16

/** The waits of an actor. */
type WaitsOf = ReadonlyMap<string, readonly WaitEdge[]>

/** The shortest cycle through an actor, by breadth-first search over its waits; `undefined` when there is none. */
function cycleThrough(start: string, waits: WaitsOf): readonly WaitEdge[] | undefined {
  const paths = new Map<string, readonly WaitEdge[]>([[start, []]])
  for (const [actor, path] of paths) {
    for (const edge of waits.get(actor) ?? []) {
      if (edge.to === start) return [...path, edge]
      if (!paths.has(edge.to)) paths.set(edge.to, [...path, edge])
    }
  }
  return undefined
}

/** Takes out those who wait for nobody that is left, again and again: in most states nobody remains. */
function leaveCycles(waits: Map<string, readonly WaitEdge[]>): void {
  for (let before = -1; before !== waits.size; ) {
    before = waits.size
    for (const [actor, edges] of waits) if (!edges.some(({ to }) => waits.has(to))) waits.delete(actor)
  }
}

/**
 * The shortest wait-for cycle all of whose members are among `actors`; the first in their order when several are as
 * short. Empty when there is none.
 */
export function findCycle(edges: readonly WaitEdge[], actors: ReadonlySet<string>): readonly WaitEdge[] {
  const waits = new Map<string, WaitEdge[]>()
  for (const edge of edges) {
    if (!actors.has(edge.from) || !actors.has(edge.to)) continue
    const others = waits.get(edge.from)
    if (others === undefined) waits.set(edge.from, [edge])
    else others.push(edge)
  }
  leaveCycles(waits)
  let shortest: readonly WaitEdge[] = []
  if (waits.size === 0) return shortest
  for (const actor of actors) {
    const cycle = waits.has(actor) ? cycleThrough(actor, waits) : undefined
    if (cycle !== undefined && (shortest.length === 0 || cycle.length < shortest.length)) shortest = cycle
  }
  return shortest
}

/** The longest path of waits from an actor that repeats no actor. */
function longestChain(from: string, edges: readonly WaitEdge[], seen: readonly string[]): readonly WaitEdge[] {
  if (seen.length >= LONGEST_CHAIN) return []
  let longest: readonly WaitEdge[] = []
  for (const edge of edges) {
    if (edge.from !== from || seen.includes(edge.to)) continue
    const chain = [edge, ...longestChain(edge.to, edges, [...seen, edge.to])]
    if (chain.length > longest.length) longest = chain
  }
  return longest
}

/**
 * Why these actors are stuck, from the waits that their states declare: the cycle and its members as the core, or,
 * without a cycle, the longest chain, whose last stuck actor is the core. All other stuck actors are victims.
 */
export function explain(edges: readonly WaitEdge[], stuck: readonly string[]): Explanation {
  const actors = new Set(stuck)
  const waits = edges.filter(({ from }) => actors.has(from))
  const cycle = findCycle(waits, actors)
  if (cycle.length > 0) {
    const core = cycle.map(({ from }) => from)
    return { cycle, chain: [], core, victims: stuck.filter((actor) => !core.includes(actor)), waits }
  }
  // It may lead on through an actor that is idle and waits for something itself: a sleeper that nobody wakes.
  const chains = stuck.map((actor) => longestChain(actor, edges, [actor]))
  const chain = chains.reduce((longest, other) => (other.length > longest.length ? other : longest), [])
  const end = chain.findLast(({ from }) => actors.has(from))
  const last = chain.at(-1)
  const core = end === undefined || last === undefined ? stuck : [actors.has(last.to) ? last.to : end.from]
  return { cycle: [], chain, core, victims: stuck.filter((actor) => !core.includes(actor)), waits }
}
