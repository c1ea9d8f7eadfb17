import type { Strategy } from '../engine/strategy.ts'
import type { Random } from './prng.ts'
import { random } from './prng.ts'

/**
 * The random walk: every enabled step is equally likely. It gives no bound on what it misses: deep bugs that need many
 * particular choices are exponentially unlikely.
 */
export function randomWalk(): Strategy & { begin(seed: number): void } {
  let draw: Random
  return {
    name: 'random',
    begin: (seed) => {
      draw = random(seed, 0)
    },
    pick: (enabled) => (enabled.length === 1 ? 0 : draw(0, enabled.length - 1)),
  }
}
