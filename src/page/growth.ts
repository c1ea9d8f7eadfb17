import type { Explored, ExploredState, ExploredStep, GraphPage, GraphState } from '../report/page/data.ts'

/** More states than these cannot be read. */
export const MOST = 250

/** A state graph that grows: what was asked for so far, and the way that is shown. */
export interface Grown {
  readonly states: ReadonlyMap<string, ExploredState>
  /** By state and choice. */
  readonly steps: ReadonlyMap<string, ExploredStep>
  readonly path: readonly string[]
}

export const NOTHING_GROWN: Grown = { states: new Map(), steps: new Map(), path: [] }

/** What was known, and what was heard; `path` is the way that is shown from now on. */
export function grow({ states, steps }: Grown, heard: Explored, path: readonly string[]): Grown {
  return {
    states: new Map([...states, ...heard.states.map((state) => [state.id, state] as const)]),
    steps: new Map([...steps, ...heard.steps.map((step) => [`${step.from} ${step.choice}`, step] as const)]),
    path,
  }
}

/** The graph as it is drawn, with each state's identity and the choices of the shortest known way to it. */
export interface Drawn {
  readonly graph: GraphPage
  readonly ids: readonly string[]
  readonly ways: readonly (readonly number[])[]
}

/** Numbers the states breadth-first from the start. */
export function drawnOf({ states, steps, path }: Grown): Drawn {
  const ids = path.slice(0, 1)
  const ways = new Map<string, readonly number[]>(ids.map((id) => [id, []]))
  const out = new Map<string, ExploredStep[]>()
  for (const step of steps.values()) out.set(step.from, [...(out.get(step.from) ?? []), step])
  for (const id of ids) {
    for (const { to, choice } of out.get(id) ?? []) {
      if (ways.has(to)) continue
      ways.set(to, [...(ways.get(id) ?? []), choice])
      ids.push(to)
    }
  }
  const numbers = new Map(ids.map((id, index) => [id, index]))
  const texts = [...new Set([...steps.values()].map(({ label }) => label))]
  const graph: GraphPage = {
    texts,
    states: ids.map((id): GraphState => {
      const { mark, enabled, actors } = states.get(id) as ExploredState
      const open = (out.get(id) ?? []).length < enabled
      return { depth: ways.get(id)?.length ?? 0, mark: open ? 'open' : mark, actors }
    }),
    edges: [...steps.values()].map(({ from, to, label }) => [
      numbers.get(from) ?? 0,
      numbers.get(to) ?? 0,
      texts.indexOf(label),
    ]),
    path: path.map((id) => numbers.get(id) ?? 0),
  }
  return { graph, ids, ways: ids.map((id) => ways.get(id) ?? []) }
}
