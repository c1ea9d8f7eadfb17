import { StateStore } from '../check/store.ts'
import { Changes, changesOf } from '../engine/changes.ts'
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
  /** The choices of an execution that ends so: a shortest one when the search found it and left out no order of steps. */
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
  /** Whether there are marks. */
  readonly marked: boolean
}

/**
 * The successor that alone needs to be looked at, or -1: one that is the only step of a sequential actor without a timer,
 * and that changes no marks. Steps of different actors commute, for each takes from its own channels and appends to
 * others'; nothing but this step can move that actor, and it can be put first in any execution, which then passes the same
 * marks and ends alike (a persistent set of one: Godefroid 1996). No cycle consists of such steps, for what they send
 * goes to actors that are not sequential. `next` is written over.
 */
function aloneEnough(space: Space, sight: Sight, state: StateVector, changes: Changes, next: StateVector): number {
  const { count, movers } = changes
  for (let successor = 0; successor < count; successor++) {
    const mover = movers[successor]
    if (space.timed(mover, state[mover]) || !sight.sequential(state, mover)) continue
    if (!isOnlyStep(changes, successor)) continue
    write(state, changes, successor, next)
    if (sight.shown(state, mover) === sight.shown(next, mover)) return successor
  }
  return -1
}

function isOnlyStep({ count, movers }: Changes, successor: number): boolean {
  for (let other = 0; other < count; other++) {
    if (other !== successor && movers[other] === movers[successor]) return false
  }
  return true
}

/** Writes a successor over the first entries of a vector. */
function write(state: StateVector, { ends, slots, afters }: Changes, successor: number, into: StateVector): void {
  for (let slot = 0; slot < state.length; slot++) into[slot] = state[slot]
  for (let at = successor === 0 ? 0 : ends[successor - 1]; at < ends[successor]; at++) into[slots[at]] = afters[at]
}

/** Breadth-first search for the ends; `calm` leaves out all that lies behind a mark. */
function searchEnds(space: Space, sight: Sight, effort: Effort, calm: boolean, found: Found): Searched {
  const start = space.initial().state
  const width = space.slots.length
  const store = new StateStore(width + 1)
  const [parents, positions]: [number[], number[]] = [[], []]
  // A state, and behind it the marks of the way to it.
  const [entry, next] = [new Int32Array(width + 1), new Int32Array(width + 1)]
  const [state, successor] = [entry.subarray(0, width), next.subarray(0, width)]
  const changes = new Changes()
  const expand = changesOf(space)
  let marked = false
  const add = (marks: number, from: number, by: number): void => {
    next[width] = marks | sight.marks(successor)
    marked ||= next[width] !== 0
    if ((calm && next[width] !== 0) || store.add(next) < 0) return
    parents.push(from)
    positions.push(by)
  }
  const pathTo = (index: number): number[] => {
    const path: number[] = []
    for (let at = index; parents[at] >= 0; at = parents[at]) path.push(positions[at])
    return path.reverse()
  }
  successor.set(start)
  add(0, -1, -1)
  for (let at = 0; at < store.count; at++) {
    if (store.count > effort.states) return { states: store.count, complete: false, marked }
    store.read(at, entry)
    const outcome = sight.end(state)
    if (outcome !== undefined) {
      found.note(outcome, entry[width], () => pathTo(at))
      continue
    }
    expand(state, changes)
    const only = effort.reduce === false ? -1 : aloneEnough(space, sight, state, changes, successor)
    for (let each = Math.max(only, 0); each < (only < 0 ? changes.count : only + 1); each++) {
      write(state, changes, each, successor)
      add(entry[width], at, each)
    }
  }
  return { states: store.count, complete: true, marked }
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
 * The ways in which the executions of a space end, those without a mark first: of all of them, when the states are not too
 * many, else of those that the search reaches and of seeded runs. Executions without a mark, of which these would see few,
 * are then searched on their own.
 */
export function outcomesOf(space: Space, sight: Sight, effort: Effort): Outcomes {
  const found = new Found()
  const all = searchEnds(space, sight, effort, false, found)
  if (!all.complete) {
    if (all.marked) searchEnds(space, sight, effort, true, found)
    for (let seed = 0; seed < effort.runs; seed++) sampleEnd(space, sight, effort, seed, found)
  }
  const ends = [...found.ends.values()]
  const calm = ends.filter(({ marks }) => marks === 0)
  return {
    ends: [...calm, ...ends.filter(({ marks }) => marks !== 0)],
    states: all.states,
    exhaustive: all.complete,
    runs: all.complete ? 0 : effort.runs,
  }
}
