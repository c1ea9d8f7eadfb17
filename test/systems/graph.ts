import type { Space, StateVector, Taken } from '../../src/engine/space.ts'
import type { WaitEdge } from '../../src/engine/wait.ts'

/** What a toy graph says besides its edges. */
export interface GraphOptions {
  /** By actor, the nodes in which it may rest (idle). */
  readonly resting?: Readonly<Record<string, string>>
  /** By node, the declared waits. */
  readonly waits?: Readonly<Record<string, readonly WaitEdge[]>>
}

/**
 * A hand-drawn state graph as a space, to test algorithms on: `graph('a x b', 'b y a')` has an edge from a to b by which
 * actor x moves, and one back by y. It starts where the first edge does. `a x b 5` is a timer of x that takes 5 ms,
 * `a x b lost` an event that x loses.
 */
export function graph(edges: readonly string[], { resting = {}, waits = {} }: GraphOptions = {}): Space {
  const parsed = edges.map((edge) => edge.split(' '))
  const nodes = [...new Set(parsed.flatMap(([from, , to]) => [from, to]))]
  const actors = [...new Set(parsed.map(([, actor]) => actor))].sort()
  // Every actor's configuration is the node itself, counted from 1.
  const vector = (node: string): StateVector => new Int32Array(actors.length).fill(nodes.indexOf(node) + 1)
  const nodeOf = (state: StateVector): string => nodes[state[0] - 1]
  const from = (state: StateVector) => parsed.filter(([source]) => source === nodeOf(state))
  const isTime = (how: string | undefined): boolean => how !== undefined && how !== 'lost'
  const taken = (node: string, elapsed = 0): Taken => ({
    state: vector(node),
    elapsed,
    occurrences: [],
    flaw: undefined,
  })
  return {
    name: 'graph',
    slots: actors,
    bytes: 0,
    initial: () => taken(nodes[0]),
    expand: (state, visit) => {
      for (const [position, [, actor, to, lost]] of from(state).entries()) {
        visit(vector(to), lost === 'lost' ? -1 : actors.indexOf(actor), 0, position)
      }
    },
    enabled: (state) =>
      from(state).map(([source, actor, to, how]) => {
        const step = { actor, moves: how !== 'lost', label: `${source} ${actor} ${to}`, event: { type: to } }
        return isTime(how) ? { ...step, kind: 'timeout', to: actor } : { ...step, kind: 'deliver', from: actor }
      }),
    take: (state, position) => {
      const [, , to, how] = from(state)[position]
      return taken(to, isTime(how) ? Number(how) : 0)
    },
    elapse: (state) => state,
    readiness: (slot, config) => (resting[actors[slot]]?.split(' ').includes(nodes[config - 1]) ? 'idle' : 'running'),
    timed: () => false,
    clocked: parsed.some(([, , , how]) => isTime(how)),
    tagged: (slot, config, tag) => tag === `${actors[slot]}@${nodes[config - 1]}`,
    waits: (state) => waits[nodeOf(state)] ?? [],
    view: (state, read = () => {}) => {
      read(0)
      const actor = {
        name: 'node',
        status: 'active',
        value: nodeOf(state),
        matches: (node: string) => node === nodeOf(state),
      }
      return { actor: () => actor, actors: () => [actor], mailbox: () => [] } as never
    },
  }
}
