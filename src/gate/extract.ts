import type { Node, Op } from '../model/source/skeleton.ts'
import { guessed } from '../model/source/skeleton.ts'
import type { Evaluator } from './evaluator.ts'
import type { Outcome, State } from './outcome.ts'

/** Positions of one thread; steps between two of them. */
const MOST_NODES = 6_000
const MOST_STEPS = 600_000
/** Steps without anything to notice. */
const MOST_TURNS = 20_000

/** What reading a thread came to. */
export interface Extracted {
  readonly nodes: readonly Node[]
  /** No bound was hit. */
  readonly complete: boolean
}

/**
 * Reads a thread: evaluates from its start, through all that is unknown, and keeps the operations that others may
 * notice, and the choices, as the nodes of a graph. States that are equal are one node.
 */
export function extract(on: Evaluator, start: State): Extracted {
  return new Extraction(on).read(start)
}

class Extraction {
  readonly #on: Evaluator
  readonly #nodes: { op: Op; source: number; next: Map<string, number> }[] = []
  readonly #known = new Map<string, number>()
  readonly #work: State[] = []
  #steps = 0

  constructor(on: Evaluator) {
    this.#on = on
  }

  read(start: State): Extracted {
    this.#nodeOf(start)
    for (let index = 0; index < this.#work.length; index++) {
      const outcome = this.#nodes.length > MOST_NODES ? undefined : this.#run(this.#work[index])
      if (outcome === undefined) return { nodes: this.#nodes, complete: false }
      this.#fill(index, outcome)
    }
    return { nodes: this.#nodes, complete: true }
  }

  #nodeOf(state: State): number {
    const { mode, at, env, kont } = state
    const key = `${mode} ${at} ${mode === 'eval' ? env : 0} ${kont}`
    const index = this.#known.get(key)
    if (index !== undefined) return index
    const fresh = this.#nodes.push({ op: { do: 'end', raised: true }, source: -1, next: new Map() }) - 1
    this.#known.set(key, fresh)
    this.#work.push(state)
    return fresh
  }

  /** Follows a state to where it does something or has a choice; `undefined` when that is too far. */
  #run(from: State): Outcome | undefined {
    let state = from
    for (let turn = 0; ++this.#steps <= MOST_STEPS; turn++) {
      const outcome = this.#on.step(state)
      if (outcome.kind !== 'next') return outcome
      state = outcome.state
      // Round and round without doing anything: a loop that never ends.
      if (turn > MOST_TURNS) return { kind: 'choose', states: [] }
    }
    return undefined
  }

  #fill(index: number, outcome: Outcome): void {
    const node = this.#nodes[index]
    if (outcome.kind === 'choose') {
      node.op = outcome.counted ? { do: 'choose', counted: true } : { do: 'choose' }
      outcome.states.forEach((state, way) => {
        node.next.set(outcome.lossy ? guessed(way) : String(way), this.#nodeOf(state))
      })
    } else if (outcome.kind === 'end') {
      node.op = { do: 'end', raised: outcome.raised }
    } else if (outcome.kind === 'op') {
      node.op = outcome.op
      node.source = this.#on.sourceOf(outcome.at, outcome.kont).id
      const branches = outcome.op.do === 'end' ? [] : outcome.branches
      for (const [result, state] of branches) node.next.set(result, this.#nodeOf(state))
    }
  }
}
