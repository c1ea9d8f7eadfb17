import { Network } from '../../src/engine/network.ts'
import type { StateVector } from '../../src/engine/space.ts'
import type { SystemState } from '../../src/engine/state.ts'
import type { System } from '../../src/engine/system.ts'

/** How far to explore, and what to leave out. */
export interface Exploration {
  readonly clock?: 'free' | 'urgent'
  /** States to stop at: they are seen, and nothing behind them. */
  readonly until?: (state: SystemState, quiescent: boolean) => boolean
  /** Throws when there are more states than these. */
  readonly states?: number
}

/**
 * Visits the reachable states depth-first (ends of executions come early), each once.
 *
 * A second, plain search beside `src/check`, so that these tests do not lean on what they are to support.
 */
export function explore(
  system: System,
  visit: (state: SystemState, quiescent: boolean, vector: StateVector, space: Network) => void,
  { clock = 'free', until = () => false, states = 1_000_000 }: Exploration = {},
): void {
  const space = new Network(system, clock)
  const start = space.initial()
  if (start.flaw !== undefined) throw new Error(`${system.name}: ${JSON.stringify(start.flaw)}`)
  const key = (state: StateVector): string => String.fromCharCode(...state)
  const seen = new Set([key(start.state)])
  const stack = [start.state]
  for (let state = stack.pop(); state !== undefined; state = stack.pop()) {
    const here = state
    const after: StateVector[] = []
    space.expand(here, (next, _, flags) => {
      if (flags !== 0) throw new Error(`${system.name}: a step is flawed`)
      after.push(Int32Array.from(next))
    })
    const view = space.view(here)
    visit(view, after.length === 0, here, space)
    if (until(view, after.length === 0)) continue
    for (const next of after) {
      const id = key(next)
      if (seen.has(id)) continue
      if (seen.size >= states) throw new Error(`${system.name}: more than ${states} states`)
      seen.add(id)
      stack.push(next)
    }
  }
}
