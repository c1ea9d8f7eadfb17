import { InterlockError } from '../../engine/error.ts'
import { WASM } from './bytes.ts'
import { HEADER } from './header.ts'
import { Regions } from './regions.ts'

/** What the core does; see `assembly/`. Addresses are in bytes. */
export interface Exports {
  readonly gather: (desk: number, from: number, end: number, full: number) => number
  readonly seal: (desk: number, from: number) => void
  readonly resolve: (desk: number, most: number) => number
  readonly perform: (plan: number) => void
  readonly add: (state: number) => number
  readonly find: (state: number) => number
  readonly enter: (chunk: number) => void
  readonly repack: (
    narrow: number,
    wide: number,
    count: number,
    slots: number,
    words: number,
    word: number,
    shift: number,
    limit: number,
  ) => void
}

/** A memory of WebAssembly, which threads can share. */
export interface Memory {
  readonly buffer: SharedArrayBuffer
  readonly grow: (pages: number) => number
}

/** The part of the WebAssembly interface that is used; the types of Node lack it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: object }
  readonly Memory: new (limits: {
    readonly initial: number
    readonly maximum: number
    readonly shared: boolean
  }) => Memory
}

/** Words in a page of WebAssembly. */
const PAGE = 1 << 14
/** All that a 32-bit address can name, in words. */
const MOST = 2 ** 30

let compiled: object | undefined

/** Compiled once for all searches. */
function moduleOf(): object {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(WASM), (letter) => letter.charCodeAt(0)))
  return compiled
}

/** What the core does in a memory; several threads may have it do so in the same one. */
export function workIn(memory: Memory): Exports {
  return new WebAssembly.Instance(moduleOf(), { env: { memory } }).exports as Exports
}

/** There is no room in the core's memory for what a search wants there. What was there before is untouched. */
export class NoRoom extends InterlockError {
  constructor() {
    super('bounds', 'a search has room for 4 GiB of states; bound it (see Bounds), or reduce the system')
  }
}

/**
 * The compiled core, with the memory that it works in: states, table and moves of one search. The memory is given out in
 * regions of 32-bit words, at most 4 GiB.
 */
export class Core {
  readonly run: Exports
  /** The memory, as long as nothing is allocated. */
  words: Int32Array<SharedArrayBuffer>
  readonly memory: Memory
  readonly #most: number
  readonly #free = new Regions()

  /** @param most words that may be given out, of which there are whole pages. */
  constructor(most = MOST) {
    this.#most = Math.floor(most / PAGE) * PAGE
    this.memory = new WebAssembly.Memory({ initial: 4, maximum: MOST / PAGE, shared: true })
    this.run = workIn(this.memory)
    this.words = new Int32Array(this.memory.buffer)
    this.release(HEADER, this.words.length - HEADER)
  }

  /** Whether a region of so many words can be had. */
  has(size: number): boolean {
    const { length } = this.words
    return length - this.#free.before(length) + size <= this.#most || this.#free.has(size)
  }

  /** All that can still be given out, in the places where it would be, to try something with. */
  trial(): Regions {
    const regions = this.#free.copy()
    const { length } = this.words
    regions.release(length, this.#most - length)
    return regions
  }

  /**
   * The place of a region of so many words, with what was there before.
   * @throws NoRoom when there is none.
   */
  allocate(wanted: number): number {
    const at = this.#free.take(wanted)
    if (at !== undefined) return at
    if (!this.has(wanted)) throw new NoRoom()
    this.#grow(wanted)
    return this.allocate(wanted)
  }

  /** Gives a region back. */
  release(at: number, taken: number): void {
    this.#free.release(at, taken)
  }

  /** Puts integers into a region of their own; its place. */
  put(values: ArrayLike<number>): number {
    const at = this.allocate(Math.max(1, values.length))
    this.words.set(values, at)
    return at
  }

  /** Grows generously: a page that nobody has touched costs nothing. */
  #grow(size: number): void {
    const before = this.words.length
    const pages = Math.min(Math.ceil(Math.max(size, before) / PAGE), (this.#most - before) / PAGE)
    this.memory.grow(pages)
    this.words = new Int32Array(this.memory.buffer)
    this.release(before, this.words.length - before)
  }
}
