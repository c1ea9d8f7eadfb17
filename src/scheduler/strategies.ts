import type { Strategy } from '../engine/strategy.ts'
import { randomWalk } from './random.ts'
import { roundRobin } from './round-robin.ts'

/** The strategies by the names under which a command line or a token asks for them. */
export const strategies: Readonly<Record<string, () => Strategy>> = {
  random: randomWalk,
  'round-robin': roundRobin,
}
