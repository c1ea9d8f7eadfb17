import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A source of random integers that is the same on every machine. */
export type Random = (from: number, to: number) => number

/** The 32-bit finaliser of MurmurHash3: neighbouring seeds must not give neighbouring sequences. */
function mix(x: number): number {
  let mixed = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

/**
 * A random source for a seed; different streams of one seed are independent of each other. The generator is
 * xoroshiro128+ (Blackman and Vigna 2018), bounds inclusive.
 */
export function random(seed: number, stream: number): Random {
  const generator = xoroshiro128plus(mix(seed + Math.imul(stream + 1, 0x9e3779b9)))
  return (from, to) => uniformInt(generator, from, to)
}
