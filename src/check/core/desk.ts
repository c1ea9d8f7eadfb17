import type { Changes } from '../../engine/changes.ts'
import type { Layout } from '../layout.ts'
import type { Core } from './core.ts'
import {
  BEGINS,
  CROWDED,
  DESK,
  END,
  ENDS,
  FLAGGED,
  FLAGS,
  FRESH,
  FROM,
  HASHES,
  PACKED,
  PROBED,
  REACHED,
  ROOM,
  SIZE,
  STATES,
  STOP,
  TARGETS,
  UNFOUND,
  WORK,
} from './header.ts'

/** Successors that are looked up together. */
const FULL = 512
/** Room for those, and for the rest of the last state's. */
const FIRST_ROOM = 2 * FULL

/** What there is one of for each successor (or state: a state without successors takes as much). */
const LISTS = [ENDS, HASHES, FLAGS, TARGETS, FRESH] as const
/** What there is one of for each slot. */
const BY_SLOT = [WORK, BEGINS] as const

/**
 * Successors of some states, packed, which wait to be looked up together: the look-ups of many are faster than as many
 * look-ups, since they spend most of their time waiting for memory.
 */
export class Desk {
  readonly #core: Core
  readonly #at: number
  #layout: Layout
  #room = 0
  /** Whether a state was left out for want of room when it was filled last. */
  isCrowded = false
  /** The lengths of the regions that are taken. */
  #taken: readonly (readonly [field: number, size: number])[] = []

  constructor(core: Core, layout: Layout, room = FIRST_ROOM) {
    this.#core = core
    this.#at = core.allocate(DESK)
    this.#layout = layout
    this.furnish(layout, room)
  }

  /** How many states have their successors here. */
  get states(): number {
    return this.#get(STATES)
  }

  /** How many successors these are. */
  get size(): number {
    return this.#get(SIZE)
  }

  get isFull(): boolean {
    return this.size >= FULL || this.states >= this.#room
  }

  /** How many successors have room. */
  get room(): number {
    return this.#room
  }

  /** How its states are packed. */
  get layout(): Layout {
    return this.#layout
  }

  /** Where it is in the core's memory. */
  get address(): number {
    return this.#at << 2
  }

  /** Of a desk that was planned: the first state that does not belong there, and the first that was not done. */
  get end(): number {
    return this.#get(END)
  }

  get reached(): number {
    return this.#get(REACHED)
  }

  /** How many of its successors may be new. */
  get unfound(): number {
    return this.#get(this.#get(PROBED) === 0 ? SIZE : UNFOUND)
  }

  /** Why the core stopped, as `header.ts` has it. */
  get stop(): number {
    return this.#get(STOP)
  }

  /** Whether any successor has flags. */
  get isFlagged(): boolean {
    return this.#get(FLAGGED) !== 0
  }

  /** By state, the end of its successors. */
  get ends(): Int32Array {
    return this.#list(ENDS, this.states)
  }

  /** By successor, its flags, and the number it turned out to have. */
  get flags(): Int32Array {
    return this.#list(FLAGS, this.size)
  }

  get targets(): Int32Array {
    return this.#list(TARGETS, this.size)
  }

  clear(): void {
    this.#set(STATES, 0)
    this.#set(SIZE, 0)
    this.#set(FLAGGED, 0)
    this.#set(PROBED, 0)
  }

  /** Plans to put the successors of these states here. */
  plan(from: number, end: number): void {
    this.clear()
    this.#set(FROM, from)
    this.#set(END, end)
    this.#set(REACHED, from)
  }

  /** Of the first new states, in their order, the states of the desk that they were found from. */
  fresh(count: number): Int32Array {
    return this.#list(FRESH, count)
  }

  /** Makes room for states of this layout and so many successors; what is on the desk is lost. */
  furnish(layout: Layout, room: number): void {
    const core = this.#core
    for (const [field, size] of this.#taken) core.release(this.#get(field) >>> 2, size)
    this.#layout = layout
    this.#room = room
    this.#taken = [
      ...LISTS.map((field) => [field, room] as const),
      [PACKED, room * layout.words],
      ...BY_SLOT.map((field) => [field, layout.slots] as const),
    ]
    for (const [field, size] of this.#taken) {
      const at = core.allocate(size)
      core.words.fill(0, at, at + size)
      this.#set(field, at << 2)
    }
    this.#set(ROOM, room)
    this.clear()
  }

  /** Puts the successors of the next states here as far as the core can tell them; returns the first that it did not do. */
  gather(from: number, end: number): number {
    return this.#core.run.gather(this.address, from, end, FULL)
  }

  /** Puts the successors of one more state here: the packed state stands at `state`. */
  add(state: number, { count, ends, flags, slots, befores, afters }: Changes): void {
    const { words } = this.#core
    const { words: width, word, shift } = this.#layout
    const first = this.size
    const packed = this.#get(PACKED) >>> 2
    const flagged = this.#get(FLAGS) >>> 2
    for (let successor = 0, at = 0; successor < count; successor++) {
      const base = packed + (first + successor) * width
      for (let each = 0; each < width; each++) words[base + each] = words[state + each]
      for (const end = ends[successor]; at < end; at++) {
        const slot = slots[at]
        words[base + word[slot]] ^= (befores[at] ^ afters[at]) << shift[slot]
      }
      words[flagged + first + successor] = flags[successor]
      if (flags[successor] !== 0) this.#set(FLAGGED, 1)
    }
    words[(this.#get(ENDS) >>> 2) + this.states] = first + count
    this.#set(SIZE, first + count)
    this.#set(STATES, this.states + 1)
    this.#core.run.seal(this.address, first)
  }

  /** Looks all up and numbers what is new, while there are fewer states than `most`; how many of its states were done. */
  resolve(most: number): number {
    this.isCrowded = this.stop === CROWDED
    return this.#core.run.resolve(this.address, Math.min(most, 2 ** 31 - 1))
  }

  #list(field: number, length: number): Int32Array {
    const at = this.#get(field) >>> 2
    return this.#core.words.subarray(at, at + length)
  }

  #get(field: number): number {
    return this.#core.words[this.#at + field]
  }

  #set(field: number, value: number): void {
    this.#core.words[this.#at + field] = value
  }
}
