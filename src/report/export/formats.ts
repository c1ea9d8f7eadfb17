import { aut } from './aut.ts'
import type { Model } from './claims.ts'
import { dot } from './dot.ts'
import type { History } from './history.ts'
import { itf } from './itf.ts'
import { jsonl } from './jsonl.ts'
import { perfetto } from './perfetto.ts'
import { promela } from './promela.ts'
import { sequence } from './sequence.ts'
import { shiviz } from './shiviz.ts'
import type { StateGraph } from './state-graph.ts'
import type { NamedMachine } from './statechart.ts'
import { statechart } from './statechart.ts'
import { tlaplus } from './tlaplus.ts'
import { xstate } from './xstate.ts'

/**
 * A format, by what it shows: an execution, one machine, or a state space: as many states as its readers take, or as
 * a model is made of.
 */
export type Format =
  | { readonly needs: 'execution'; readonly write: (history: History) => string }
  | { readonly needs: 'machine'; readonly write: (machine: NamedMachine) => string }
  | { readonly needs: 'graph'; readonly states: number; readonly write: (explored: StateGraph) => string }
  | { readonly needs: 'model'; readonly states: number; readonly write: (model: Model) => string }

/** Every format that `sim export` writes. */
export const formats: Readonly<Record<string, Format>> = {
  itf: { needs: 'execution', write: itf },
  mermaid: { needs: 'execution', write: sequence },
  perfetto: { needs: 'execution', write: perfetto },
  shiviz: { needs: 'execution', write: shiviz },
  jsonl: { needs: 'execution', write: jsonl },
  'mermaid-state': { needs: 'machine', write: statechart },
  xstate: { needs: 'machine', write: xstate },
  dot: { needs: 'graph', states: 2_000, write: dot },
  aut: { needs: 'graph', states: 500_000, write: aut },
  promela: { needs: 'model', states: 2_000_000, write: promela },
  tlaplus: { needs: 'model', states: 2_000_000, write: tlaplus },
}
