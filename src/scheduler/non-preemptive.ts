import type { Strategy } from '../engine/strategy.ts'

/**
 * Wraps a strategy so that an actor goes on for as long as it can: only when it has no step is another one picked. Finds
 * bugs that need few context switches, and schedules that are easy to read.
 */
export function nonPreemptive(inner: Strategy): Strategy {
  let running: string | undefined
  return {
    name: `non-preemptive/${inner.name}`,
    begin: (seed, trial, rehearse) => {
      running = undefined
      inner.begin(seed, trial, rehearse)
    },
    pick: (enabled) => {
      const mine = [...enabled.keys()].filter((position) => enabled[position].actor === running)
      const choices = mine.length > 0 ? mine : [...enabled.keys()]
      const position = choices.length === 1 ? choices[0] : choices[inner.pick(choices.map((choice) => enabled[choice]))]
      running = enabled[position].actor
      return position
    },
  }
}
