/** Things to come, the earliest first; those of one moment in the order in which they were put down: a binary heap. */
export class Agenda<T> {
  readonly #entries: { readonly time: number; readonly order: number; readonly what: T }[] = []
  #put = 0

  put(time: number, what: T): void {
    const entries = this.#entries
    let at = entries.push({ time, order: this.#put++, what }) - 1
    while (at > 0 && this.#before(at, (at - 1) >> 1)) at = this.#swap(at, (at - 1) >> 1)
  }

  /** Takes the earliest thing, and its time. */
  next(): { readonly time: number; readonly what: T } | undefined {
    const entries = this.#entries
    const first = entries[0]
    const last = entries.pop()
    if (last === undefined || last === first) return first
    entries[0] = last
    for (let at = 0; ; ) {
      const left = 2 * at + 1
      if (left >= entries.length) return first
      const least = left + 1 < entries.length && this.#before(left + 1, left) ? left + 1 : left
      if (!this.#before(least, at)) return first
      at = this.#swap(at, least)
    }
  }

  #before(a: number, b: number): boolean {
    const [one, other] = [this.#entries[a], this.#entries[b]]
    return one.time < other.time || (one.time === other.time && one.order < other.order)
  }

  #swap(at: number, to: number): number {
    const entry = this.#entries[at]
    this.#entries[at] = this.#entries[to]
    this.#entries[to] = entry
    return to
  }
}
