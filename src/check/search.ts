import { InterlockError } from '../engine/error.ts'
import type { Crowd, Space, StateVector } from '../engine/space.ts'
import type { BoundHit } from '../engine/verdict.ts'
import { NoRoom } from './core/core.ts'
import type { Crew } from './crew.ts'
import { Explorer } from './explorer.ts'
import type { Graph } from './graph.ts'
import type { Standing } from './standing.ts'

/** Where a search stops although it is not complete. */
export interface Bounds {
  /** Distinct states; default 20,000,000. */
  readonly states?: number
  /** Steps from the initial state; default unbounded. */
  readonly depth?: number
  /**
   * Bytes of the search's tables and (estimated) of the system's; default 6 GiB. Of these the system's may be 1 GiB at
   * most, whatever is asked for: they are on the JavaScript heap, which Node ends the process for exceeding.
   */
  readonly memory?: number
}

/** The default bounds: what a machine with 24 GiB does without swapping. */
const DEFAULT_BOUNDS = { states: 20_000_000, depth: Number.POSITIVE_INFINITY, memory: 6 * 2 ** 30 } as const

/** Checks that bounds are numbers that can be reached. */
export function boundsOf(bounds: Bounds): Required<Bounds> {
  for (const [name, value] of Object.entries(bounds)) {
    if (!['states', 'depth', 'memory', 'seconds', 'now'].includes(name)) {
      throw new InterlockError('bounds', `unknown bound '${name}'; known are states, depth, memory, seconds`)
    }
    if (name === 'now' || value === undefined || (typeof value === 'number' && value > 0)) continue
    throw new InterlockError('bounds', `the bound on ${name} is ${String(value)}; it must be a number above 0`)
  }
  return { ...DEFAULT_BOUNDS, ...Object.fromEntries(Object.entries(bounds).filter(([, value]) => value !== undefined)) }
}

/** How far a search has come. */
export interface Progress {
  readonly states: number
  readonly expanded: number
  readonly transitions: number
  readonly depth: number
  readonly bytes: number
  /** The bound that ends the search here; the last report of a search that ends by one of its own. */
  readonly ending: BoundHit | undefined
  /** By slot, how many configurations are known: where the states are. */
  readonly crowds: () => readonly Crowd[]
  /** Where the search stands, valid until it goes on; a reduced search cannot be taken up again. */
  readonly standing?: (() => Standing) | undefined
}

/** What a search finds on its way; called in the order of discovery. */
export interface Observer {
  /**
   * A state is seen for the first time; it is valid only during the call. Absent when nobody looks at states. With
   * symmetry also its images, each by the number of the element that makes it of the state.
   */
  readonly state?: ((index: number, state: StateVector, image?: number) => void) | undefined
  /** The step at this position of the state's enabled ones has flags (see `space.ts`). */
  flagged(index: number, state: StateVector, position: number, flags: number): void
}

/**
 * Breadth-first search of a space: a generator that now and then yields its progress and can be told to stop (with the
 * bound that its caller keeps, such as time). States are found in the order of their distance, so the path by
 * `parents` is a shortest one. Complete unless `hit` says otherwise. Goes on from where another search stood, if told; with the help of a crew's threads, if there is one, to the same graph.
 */
export function* search(
  space: Space,
  start: StateVector,
  bounds: Bounds,
  observer: Observer,
  resumed?: Standing,
  crew?: Crew,
): Generator<Progress, Graph, BoundHit | undefined> {
  const explorer = new Explorer(space, start, boundsOf(bounds), observer, resumed, crew)
  while (!explorer.isDone) {
    const hit = explorer.bound()
    if (hit !== undefined) {
      yield { ...explorer.progress, ending: hit }
      return explorer.graph(hit)
    }
    const left = yield* advance(explorer)
    if (left !== undefined) {
      explorer.abandon()
      return explorer.graph(left)
    }
    if (explorer.isDone || !explorer.isReportDue()) continue
    const asked = yield explorer.progress
    if (asked !== undefined) return explorer.graph(asked)
  }
  return explorer.graph(undefined)
}

/** Goes on by one batch of states; the bound that ends the search amid it, if one does. */
function* advance(explorer: Explorer): Generator<Progress, BoundHit | undefined, BoundHit | undefined> {
  try {
    for (const _ of explorer.advance()) {
      const ending = explorer.bound()
      const asked = yield { ...explorer.progress, ending }
      if ((asked ?? ending) !== undefined) return asked ?? ending
    }
    return undefined
  } catch (error) {
    if (!(error instanceof NoRoom)) throw error
    const ending = explorer.roomHit()
    yield { ...explorer.progress, ending }
    return ending
  }
}
