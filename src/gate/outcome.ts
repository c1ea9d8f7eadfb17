import type { Op } from '../model/source/skeleton.ts'
import type { FrameId } from './frames.ts'
import type { EnvId } from './pool.ts'
import type { Expr } from './syntax.ts'

/** What a thread does next: an expression to evaluate, a value or an exception to give to what is left to do. */
export interface State {
  readonly mode: 'eval' | 'value' | 'raise'
  /** The expression's id, or the value. */
  readonly at: number
  readonly env: EnvId
  readonly kont: FrameId
}

/** What one step of evaluation comes to. */
export type Outcome =
  | { readonly kind: 'next'; readonly state: State }
  /** `lossy`: one of them is the right one, but which has been lost. */
  | {
      readonly kind: 'choose'
      readonly lossy?: boolean
      /** Another turn of a long `for` loop, or its end. */
      readonly counted?: boolean
      readonly states: readonly State[]
    }
  | {
      readonly kind: 'op'
      readonly op: Op
      readonly at: number
      readonly kont: FrameId
      readonly branches: readonly (readonly [result: string, state: State])[]
    }
  | { readonly kind: 'end'; readonly raised: boolean }

/** The file name of what the gate knows of the libraries. */
export const PRELUDE = '(library)'

export function isPrelude({ at }: Expr): boolean {
  return at.file === PRELUDE
}

export function oneOf(states: readonly State[], lossy = false): Outcome {
  return states.length === 1 ? { kind: 'next', state: states[0] } : { kind: 'choose', lossy, states }
}
