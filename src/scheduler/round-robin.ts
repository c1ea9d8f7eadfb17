import type { Step } from '../engine/step.ts'
import type { Strategy } from '../engine/strategy.ts'
import { random } from './prng.ts'

/**
 * Round-robin: actors take turns in the order in which they were first seen enabled, one step each; the seed only says
 * which of them begins. The fairest schedule, and so the one that finds least.
 */
export function roundRobin(): Strategy {
  let turns: string[] = []
  let next = 0
  let draw = random(0, 0)
  const admit = (enabled: readonly Step[]): void => {
    const first = turns.length === 0
    for (const { actor } of enabled) if (!turns.includes(actor)) turns.push(actor)
    if (first) next = draw(0, turns.length - 1)
  }
  return {
    name: 'round-robin',
    begin: (seed) => {
      turns = []
      next = 0
      draw = random(seed, 0)
    },
    pick: (enabled) => {
      admit(enabled)
      for (;;) {
        const actor = turns[next]
        next = (next + 1) % turns.length
        const position = enabled.findIndex((step) => step.actor === actor)
        if (position >= 0) return position
      }
    },
  }
}
