import type { EnvId, Given, ValueId } from './pool.ts'

/** What is left to do when the current expression has a value: one layer of the control stack. */
export interface Frame {
  readonly kind:
    | 'parts'
    | 'seq'
    | 'if'
    | 'match'
    | 'try'
    | 'guard'
    | 'let'
    | 'while'
    | 'for'
    | 'struct'
    | 'open'
    | 'return'
    | 'more'
    | 'fallback'
    | 'havoc'
    | 'give'
    | 'store'
    | 'either'
  /** The expression (`return`: the call; `fallback`: the function). */
  readonly expr: number
  readonly env: EnvId
  /** A second environment: with what is bound so far, or (`struct`) what the structure began with. */
  readonly other: EnvId
  /** How far it has come. */
  readonly index: number
  readonly values: readonly ValueId[]
  readonly given: readonly Given[]
  readonly next: FrameId
}

/** A control stack: the number of its top frame. */
export type FrameId = number

/** What is known of a stack without walking it. */
interface Facts {
  /** The nearest frame of kind `return`, this one included. */
  readonly back: FrameId
  /** The innermost calls: where an allocation happens, besides its own place. */
  readonly calls: string
  readonly height: number
}

/** How many calls tell two allocations at one place apart. */
const CALLS = 3

/** All control stacks of a program, shared from the bottom. */
export class Frames {
  readonly #frames: Frame[] = []
  readonly #facts: Facts[] = []
  readonly #ids = new Map<string, FrameId>()
  readonly bottom: FrameId

  constructor() {
    this.bottom = this.push({ kind: 'give', expr: -1, next: -1 })
  }

  frame(id: FrameId): Frame {
    return this.#frames[id]
  }

  facts(id: FrameId): Facts {
    return this.#facts[id]
  }

  push(part: Pick<Frame, 'kind' | 'expr' | 'next'> & Partial<Frame>): FrameId {
    const frame: Frame = { env: 0, other: 0, index: 0, values: [], given: [], ...part }
    const { kind, expr, env, other, index, values, given, next } = frame
    const words = given.map(({ label, optional, value }) => `${label ?? ''}${optional ? '?' : '~'}${value}`)
    const key = `${kind} ${expr} ${env} ${other} ${index} ${values.join(',')} ${words.join(',')} ${next}`
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const id = this.#frames.push(frame) - 1
    this.#facts.push(this.#learn(id, frame))
    this.#ids.set(key, id)
    return id
  }

  #learn(id: FrameId, { kind, expr, next }: Frame): Facts {
    if (next < 0) return { back: id, calls: '', height: 0 }
    const below = this.#facts[next]
    const height = below.height + 1
    if (kind !== 'return') return { ...below, height }
    const calls = [expr, ...below.calls.split('.').filter((call) => call !== '')].slice(0, CALLS).join('.')
    return { back: id, calls, height }
  }

  /** The call sites on a stack, innermost first. */
  *callers(id: FrameId): Generator<Frame> {
    for (let at = this.#facts[id].back; at !== this.bottom; at = this.#facts[this.#frames[at].next].back) {
      yield this.#frames[at]
    }
  }
}
