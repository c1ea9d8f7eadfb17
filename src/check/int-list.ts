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

  /** Adds integers, each raised by so much. */
  append(values: Int32Array, raise: number): void {
    for (let from = 0; from < values.length; ) {
      const within = this.#length % CHUNK
      if (within === 0) this.#chunks.push(new Int32Array(CHUNK))
      const chunk = this.#chunks[this.#chunks.length - 1]
      const count = Math.min(values.length - from, CHUNK - within)
      if (raise === 0) chunk.set(values.subarray(from, from + count), within)
      else for (let at = 0; at < count; at++) chunk[within + at] = values[from + at] + raise
      this.#length += count
      from += count
    }
  }

  get(index: number): number {
    return this.#chunks[index >>> 16][index & (CHUNK - 1)]
  }

  *values(): Generator<number> {
    for (let index = 0; index < this.#length; index++) yield this.get(index)
  }
}
