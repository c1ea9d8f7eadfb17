const CHUNK = 1 << 16

/** A growing list of 32-bit integers in typed arrays; growth never copies. */
export class IntList {
  #chunks: Int32Array[] = []
  #length = 0

  /** A list of these integers. */
  static of(values: Iterable<number>): IntList {
    const list = new IntList()
    for (const value of values) list.push(value)
    return list
  }

  get length(): number {
    return this.#length
  }

  get bytes(): number {
    return this.#chunks.length * CHUNK * 4
  }

  push(value: number): void {
    const at = this.#length++
    if (at % CHUNK === 0) this.#chunks.push(new Int32Array(CHUNK))
    this.#chunks[at >>> 16][at & (CHUNK - 1)] = value
  }

  get(index: number): number {
    return this.#chunks[index >>> 16][index & (CHUNK - 1)]
  }

  *values(): Generator<number> {
    for (let index = 0; index < this.#length; index++) yield this.get(index)
  }
}
