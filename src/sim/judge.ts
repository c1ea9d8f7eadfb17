import { explain, findCycle } from '../engine/explanation.ts'
import type { Space, StateVector, Taken } from '../engine/space.ts'
import { HARM } from '../engine/space.ts'
import type { Step } from '../engine/step.ts'
import { calmSteps } from '../engine/step.ts'
import type { Violation } from '../engine/verdict.ts'
import { Circles } from './circles.ts'
import { notesOn } from './remembered.ts'

/** States that are looked at ahead to confirm that the members of a wait-for cycle are stuck. */
const LOOK_AHEAD = 2_000

/** A state on the way, and how it was come to; an `Execution` is one at each of its steps. */
export interface Moment {
  readonly space: Space
  readonly state: StateVector
  readonly enabled: readonly Step[]
  /** What the last step came to. */
  readonly last: Pick<Taken, 'flaw'>
  /** How many steps were taken so far. */
  readonly length: number
}

/** The actors that are not done and that neither a step nor a timer of theirs can move now. */
function blocked({ space, state, enabled }: Moment): readonly string[] {
  const movable = new Set(enabled.filter(({ moves }) => moves).map(({ actor }) => actor))
  return space.slots.filter((name, slot) => {
    const config = state[slot] ?? 0
    return !movable.has(name) && space.readiness(slot, config) === 'running' && !space.timed(slot, config)
  })
}

/** What looking ahead shows: somebody of a set moves, or who moves at all, or neither within the bound. */
type Ahead = 'moves' | 'unknown' | { readonly movers: ReadonlySet<string> }

/** Looks ahead from a state, breadth-first, until a step moves one of these actors. */
function lookAhead(space: Space, from: StateVector, actors: ReadonlySet<string>): Ahead {
  const movers = new Set<string>()
  const seen = new Set([from.join()])
  const states = [from]
  for (const state of states) {
    space.expand(state, (next, mover) => {
      if (mover === HARM) return
      if (mover >= 0) movers.add(space.slots[mover])
      const key = next.join()
      if (seen.has(key)) return
      seen.add(key)
      states.push(next.slice())
    })
    if ([...actors].some((actor) => movers.has(actor))) return 'moves'
    if (states.length > LOOK_AHEAD) return 'unknown'
  }
  return { movers }
}

/** What a state in which others go on shows of those who are blocked. */
type Shown = Violation | 'nothing' | 'unknown'

/** By space, what is known of the waits in it. */
const circles = new WeakMap<Space, Circles>()

function mayClose({ space, state, enabled }: Moment): boolean {
  const known = circles.get(space) ?? new Circles(space)
  circles.set(space, known)
  return known.mayClose(state, enabled)
}

function partialIn(moment: Moment): Shown {
  if (!mayClose(moment)) return 'nothing'
  const { space, state } = moment
  const actors = blocked(moment)
  const waits = space.waits(state)
  const cycle = findCycle(waits, new Set(actors))
  if (cycle.length === 0) return 'nothing'
  const ahead = lookAhead(space, state, new Set(cycle.map(({ from }) => from)))
  if (ahead === 'moves') return 'nothing'
  if (ahead === 'unknown') return 'unknown'
  const stuck = actors.filter((actor) => !ahead.movers.has(actor))
  return { kind: 'deadlock', extent: 'partial', explanation: explain(waits, stuck) }
}

/**
 * Watches one run for deadlock. A wait-for cycle none of whose actors can be stepped is reported as soon as looking
 * ahead confirms that nothing can move them: a message that will break the cycle may still be on its way through
 * somebody outside (docs/adr/0008-confirmed-online.md). A state in which nothing is enabled while somebody is not done
 * is a deadlock in any case. Nobody counts on harm.
 */
export function deadlockWatch(): (moment: Moment) => Violation | undefined {
  // After an inconclusive look ahead the next one is put off, twice as long each time.
  let next = 0
  let pause = 1
  return (moment) => {
    const { enabled, length } = moment
    if (calmSteps(enabled).length === 0) return globalIn(moment)
    const notes = notesOn(moment.space, moment.state)
    const known = notes?.shown as Shown | undefined
    if (known === 'nothing' || length < next) return undefined
    const found = known ?? partialIn(moment)
    if (notes !== undefined) notes.shown = found
    if (found === 'unknown') {
      next = length + pause
      pause *= 2
    }
    return typeof found === 'string' ? undefined : found
  }
}

function globalIn(moment: Moment): Violation | undefined {
  const { space, state } = moment
  const actors = blocked(moment)
  if (actors.length === 0) return undefined
  return { kind: 'deadlock', extent: 'global', explanation: explain(space.waits(state), actors) }
}
