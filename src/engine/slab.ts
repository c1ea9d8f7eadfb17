import type { StateVector } from './space.ts'

/** So many integers are taken from the heap at once. */
const INTEGERS = 4096

/** Gives out copies of state vectors as parts of one piece of memory: many that live shortly are dear one by one. */
export class Slab {
  #integers = new Int32Array(0)
  #used = 0

  /** A copy of the first entries of a vector. */
  copy(vector: Int32Array, length: number): StateVector {
    if (this.#used + length > this.#integers.length) {
      this.#integers = new Int32Array(Math.max(INTEGERS, length))
      this.#used = 0
    }
    const copy = new Int32Array(this.#integers.buffer, 4 * this.#used, length)
    this.#used += length
    for (let at = 0; at < length; at++) copy[at] = vector[at]
    return copy
  }
}
