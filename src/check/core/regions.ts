/** Words in a line of a processor's cache. */
const LINE = 16

/** Regions are whole lines: threads that write to different ones do not wait for one another. */
const wholeLines = (size: number): number => Math.ceil(size / LINE) * LINE

/** A part of the memory that nobody uses, in words. */
interface Region {
  at: number
  size: number
}

/** What is free of a memory: regions of 32-bit words, each taken from the first place that has room. */
export class Regions {
  /** In the order of their places; no two touch. */
  readonly #free: Region[]

  constructor(free: readonly Readonly<Region>[] = []) {
    this.#free = free.map((region) => ({ ...region }))
  }

  /** The same regions, to try something with. */
  copy(): Regions {
    return new Regions(this.#free)
  }

  /** How many words are free at the end of a memory of so many. */
  before(end: number): number {
    const last = this.#free.at(-1)
    return last !== undefined && last.at + last.size === end ? last.size : 0
  }

  /** Whether so many words are free in one place. */
  has(size: number): boolean {
    return this.#free.some((region) => region.size >= size)
  }

  /** Takes so many words: their place, or `undefined` when no place has as many. */
  take(wanted: number): number | undefined {
    const size = wholeLines(wanted)
    const region = this.#free.find((free) => free.size >= size)
    if (region === undefined) return undefined
    const { at } = region
    region.at += size
    region.size -= size
    if (region.size === 0) this.#free.splice(this.#free.indexOf(region), 1)
    return at
  }

  /** Gives words back. */
  release(at: number, taken: number): void {
    if (taken === 0) return
    const size = wholeLines(taken)
    const next = this.#free.findIndex((region) => region.at > at)
    const place = next < 0 ? this.#free.length : next
    this.#free.splice(place, 0, { at, size })
    this.#join(place)
    this.#join(place - 1)
  }

  /** Makes a region one with the next if they touch. */
  #join(place: number): void {
    const region = this.#free[place]
    const next = this.#free[place + 1]
    if (region === undefined || next === undefined || region.at + region.size < next.at) return
    region.size += next.size
    this.#free.splice(place + 1, 1)
  }
}
