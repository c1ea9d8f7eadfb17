import type { Execution } from '../engine/execution.ts'
import { execute } from '../engine/execution.ts'
import { explain } from '../engine/explanation.ts'
import { Network } from '../engine/network.ts'
import type { System } from '../engine/system.ts'
import { formatToken } from '../engine/token.ts'
import type { Told } from '../report/predict-report.ts'
import { executionToken } from '../sim/replay.ts'
import { commandLine } from './commands.ts'

/** Steps within which the server comes to rest when nobody asks it anything any more. */
const SETTLES = 10_000

/** Goes on until the server comes to rest, so that who is merely under way is not taken for stuck; whether it does. */
function settle(execution: Execution): boolean {
  for (let step = 0; step < SETTLES && execution.enabled.length > 0; step++) execution.take(0)
  return execution.enabled.length === 0
}

/** Retells an execution: its steps, and for one that hangs who is stuck when all else has come to rest. */
export function told(system: System, choices: readonly number[], hangs: boolean): Told {
  const execution = execute(new Network(system, 'urgent'), choices)
  const { space, steps } = execution
  const schedule = steps.map(({ label }) => label)
  settle(execution)
  const { state } = execution
  const standing = (actor: string) => space.readiness(space.slots.indexOf(actor), state[space.slots.indexOf(actor)])
  const stuck = space.slots.filter((actor) => standing(actor) === 'running')
  const explanation = hangs && stuck.length > 0 ? explain(space.waits(state), stuck) : undefined
  return { schedule, explanation, standing }
}

/** The same with the command that replays it: of a hang with all that follows, if that comes to rest. */
export function toldWithReplay(system: System, choices: readonly number[], hangs: boolean): Told & { replay: string } {
  const execution = execute(new Network(system, 'urgent'), choices)
  const before = executionToken(system, 'urgent', execution)
  const token = hangs && settle(execution) ? executionToken(system, 'urgent', execution) : before
  return { ...told(system, choices, hangs), replay: commandLine('replay', formatToken(token)) }
}
