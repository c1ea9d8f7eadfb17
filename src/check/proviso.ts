import type { Digraph } from './scc.ts'

/**
 * States without which no cycle of a graph is left on which somebody waits all the way: those that a depth-first search
 * finds again while it is below them. What waits is asked for one after the other, and states found for one count for all.
 *
 * @param waiting how many may wait
 * @param waits whether one of them waits in a state, and goes on waiting whichever edge is taken from there
 */
export function breakCycles(
  graph: Digraph,
  waiting: number,
  waits: (who: number, state: number) => boolean,
): ReadonlySet<number> {
  const broken = new Set<number>()
  for (let who = 0; who < waiting; who++) {
    breakRounds(graph, (state) => state >= 0 && !broken.has(state) && waits(who, state), broken)
  }
  return broken
}

const [NEW, BELOW, LEFT] = [0, 1, 2]

/** Adds the states at which a depth-first search among those that count comes round. */
function breakRounds(graph: Digraph, counts: (state: number) => boolean, broken: Set<number>): void {
  const seen = new Uint8Array(graph.states)
  const edge = new Int32Array(graph.states)
  const path: number[] = []
  const enter = (state: number): void => {
    seen[state] = BELOW
    path.push(state)
  }
  const goOn = (state: number): void => {
    if (edge[state] === graph.degree(state)) {
      seen[state] = LEFT
      path.pop()
      return
    }
    const target = graph.target(state, edge[state]++)
    if (!counts(target)) return
    if (seen[target] === BELOW) broken.add(target)
    else if (seen[target] === NEW) enter(target)
  }
  for (let root = 0; root < graph.states; root++) {
    if (seen[root] !== NEW || !counts(root)) continue
    enter(root)
    for (let state = path.at(-1); state !== undefined; state = path.at(-1)) goOn(state)
  }
}
