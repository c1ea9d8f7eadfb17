import type { Random } from './prng.ts'

/** How long something takes, in virtual milliseconds: always as long, evenly distributed, or exponentially with a mean. */
export type Duration = number | { readonly uniform: readonly [number, number] } | { readonly exponential: number }

/** Steps of the uniform numbers from which exponential ones are made. */
const RESOLUTION = 2 ** 30

/** A whole number of milliseconds. Exponential ones are made by inversion (Devroye 1986), and rounded. */
export function drawn(duration: Duration, draw: Random): number {
  if (typeof duration === 'number') return duration
  if ('uniform' in duration) return draw(...duration.uniform)
  return Math.round(-duration.exponential * Math.log(draw(1, RESOLUTION) / RESOLUTION))
}
