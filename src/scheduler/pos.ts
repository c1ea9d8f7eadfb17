import type { Strategy } from '../engine/strategy.ts'
import { random } from './prng.ts'

/**
 * POS, partial-order sampling (Yuan, Yang, Gu 2018, "Partial order aware concurrency sampling"): every enabled step draws
 * a random priority and keeps it until it is taken, or until a step that races with it is; the highest one goes. Independent
 * steps do not disturb each other's draw, so partial orders are sampled more evenly than by a walk over interleavings.
 *
 * Deviation: two steps race when they are moves of the same actor; a step is known by its label.
 */
export function partialOrderSampling(): Strategy {
  let draw = random(0, 0)
  let priorities = new Map<string, number>()
  return {
    name: 'pos',
    begin: (seed) => {
      draw = random(seed, 0)
      priorities = new Map()
    },
    pick: (enabled) => {
      const kept = new Map(enabled.map(({ label }) => [label, priorities.get(label) ?? draw(0, 2 ** 31 - 1)]))
      const all = enabled.map(({ label }) => kept.get(label) as number)
      const position = all.indexOf(Math.max(...all))
      for (const { actor, label } of enabled) if (actor === enabled[position].actor) kept.delete(label)
      priorities = kept
      return position
    },
  }
}
