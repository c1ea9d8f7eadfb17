import { InterlockError } from '../engine/error.ts'
import type { Crowd, Learnt, Space } from '../engine/space.ts'

/** A step with flags: its state, its position, the flags of `space.ts`. */
export type Flagged = readonly [number, number, number]

/** Where a search stands: all that it needs to go on, in this process or another one. */
export interface Standing {
  readonly states: number
  readonly expanded: number
  readonly transitions: number
  readonly depth: number
  /** The number of the first state that is farther away than `depth`. */
  readonly levelEnd: number
  /** By slot, the greatest configuration that fits the layout of the packed states. */
  readonly limits: readonly number[]
  /** The slots that some step has moved. */
  readonly movers: readonly number[]
  readonly flagged: readonly Flagged[]
  /** How many configurations the slots had: what learning again must come to. */
  readonly crowds: readonly Crowd[]
  readonly learnt: Learnt
  /** The packed states. */
  readonly chunks: readonly Int32Array[]
  /** By state, the state it was found from. */
  readonly parents: Iterable<number>
}

/** What is wrong when the system is not the one that the search was of. */
export function anotherSystem(): InterlockError {
  return new InterlockError(
    'checkpoint',
    'the checkpoint is of another system, or the system has changed since; check it from the start',
  )
}

/** Numbers a new space's configurations as they were in the space of the search. */
export function learnAgain(space: Space, { learnt, crowds }: Standing): void {
  if (space.learn?.(learnt) === false) throw anotherSystem()
  const known = space.crowds?.() ?? []
  const same = crowds.every(
    ({ actor, configs }, slot) => known[slot]?.actor === actor && known[slot].configs === configs,
  )
  if (!same || known.length !== crowds.length) throw anotherSystem()
}
