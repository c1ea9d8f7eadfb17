import { doubled } from './changes.ts'
import type { Move, Moves, Operation } from './slot.ts'
import { FLAG } from './space.ts'

/** Of a flat move's flags, those that `expand` gives. */
export const FLAGS = 7
/** That the actor takes a step (and does not merely lose an event). */
export const MOVES = 8
/** That time passes before the move. */
export const PASSES = 16
/** That the move does nothing but send, and not twice to one actor: its differences do not depend on each other. */
export const PLAIN = 32
/** That the move does nothing but send. */
const SENDS = 64

/** Operations as integers: (slot, letter) for a message, (~slot, configuration) for an actor that is started. */
export function flatOperations(operations: readonly Operation[]): Int32Array {
  return Int32Array.from(
    operations.flatMap((operation) =>
      operation.kind === 'start' ? [~operation.slot, operation.config] : [operation.slot, operation.letter],
    ),
  )
}

function flagsOf(slot: number, { step, next, operations, flaw, elapsed }: Move): number {
  const touched = new Set([slot, ...operations.map((operation) => operation.slot)])
  const sends = elapsed === 0 && next !== 0 && operations.every(({ kind }) => kind === 'receive')
  const plain = sends && touched.size === operations.length + 1
  return (
    (flaw === undefined ? 0 : FLAG[flaw.kind]) |
    (step.moves ? MOVES : 0) |
    (elapsed > 0 ? PASSES : 0) |
    (plain ? PLAIN : 0) |
    (sends ? SENDS : 0)
  )
}

/**
 * The moves of all configurations of all slots as integers. A configuration has in `code` the end of its prompt moves, the
 * end of its timeouts after those, and then the moves. A move is its next configuration, its flags, the end of its
 * operations, and these.
 */
export class MoveTable {
  code = new Int32Array(1024)
  /** The configurations whose moves are known, in the order in which that was learnt: slot, configuration, slot, …. */
  readonly known: number[] = []
  /** By slot and configuration, where it begins in `code`; 0 where its moves are not known. */
  readonly #starts: Int32Array<ArrayBuffer>[] = []
  /** By place in `code` of a configuration with timers, the virtual milliseconds until the first are due. */
  readonly #due = new Map<number, number>()
  #length = 1

  get bytes(): number {
    return this.#starts.reduce((sum, { byteLength }) => sum + byteLength, this.code.byteLength + 8 * this.known.length)
  }

  /** How much of `code` is written. */
  get length(): number {
    return this.#length
  }

  /** Whether any configuration has timers. */
  get timed(): boolean {
    return this.#due.size > 0
  }

  /** The virtual milliseconds until the first timers of the configuration that begins here are due. */
  due(start: number): number {
    return this.#due.get(start) ?? Number.POSITIVE_INFINITY
  }

  /** Where a configuration begins in `code`; 0 where its moves are not known. */
  start(slot: number, config: number): number {
    const starts = this.#starts[slot]
    return starts !== undefined && config < starts.length ? starts[config] : 0
  }

  /** Adds the moves of a configuration; returns where it begins. */
  add(slot: number, config: number, { prompt, timeouts, due }: Moves): number {
    let starts = this.#starts[slot] ?? new Int32Array(16)
    while (config >= starts.length) starts = doubled(starts)
    this.#starts[slot] = starts
    const start = this.#length
    starts[config] = start
    this.known.push(slot, config)
    this.#push([0, 0])
    for (const move of prompt) this.#move(slot, move)
    this.code[start] = this.#length
    for (const move of timeouts) this.#move(slot, move)
    this.code[start + 1] = this.#length
    if (timeouts.length > 0) this.#due.set(start, due)
    return start
  }

  #move(slot: number, move: Move): void {
    const operations = flatOperations(move.operations)
    this.#push([move.next, flagsOf(slot, move), this.#length + 3 + operations.length])
    this.#push(operations)
  }

  #push(values: ArrayLike<number>): void {
    while (this.#length + values.length > this.code.length) this.code = doubled(this.code)
    this.code.set(values, this.#length)
    this.#length += values.length
  }
}

/** By configuration and letter, the configuration after receipt; grows as either does. */
export class ReceiptTable {
  /** What is known, in the order in which it was learnt: configuration, letter, configuration, …. */
  readonly known: number[] = []
  #cells = new Int32Array(0)
  #letters = 0

  get bytes(): number {
    return this.#cells.byteLength + 8 * this.known.length
  }

  /** The configuration after receipt; -1 where it is not known. */
  get(config: number, letter: number): number {
    const at = config * this.#letters + letter
    return letter < this.#letters && at < this.#cells.length ? this.#cells[at] : -1
  }

  set(config: number, letter: number, after: number): void {
    if (letter >= this.#letters) this.#widen(Math.max(4, 2 * letter))
    const at = config * this.#letters + letter
    if (at >= this.#cells.length) this.#cells = resized(this.#cells, this.#letters * Math.max(8, 2 * config))
    this.#cells[at] = after
    this.known.push(config, letter)
  }

  #widen(letters: number): void {
    const before = this.#cells
    const narrow = this.#letters
    this.#letters = letters
    this.#cells = resized(new Int32Array(0), narrow === 0 ? 0 : (before.length / narrow) * letters)
    for (let at = 0; at < before.length; at++) {
      this.#cells[Math.floor(at / narrow) * letters + (at % narrow)] = before[at]
    }
  }
}

/** The same integers, and -1 after them. */
function resized(list: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length).fill(-1)
  grown.set(list)
  return grown
}

/** What a space keeps of its moves, for a search that follows them itself. It grows as more is learnt. */
export interface Tables {
  readonly moves: MoveTable
  /** By slot. */
  readonly receipts: readonly ReceiptTable[]
  /** The slots in the defined order of their steps. */
  readonly ranked: Int32Array
}
