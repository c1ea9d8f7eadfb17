import { doubled } from './changes.ts'
import type { Move, Moves, Operation } from './slot.ts'
import { FLAG } from './space.ts'

/** Of a flat move: that its actor takes a step (and does not merely lose an event). */
export const MOVES = 8
/** Of a flat move: that time passes before it. */
export const PASSES = 16

/** Of a flat move's flags, those that `expand` gives. */
export const FLAGS = 7

/** Operations as integers: (slot, letter) for a message, (~slot, configuration) for an actor that is started. */
export function flatOperations(operations: readonly Operation[]): Int32Array {
  return Int32Array.from(
    operations.flatMap((operation) =>
      operation.kind === 'start' ? [~operation.slot, operation.config] : [operation.slot, operation.letter],
    ),
  )
}

/**
 * The moves of one actor's configurations as integers: `code` has for each configuration the end of its prompt moves, the
 * end of its timeouts after those, and then the moves. A move is its next configuration, its flags, the end of its
 * operations, and these.
 */
export class MoveTable {
  code = new Int32Array(64)
  /** By configuration with timers, the virtual milliseconds until the first are due. */
  readonly due: number[] = []
  /** By configuration, where it begins in `code`; 0 where its moves are not known. */
  #starts = new Int32Array(16)
  #length = 1

  get bytes(): number {
    return this.code.byteLength + this.#starts.byteLength + 8 * this.due.length
  }

  /** Where a configuration begins in `code`; 0 where its moves are not known. */
  start(config: number): number {
    return config < this.#starts.length ? this.#starts[config] : 0
  }

  /** Adds the moves of a configuration; returns where it begins. */
  add(config: number, { prompt, timeouts, due }: Moves): number {
    while (config >= this.#starts.length) this.#starts = doubled(this.#starts)
    const start = this.#length
    this.#starts[config] = start
    this.#push([0, 0])
    for (const move of prompt) this.#move(move)
    this.code[start] = this.#length
    for (const move of timeouts) this.#move(move)
    this.code[start + 1] = this.#length
    if (timeouts.length > 0) this.due[config] = due
    return start
  }

  #move({ step, next, operations, fault, elapsed }: Move): void {
    const flags = fault === undefined ? 0 : FLAG[fault.kind]
    const end = this.#length + 3 + 2 * operations.length
    this.#push([next, flags | (step.moves ? MOVES : 0) | (elapsed > 0 ? PASSES : 0), end])
    this.#push(flatOperations(operations))
  }

  #push(values: ArrayLike<number>): void {
    while (this.#length + values.length > this.code.length) this.code = doubled(this.code)
    this.code.set(values, this.#length)
    this.#length += values.length
  }
}

/** By configuration and letter, the configuration after receipt; grows as either does. */
export class ReceiptTable {
  #cells = new Int32Array(0)
  #letters = 0

  get bytes(): number {
    return this.#cells.byteLength
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
