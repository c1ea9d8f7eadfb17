import { asked } from '../engine/monitor.ts'
import type { LivenessProperty } from '../engine/property.ts'
import { healed } from '../engine/property.ts'
import type { StateVector } from '../engine/space.ts'
import { calmSteps } from '../engine/step.ts'
import type { Violation } from '../engine/verdict.ts'
import type { Moment } from './judge.ts'

/** A property about what comes after faults have stopped. */
type Converges = LivenessProperty & { readonly kind: 'converges' }

/**
 * Watches a run for convergence, moment by moment from its start: once faults have stopped it fails when it ends without what is
 * to hold, or goes on for too many steps in a row without it.
 */
export function convergenceWatch(): (property: Converges, moment: Moment) => Violation | undefined {
  let since = 0
  const known = new Map<Converges, (state: StateVector) => boolean>()
  return (property, { space, state, enabled, length }) => {
    if (length === 0) since = 0
    const { name, predicate, within, fairness } = property
    const holds = known.get(property) ?? asked(space, name, predicate)
    known.set(property, holds)
    if (!healed(space.view(state)) || holds(state)) {
      since = 0
      return undefined
    }
    const extent = calmSteps(enabled).length === 0 ? 'end' : ++since > within ? 'bound' : undefined
    return extent && { kind: 'unfulfilled', asks: 'converges', extent, fairness }
  }
}
