import { StateStore } from '../check/store.ts'
import type { Space, StateVector } from '../engine/space.ts'
import { random } from '../scheduler/prng.ts'

/** What to look for: where an execution is over, and what it passes on its way. */
export interface Sight {
  /** What the execution came to, when it is over in this state. */
  readonly end: (state: StateVector) => string | undefined
  /** What this state shows, as bits; an execution has those of all its states. */
  readonly marks: (state: StateVector) => number
  /** What of that depends on this actor: as long as it stays the same, its steps change no marks. */
  readonly shown: (state: StateVector, slot: number) => number
  /** Whether nothing that may still reach the actor in this state gets in the way of the step that it can take now. */
  readonly sequential: (state: StateVector, slot: number) => boolean
}

/** One way in which executions end. */
interface End {
  readonly outcome: string
  readonly marks: number
  /** The choices of an execution that ends so; a shortest one when the search was exhaustive. */
  readonly choices: readonly number[]
}

/** All ways to end that were found, and how hard was looked. */
export interface Outcomes {
  readonly ends: readonly End[]
  /** Distinct states (with what was passed on the way to them). */
  readonly states: number
  readonly exhaustive: boolean
  /** Seeded runs that were made besides, when the search was not exhaustive. */
  readonly runs: number
}

/** How hard to look. */
export interface Effort {
  readonly states: number
  readonly runs: number
  /** Steps of a run. */
  readonly steps: number
  /** Whether to leave out orders that make no difference (default), for the test that they make none. */
  readonly reduce?: boolean
}

class Found {
  readonly ends = new Map<string, End>()

  /** Notes an end, unless it is known. */
  note(outcome: string, marks: number, choices: () => readonly number[]): void {
    const key = `${marks} ${outcome}`
    if (!this.ends.has(key)) this.ends.set(key, { outcome, marks, choices: choices() })
  }
}

interface Searched {
  readonly states: number
  /** Whether there were no more states than the effort allows. */
  readonly complete: boolean
  /** Whether states with marks were left out. */
  readonly pruned: boolean
}

interface Successor {
  readonly state: StateVector
  readonly mover: number
  readonly position: number
}

/**
 * The successors that need to be looked at: one that is the only step of a sequential actor without a timer, and that
 * changes no marks, will do. Steps of different actors commute, for each takes from its own channels and appends to
 * others'; nothing but this step can move that actor, and it can be put first in any execution, which then passes the same
 * marks and ends alike (a persistent set of one: Godefroid 1996). No cycle consists of such steps, for what they send
 * goes to actors that are not sequential.
 */
function worthwhile(space: Space, sight: Sight, state: StateVector, reduce: boolean): readonly Successor[] {
  const all: Successor[] = []
  space.expand(state, (next, mover) => all.push({ state: next.slice(), mover, position: all.length }))
  if (!reduce) return all
  const alone = all.find(
    ({ mover, state: next }) =>
      sight.sequential(state, mover) &&
      !space.timed(mover, state[mover]) &&
      sight.shown(state, mover) === sight.shown(next, mover) &&
      all.every((other) => other.mover !== mover || other.state === next),
  )
  return alone === undefined ? all : [alone]
}

/** Breadth-first search for the ends; `calm` leaves out all that lies behind a mark. */
function searchEnds(space: Space, sight: Sight, effort: Effort, calm: boolean, found: Found): Searched {
  let pruned = false
  const start = space.initial().state
  const width = space.slots.length
  const store = new StateStore(width + 1)
  const parents: number[] = []
  const positions: number[] = []
  const marked = new Int32Array(width + 1)
  const add = (state: StateVector, marks: number, from: number, by: number): void => {
    marked.set(state)
    marked[width] = marks | sight.marks(state)
    if (calm && marked[width] !== 0) {
      pruned = true
      return
    }
    if (store.add(marked) < 0) return
    parents.push(from)
    positions.push(by)
  }
  const pathTo = (index: number): number[] => {
    const path: number[] = []
    for (let at = index; parents[at] >= 0; at = parents[at]) path.push(positions[at])
    return path.reverse()
  }
  add(start, 0, -1, -1)
  for (let at = 0; at < store.count; at++) {
    if (store.count > effort.states) return { states: store.count, complete: false, pruned }
    const entry = store.get(at).slice()
    const state = entry.subarray(0, width)
    const marks = entry[width]
    const outcome = sight.end(state)
    if (outcome !== undefined) {
      found.note(outcome, marks, () => pathTo(at))
      continue
    }
    for (const next of worthwhile(space, sight, state, effort.reduce ?? true)) {
      add(next.state, marks, at, next.position)
    }
  }
  return { states: store.count, complete: true, pruned }
}

/** One run under a seeded schedule. */
function sampleEnd(space: Space, sight: Sight, { steps }: Effort, seed: number, found: Found): void {
  const pick = random(seed, 0)
  const choices: number[] = []
  let state = space.initial().state
  let marks = sight.marks(state)
  while (choices.length < steps) {
    const outcome = sight.end(state)
    if (outcome !== undefined) {
      found.note(outcome, marks, () => [...choices])
      return
    }
    const successors: StateVector[] = []
    space.expand(state, (next) => successors.push(next.slice()))
    if (successors.length === 0) return
    const choice = pick(0, successors.length - 1)
    choices.push(choice)
    state = successors[choice]
    marks |= sight.marks(state)
  }
}

/**
 * The ways in which the executions of a space end: of all of them, when the states are not too many, else of those that
 * the search reaches and of seeded runs. Executions without a mark, of which runs would see few, are searched on their own
 * first.
 */
export function outcomesOf(space: Space, sight: Sight, effort: Effort): Outcomes {
  const found = new Found()
  const calm = searchEnds(space, sight, effort, true, found)
  const all = calm.pruned ? searchEnds(space, sight, effort, false, found) : calm
  const exhaustive = calm.complete && all.complete
  const runs = exhaustive ? 0 : effort.runs
  for (let seed = 0; seed < runs; seed++) sampleEnd(space, sight, effort, seed, found)
  return { ends: [...found.ends.values()], states: all.states, exhaustive, runs }
}
