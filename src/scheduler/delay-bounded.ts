import type { Step } from '../engine/step.ts'
import type { Strategy } from '../engine/strategy.ts'
import { combination } from './combination.ts'

/**
 * Delay-bounded scheduling (Emmi, Qadeer, Rakamarić 2011): a deterministic scheduler runs each actor for as long as it can,
 * in the order in which they were first enabled; at up to `delays` places the actor whose turn it is is passed over once. The
 * seeds enumerate the places: first no delay, then one at each step of a run as long as the trial, then two …, so that as
 * many seeds as there are places try them all.
 */
export function delayBounded(delays: number): Strategy {
  let order: string[] = []
  let places: ReadonlySet<number> = new Set()
  let taken = 0
  const admit = (enabled: readonly Step[]): void => {
    for (const { actor } of enabled) if (!order.includes(actor)) order.push(actor)
  }
  const positionOf = (enabled: readonly Step[]): number => {
    const actor = order.find((name) => enabled.some((step) => step.actor === name))
    return enabled.findIndex((step) => step.actor === actor)
  }
  const passOver = (actor: string): void => {
    order = [...order.filter((other) => other !== actor), actor]
  }
  return {
    name: `delay-bounded:${delays}`,
    begin: (seed, trial) => {
      order = []
      places = new Set(combination(seed, delays, trial().steps))
      taken = 0
    },
    pick: (enabled) => {
      admit(enabled)
      if (places.has(taken)) passOver(enabled[positionOf(enabled)].actor)
      taken++
      const position = positionOf(enabled)
      // Who had to wait comes after those who can go.
      const at = order.indexOf(enabled[position].actor)
      order = [...order.slice(at), ...order.slice(0, at)]
      return position
    },
  }
}
