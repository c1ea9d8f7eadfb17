import { InterlockError } from '../../engine/error.ts'
import { WASM } from './bytes.ts'
import { HEADER } from './header.ts'

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

/** Words in a line of a processor's cache. */
const LINE = 16

/** Regions are whole lines: threads that write to different ones do not wait for one another. */
const wholeLines = (size: number): number => Math.ceil(size / LINE) * LINE

/** A part of the memory that nobody uses, in words. */
interface Region {
  at: number
  size: number
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
  /** In the order of their places; no two touch. */
  readonly #free: Region[] = []

  /** @param most words that may be given out. */
  constructor(most = MOST) {
    this.#most = most
    this.memory = new WebAssembly.Memory({ initial: 4, maximum: MOST / PAGE, shared: true })
    this.run = workIn(this.memory)
    this.words = new Int32Array(this.memory.buffer)
    this.release(HEADER, this.words.length - HEADER)
  }

  /** Whether a region of so many words can be had. */
  has(size: number): boolean {
    const last = this.#free.at(-1)
    const atEnd = last !== undefined && last.at + last.size === this.words.length ? last.size : 0
    return this.words.length - atEnd + size <= this.#most || this.#free.some((region) => region.size >= size)
  }

  /**
   * The place of a region of so many words, with what was there before.
   * @throws InterlockError when there is none.
   */
  allocate(wanted: number): number {
    const size = wholeLines(wanted)
    let region = this.#free.find((free) => free.size >= size)
    if (region === undefined) {
      if (!this.has(size))
        throw new InterlockError(
          'bounds',
          'a search has room for 4 GiB of states; bound it (see Bounds), or reduce the system',
        )
      this.#grow(size)
      region = this.#free[this.#free.length - 1]
    }
    const { at } = region
    region.at += size
    region.size -= size
    if (region.size === 0) this.#free.splice(this.#free.indexOf(region), 1)
    return at
  }

  /** Gives a region back. */
  release(at: number, taken: number): void {
    if (taken === 0) return
    const size = wholeLines(taken)
    const next = this.#free.findIndex((region) => region.at > at)
    const place = next < 0 ? this.#free.length : next
    this.#free.splice(place, 0, { at, size })
    this.#join(place)
    this.#join(place - 1)
  }

  /** Puts integers into a region of their own; its place. */
  put(values: ArrayLike<number>): number {
    const at = this.allocate(Math.max(1, values.length))
    this.words.set(values, at)
    return at
  }

  /** Makes a region one with the next if they touch. */
  #join(place: number): void {
    const region = this.#free[place]
    const next = this.#free[place + 1]
    if (region === undefined || next === undefined || region.at + region.size < next.at) return
    region.size += next.size
    this.#free.splice(place + 1, 1)
  }

  /** Grows generously: a page that nobody has touched costs nothing. */
  #grow(size: number): void {
    const before = this.words.length
    const pages = Math.min(Math.ceil(Math.max(size, before) / PAGE), Math.floor((MOST - before) / PAGE))
    this.memory.grow(pages)
    this.words = new Int32Array(this.memory.buffer)
    this.release(before, this.words.length - before)
  }
}
