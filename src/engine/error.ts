/**
 * What can be wrong with a system, a trace or a question put to interlock, as opposed to what a check finds.
 *
 * - `system`: the definition itself (names, options).
 * - `uncontrolled`: an actor does something the engine cannot see or decide (a callback, a hand-made `send`).
 * - `unkeyable`: a value that has no canonical form, so states could not be told apart.
 * - `trace`: a trace or token that cannot be read.
 * - `bounds`: an option of a search or a simulation that makes no sense.
 * - `checkpoint`: a checkpoint that cannot be read, or is of another system.
 */
export type ErrorCode = 'system' | 'uncontrolled' | 'unkeyable' | 'trace' | 'bounds' | 'checkpoint'

/**
 * A mistake in what interlock was given. Its message says what is wrong and names the fix. What a check finds in a
 * well-formed system is never thrown: it is a `Verdict`.
 */
export class InterlockError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string) {
    super(message)
    this.name = 'InterlockError'
    this.code = code
  }
}
