import type { Step } from '../engine/step.ts'
import type { Strategy } from '../engine/strategy.ts'
import { chainOf } from '../engine/strategy.ts'
import { combination } from './combination.ts'
import { oneOf } from './one-of.ts'
import { random } from './prng.ts'

/**
 * Delay-bounded scheduling (Emmi, Qadeer, Rakamarić 2011): a deterministic scheduler runs each chain for as long as it can,
 * in the order in which they were first enabled; at up to `delays` places the chain whose turn it is is passed over once. The
 * seeds enumerate the places: first no delay, then one at each step of a run as long as the trial, then two …, so that as
 * many seeds as there are places try them all.
 *
 * Deviations: a chain (see `chainOf`) stands for the paper's task; of several steps of one chain the seed draws one.
 */
export function delayBounded(delays: number): Strategy {
  let order: string[] = []
  let places: ReadonlySet<number> = new Set()
  let taken = 0
  let draw = random(0, 0)
  const admit = (enabled: readonly Step[]): void => {
    for (const chain of enabled.map(chainOf)) if (!order.includes(chain)) order.push(chain)
  }
  /** The place in the order of the first who can go. */
  const firstOf = (enabled: readonly Step[]): number => {
    const chains = new Set(enabled.map(chainOf))
    return order.findIndex((chain) => chains.has(chain))
  }
  return {
    name: `delay-bounded:${delays}`,
    begin: (seed, trial) => {
      order = []
      places = new Set(combination(seed, delays, trial().steps))
      taken = 0
      draw = random(seed, 0)
    },
    pick: (enabled) => {
      admit(enabled)
      if (places.has(taken++)) order.push(...order.splice(firstOf(enabled), 1))
      // Who had to wait comes after those who can go.
      order.push(...order.splice(0, firstOf(enabled)))
      return oneOf(enabled, (step) => chainOf(step) === order[0], draw)
    },
  }
}
