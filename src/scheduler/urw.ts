import type { Strategy } from '../engine/strategy.ts'
import { chainOf } from '../engine/strategy.ts'
import { oneOf } from './one-of.ts'
import type { Random } from './prng.ts'
import { random } from './prng.ts'

/**
 * URW, the uniform random walk over interleavings (Zhao, Wolff, Mathur, Roychoudhury 2025, "Selectively uniform concurrency
 * testing"): a chain is picked with a probability proportional to the steps that it has still to take, which makes all
 * interleavings of independent chains equally likely, where the plain random walk prefers those of the longer ones' tails.
 *
 * Deviations: how many steps a chain takes is learnt from the trial run; a chain that has taken more, or that the trial
 * never met, counts as having one left. Two enabled steps of one chain share its weight.
 */
export function uniformWalk(): Strategy {
  let draw = random(0, 0)
  let left = new Map<string, number>()
  return {
    name: 'urw',
    begin: (seed, trial) => {
      draw = random(seed, 0)
      left = new Map(trial().chains)
    },
    pick: (enabled) => {
      const chains = [...new Set(enabled.map(chainOf))]
      const weights = chains.map((chain) => Math.max(1, left.get(chain) ?? 1))
      const chosen = chains[weighted(weights, draw)]
      left.set(chosen, Math.max(1, left.get(chosen) ?? 1) - 1)
      return oneOf(enabled, (step) => chainOf(step) === chosen, draw)
    },
  }
}

/** A position, drawn with a probability proportional to its weight. */
function weighted(weights: readonly number[], draw: Random): number {
  let rest = draw(
    1,
    weights.reduce((sum, weight) => sum + weight, 0),
  )
  return weights.findIndex((weight) => {
    rest -= weight
    return rest <= 0
  })
}
