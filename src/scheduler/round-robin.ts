import type { Step } from '../engine/step.ts'
import type { Strategy } from '../engine/strategy.ts'
import { oneOf } from './one-of.ts'
import { random } from './prng.ts'

/**
 * Round-robin: actors take turns in the order in which they were first seen enabled; the seed says which of them begins,
 * how many steps each turn lasts, for a quantum above 1 (1 to `quantum`), and which of its steps an actor takes. A quantum
 * of 1 is the fairest schedule, and so the one that finds least.
 */
export function roundRobin(quantum = 1): Strategy {
  let turns: string[] = []
  let next = 0
  let left = 0
  let draw = random(0, 0)
  const admit = (enabled: readonly Step[]): void => {
    const first = turns.length === 0
    for (const { actor } of enabled) if (!turns.includes(actor)) turns.push(actor)
    if (first) next = draw(0, turns.length - 1)
  }
  /** The turn is over when its steps are used up, or when the actor has none to take. */
  const endTurn = (stepped: boolean): void => {
    if (left === 0) left = quantum === 1 ? 1 : draw(1, quantum)
    left = stepped ? left - 1 : 0
    if (left === 0) next = (next + 1) % turns.length
  }
  return {
    name: quantum === 1 ? 'round-robin' : `round-robin:${quantum}`,
    begin: (seed) => {
      turns = []
      next = 0
      left = 0
      draw = random(seed, 0)
    },
    pick: (enabled) => {
      admit(enabled)
      for (;;) {
        const actor = turns[next]
        const canGo = enabled.some((step) => step.actor === actor)
        endTurn(canGo)
        if (canGo) return oneOf(enabled, (step) => step.actor === actor, draw)
      }
    },
  }
}
