import type { Step } from '../engine/step.ts'
import type { Strategy } from '../engine/strategy.ts'
import { chainOf } from '../engine/strategy.ts'
import { oneOf } from './one-of.ts'
import { random } from './prng.ts'

/** Initial priorities lie above those of the change points. */
const RANGE = 2 ** 30

/**
 * PCT, probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte 2010, "A randomized scheduler with
 * probabilistic guarantees of finding bugs"): chains get random priorities, the highest one with an enabled step goes, and
 * at d-1 random steps the one about to go falls below all others. A bug of depth d is found by a run with a probability of at
 * least 1/(n·k^(d-1)), n chains, k steps, if no run has more of either.
 *
 * Deviations: what the paper calls a thread is a chain here (see `chainOf`), after Ozkan et al. 2018 ("Randomized testing
 * of distributed systems with probabilistic guarantees"); n and k are those of the trial run rather than known bounds. Of
 * several steps of the highest chain one is drawn, which the probability leaves out, as it does time and faults.
 */
export function pct(depth: number): Strategy {
  let draw = random(0, 0)
  let priorities = new Map<string, number>()
  let changes: readonly number[] = []
  let taken = 0
  const priorityOf = (step: Step): number => {
    const chain = chainOf(step)
    let priority = priorities.get(chain)
    if (priority === undefined) {
      priority = depth + draw(0, RANGE)
      priorities.set(chain, priority)
    }
    return priority
  }
  const highest = (enabled: readonly Step[]): string => {
    const all = enabled.map(priorityOf)
    return chainOf(enabled[all.indexOf(Math.max(...all))])
  }
  return {
    name: `pct:${depth}`,
    begin: (seed, trial) => {
      draw = random(seed, 0)
      priorities = new Map()
      const last = Math.max(1, trial().steps)
      changes = Array.from({ length: depth - 1 }, () => draw(1, last))
      taken = 0
    },
    pick: (enabled) => {
      taken++
      changes.forEach((at, index) => {
        if (at === taken) priorities.set(highest(enabled), index)
      })
      const chain = highest(enabled)
      return oneOf(enabled, (step) => chainOf(step) === chain, draw)
    },
    guarantees: ({ chains, steps }) => {
      const [n, k] = [Math.max(1, chains.size), Math.max(1, steps)]
      return [{ depth, chains: n, steps: k, probability: 1 / (n * k ** (depth - 1)), turns: 1 }]
    },
  }
}
