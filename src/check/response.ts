import type { ResponseProperty } from '../engine/property.ts'
import type { Space } from '../engine/space.ts'
import type { Step } from '../engine/step.ts'
import type { Delay } from '../engine/verdict.ts'
import type { Graph } from './graph.ts'
import { between, occurs, truth } from './liveness.ts'
import type { Product } from './product.ts'
import { product } from './product.ts'
import type { Components, Digraph } from './scc.ts'
import { components, statesByComponent } from './scc.ts'
import type { Edge } from './walk.ts'
import { edgesOf, walk } from './walk.ts'

/** The longest that a response takes, and an execution that shows it. */
export interface Worst {
  readonly delay: Delay
  /** The positions of the steps, a loop's last. */
  readonly path: readonly number[]
  /** Where the loop begins; `undefined` when the delay is a number. */
  readonly loop: number | undefined
}

/** Where a component of waiting states is entered at its latest, and how long the response has been owed there. */
interface Entry {
  readonly node: number
  readonly waited: number
  readonly by: Edge | undefined
}

/**
 * The longest virtual time from a request to its response on a complete graph: a longest path among the states that wait,
 * over their strongly connected components in topological order. A component in which time passes makes it `unbounded`; one
 * in which it does not, and that nothing leads out of, or a state that waits when nothing is enabled: `never`.
 *
 * `vacuous` when there is no request.
 */
export function worstResponse(
  space: Space,
  graph: Graph,
  calmed: Graph,
  property: ResponseProperty,
): Worst | 'vacuous' {
  const request = truth(space, graph, `${property.name} (request)`, property.request)
  if (!occurs(graph, request)) return 'vacuous'
  const response = truth(space, graph, property.name, property.predicate)
  return new Waiting(space, graph, calmed, product(graph, between(request, response))).worst()
}

class Waiting {
  readonly #space: Space
  readonly #graph: Graph
  readonly #calmed: Graph
  readonly #product: Product
  readonly #scc: Components
  /** The edges between states that wait, inside of their components. */
  readonly #inner: Digraph
  #expanded: { readonly node: number; readonly steps: readonly Step[] } = { node: -1, steps: [] }

  constructor(space: Space, graph: Graph, calmed: Graph, composed: Product) {
    this.#space = space
    this.#graph = graph
    this.#calmed = calmed
    this.#product = composed
    const { owed, states, target } = composed
    const degree = (node: number): number => (owed(node) ? composed.degree(node) : 0)
    this.#scc = components({ states, degree, target })
    const inner = (from: number, to: number): number => (this.#isInner(from, to) ? to : -1)
    this.#inner = { states, degree, target: (node, position) => inner(node, target(node, position)) }
  }

  worst(): Worst {
    const { states, owed, stateOf } = this.#product
    const timed = new Uint8Array(this.#scc.count)
    const looped = new Uint8Array(this.#scc.count)
    const left = new Uint8Array(this.#scc.count)
    for (let node = 0; node < states; node++) {
      if (!owed(node)) continue
      const own = this.#scc.of[node]
      for (const edge of edgesOf(this.#product, node)) {
        if (this.#isInner(node, edge.to)) {
          looped[own] = 1
          timed[own] |= Number(this.#elapsed(edge) > 0)
        } else left[own] |= Number(!this.#isHarm(edge))
      }
    }
    const first = (is: (component: number, node: number) => boolean): number | undefined => {
      for (let node = 0; node < states; node++) if (owed(node) && is(this.#scc.of[node], node)) return node
      return undefined
    }
    const never = first(
      (own, node) =>
        this.#calmed.degree(stateOf(node)) === 0 || (looped[own] === 1 && timed[own] === 0 && left[own] === 0),
    )
    if (never !== undefined) return this.#lasso('never', never, looped[this.#scc.of[never]] === 1)
    const unbounded = first((own) => timed[own] === 1)
    if (unbounded !== undefined) return this.#lasso('unbounded', unbounded, true)
    return this.#longest()
  }

  #isInner(from: number, to: number): boolean {
    return to >= 0 && this.#product.owed(to) && this.#scc.of[from] === this.#scc.of[to]
  }

  #isHarm({ from, position }: Edge): boolean {
    return position >= this.#calmed.degree(this.#product.stateOf(from))
  }

  /** The virtual milliseconds that pass on a step: only the firing of a timer takes any. */
  #elapsed({ from, position }: Edge): number {
    const state = this.#graph.state(this.#product.stateOf(from))
    if (this.#expanded.node !== from) this.#expanded = { node: from, steps: this.#space.enabled(state) }
    return this.#expanded.steps[position].kind === 'timeout' ? this.#space.take(state, position).elapsed : 0
  }

  #lasso(delay: Delay, node: number, round: boolean): Worst {
    const stem = this.#product.pathTo(node)
    const loop: Edge[] = []
    if (round) {
      loop.push(...walk(this.#inner, node, (edge) => delay === 'never' || this.#elapsed(edge) > 0))
      const last = loop[loop.length - 1].to
      if (last !== node) loop.push(...walk(this.#inner, last, ({ to }) => to === node))
    }
    return { delay, path: [...stem, ...loop.map(({ position }) => position)], loop: stem.length }
  }

  /** No component takes time any more: a longest path over components, predecessors first. */
  #longest(): Worst {
    const { owed } = this.#product
    const entries: (Entry | undefined)[] = []
    const offer = (component: number, entry: Entry): void => {
      if (entry.waited > (entries[component]?.waited ?? -1)) entries[component] = entry
    }
    let worst: { waited: number; last: Edge } | undefined
    const answered = (waited: number, last: Edge): void => {
      if (waited > (worst?.waited ?? -1)) worst = { waited, last }
    }
    for (const node of statesByComponent(this.#scc).reverse()) {
      if (!owed(node)) continue
      const entry = entries[this.#scc.of[node]] ?? { node, waited: 0, by: undefined }
      offer(this.#scc.of[node], entry)
      for (const edge of edgesOf(this.#product, node)) {
        if (this.#isInner(node, edge.to)) continue
        const waited = entry.waited + this.#elapsed(edge)
        if (owed(edge.to)) offer(this.#scc.of[edge.to], { node: edge.to, waited, by: edge })
        else answered(waited, edge)
      }
    }
    // Requests that are answered at once leave nothing to wait for.
    if (worst === undefined) return { delay: 0, path: [], loop: undefined }
    const { waited, last } = worst
    return { delay: waited, path: [...this.#pathTo(last.from, entries), last.position], loop: undefined }
  }

  #pathTo(node: number, entries: readonly (Entry | undefined)[]): readonly number[] {
    const parts: (readonly number[])[] = []
    for (let at = node; ; ) {
      const entry = entries[this.#scc.of[at]] as Entry
      const here = at
      if (entry.node !== here) {
        parts.push(walk(this.#inner, entry.node, ({ to }) => to === here).map(({ position }) => position))
      }
      if (entry.by === undefined) {
        parts.push(this.#product.pathTo(entry.node))
        return parts.reverse().flat()
      }
      parts.push([entry.by.position])
      at = entry.by.from
    }
  }
}
