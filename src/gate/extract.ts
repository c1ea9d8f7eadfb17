import type { Node, Op } from '../model/source/skeleton.ts'
import type { Evaluator } from './evaluator.ts'
import type { Outcome, State } from './outcome.ts'

/** Positions of one thread; steps between two of them. */
const MOST_NODES = 6_000
const MOST_STEPS = 600_000

/** What reading a thread came to. */
export interface Extracted {
  readonly nodes: readonly Node[]
  /** By node, the expression that it is about. */
  readonly complete: boolean
}

/**
 * Reads a thread: evaluates from its start, through all that is unknown, and keeps the operations that others may
 * notice, and the choices, as the nodes of a graph. States that are equal are one node.
 */
export function extract(on: Evaluator, start: State): Extracted {
  const nodes: { op: Op; source: number; next: Map<string, number> }[] = []
  const known = new Map<string, number>()
  const work: State[] = []
  let steps = 0
  let complete = true

  const nodeOf = (state: State): number => {
    const { mode, at, env, kont } = state
    const key = `${mode} ${at} ${mode === 'eval' ? env : 0} ${kont}`
    const index = known.get(key)
    if (index !== undefined) return index
    const fresh = nodes.push({ op: { do: 'end', raised: true }, source: -1, next: new Map() }) - 1
    known.set(key, fresh)
    work.push(state)
    return fresh
  }

  /** Follows a state to where it does something or has a choice. */
  const run = (from: State): Outcome | undefined => {
    let state = from
    let turn = 0
    for (;;) {
      if (++steps > MOST_STEPS) return undefined
      const outcome = on.step(state)
      if (outcome.kind !== 'next') return outcome
      state = outcome.state
      // Round and round without doing anything: a loop that never ends.
      if (++turn > 20_000) return { kind: 'end', raised: false }
    }
  }

  nodeOf(start)
  for (let index = 0; index < work.length; index++) {
    if (nodes.length > MOST_NODES) complete = false
    const outcome = complete ? run(work[index]) : undefined
    if (outcome === undefined) {
      complete = false
      continue
    }
    const node = nodes[index]
    if (outcome.kind === 'choose') {
      node.op = { do: 'choose' }
      outcome.states.forEach((state, way) => {
        node.next.set(String(way), nodeOf(state))
      })
    } else if (outcome.kind === 'end') {
      node.op = { do: 'end', raised: outcome.raised }
    } else if (outcome.kind === 'op') {
      node.op = outcome.op
      node.source = on.sourceOf(outcome.at, outcome.kont).id
      if (outcome.op.do !== 'end') for (const [result, state] of outcome.branches) node.next.set(result, nodeOf(state))
    }
  }
  return { nodes, complete }
}
