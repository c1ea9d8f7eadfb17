import type { Monitor } from '../engine/monitor.ts'
import { monitors } from '../engine/monitor.ts'
import type { Property } from '../engine/property.ts'
import type { Space } from '../engine/space.ts'
import type { Violation } from '../engine/verdict.ts'
import { signatureOf, violatedBy, violationOf } from '../engine/verdict.ts'
import { convergenceWatch } from './convergence.ts'
import type { Moment } from './judge.ts'
import { deadlockWatch } from './judge.ts'
import { notesOn } from './remembered.ts'

/** Which failure it is: the property, and the signature of how it fails (`signatureOf`). */
export interface Failure {
  readonly property: string
  readonly signature: string
}

/** What a run violates. */
export interface Violated {
  readonly property: string
  readonly violation: Violation
}

/** What monitors see in a moment, by the names of their properties; `undefined` when that is nothing. */
function seenIn(watched: readonly Monitor[], { space, state }: Moment): ReadonlyMap<string, Violation> | undefined {
  const notes = notesOn(space, state)
  if (notes?.quiet === watched) return undefined
  let seen: Map<string, Violation> | undefined
  for (const monitor of watched) {
    const violation = monitor.violation(state)
    if (violation === undefined) continue
    seen ??= new Map()
    seen.set(monitor.property.name, violation)
  }
  if (notes !== undefined && seen === undefined) notes.quiet = watched
  return seen
}

/** What watches one run, moment by moment. */
export interface RunWatch {
  readonly deadlock: ReturnType<typeof deadlockWatch>
  readonly converged: ReturnType<typeof convergenceWatch>
}

/** What watches a run from its start. */
export function runWatch(): RunWatch {
  return { deadlock: deadlockWatch(), converged: convergenceWatch() }
}

/** Asks of a moment of a run what it violates: a flawed step first, then the properties in their order. */
export function violatedAt(
  properties: readonly Property[],
  watched: readonly Monitor[],
  moment: Moment,
  { deadlock, converged }: RunWatch,
): Violated | undefined {
  const { flaw } = moment.last
  if (flaw !== undefined) {
    const property = violatedBy(flaw, properties)
    if (property !== undefined) return { property, violation: violationOf(flaw) }
  }
  const seen = seenIn(watched, moment)
  for (const property of properties) {
    const { kind, name } = property
    const violation =
      kind === 'deadlock-free' ? deadlock(moment) : kind === 'converges' ? converged(property, moment) : seen?.get(name)
    if (violation !== undefined) return { property: name, violation }
  }
  return undefined
}

/**
 * Tells of a moment whether it is this very failure, whatever else is wrong there: shrinking must not slip to another bug.
 * Like a search, it asks for one property and passes violations of others.
 */
export function oracleFor(
  space: Space,
  properties: readonly Property[],
  { property, signature }: Failure,
): (moment: Moment) => Violation | undefined {
  const asked = properties.filter(({ name }) => name === property)
  const watched = monitors(space, asked)
  const converged = convergenceWatch()
  return (moment) => {
    const found = violatedAt(asked, watched, moment, { deadlock: deadlockWatch(), converged })
    return found?.property === property && signatureOf(found.violation) === signature ? found.violation : undefined
  }
}
