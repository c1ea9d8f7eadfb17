import { execute } from '../engine/execution.ts'
import { explain } from '../engine/explanation.ts'
import { Network } from '../engine/network.ts'
import type { StateVector } from '../engine/space.ts'
import type { System } from '../engine/system.ts'
import type { Told } from '../report/predict-report.ts'

/** Steps within which the server comes to rest when nobody asks it anything any more. */
const SETTLES = 10_000

/** The state in which the server comes to rest, so that who is merely under way is not taken for stuck. */
function settled(space: Network, from: StateVector): StateVector {
  let state = from
  for (let step = 0; step < SETTLES && space.enabled(state).length > 0; step++) state = space.take(state, 0).state
  return state
}

/** Retells an execution: its steps, and for one that hangs who is stuck when all else has come to rest. */
export function told(system: System, choices: readonly number[], hangs: boolean): Told {
  const space = new Network(system, 'urgent')
  const { state, steps } = execute(space, choices)
  const rest = settled(space, state)
  const standing = (actor: string) => space.readiness(space.slots.indexOf(actor), rest[space.slots.indexOf(actor)])
  const stuck = space.slots.filter((actor) => standing(actor) === 'running')
  const explanation = hangs && stuck.length > 0 ? explain(space.waits(rest), stuck) : undefined
  return { schedule: steps.map(({ label }) => label), explanation, standing }
}
