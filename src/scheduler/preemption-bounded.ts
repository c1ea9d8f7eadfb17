import type { Strategy } from '../engine/strategy.ts'
import { combination, combinations } from './combination.ts'
import { oneOf } from './one-of.ts'
import { random } from './prng.ts'

/** How many of the other enabled actors a preemption may hand over to, before the numbers begin again. */
const OTHERS = 4

/**
 * Preemption-bounded scheduling (Musuvathi and Qadeer 2007, "Iterative context bounding for systematic testing of
 * multithreaded programs"): an actor goes on for as long as it can, but at up to `preemptions` places another enabled one takes
 * over. The seeds enumerate the places and, at each, who takes over.
 *
 * Deviations: where the running actor has to stop, the next in the defined order goes, instead of every one in turn; which of
 * its steps an actor takes is drawn from the seed.
 */
export function preemptionBounded(preemptions: number): Strategy {
  let places: readonly number[] = []
  let heirs = 0
  let taken = 0
  let running: string | undefined
  let draw = random(0, 0)
  return {
    name: `preemption-bounded:${preemptions}`,
    begin: (seed, trial) => {
      const { steps } = trial()
      const all = combinations(preemptions, steps)
      places = combination(seed, preemptions, steps)
      heirs = Math.floor(Math.abs(seed) / all)
      taken = 0
      running = undefined
      draw = random(seed, 0)
    },
    pick: (enabled) => {
      const place = places.indexOf(taken++)
      const others = [...new Set(enabled.map(({ actor }) => actor))].filter((actor) => actor !== running)
      const goesOn = others.length < new Set(enabled.map(({ actor }) => actor)).size
      if (others.length > 0 && (place >= 0 || !goesOn)) {
        const heir = place < 0 ? 0 : Math.floor(heirs / OTHERS ** place) % OTHERS
        running = others[heir % others.length]
      }
      return oneOf(enabled, ({ actor }) => actor === running, draw)
    },
  }
}
