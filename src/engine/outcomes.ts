import { InterlockError } from './error.ts'
import type { Child, LogicKind } from './machine.ts'
import { rootOf } from './roster.ts'
import type { Slot } from './slot.ts'
import type { Outcome } from './system.ts'

/**
 * The listed outcomes of an actor that is about to start; `undefined` for one that is no promise.
 *
 * @throws InterlockError `uncontrolled` for logic that the engine cannot drive, and for a promise without outcomes.
 */
export function outcomesOf(kind: LogicKind, slot: Slot, { id, source }: Child): readonly Outcome[] | undefined {
  // XState names an inline `src` after its place in the machine: no name for a user to write.
  const named = source?.startsWith('xstate.invoke.') ? undefined : source
  const what = named === undefined ? `'${slot.address}'` : `'${slot.address}' (src '${named}')`
  if (kind === 'uncontrolled') {
    throw new InterlockError(
      'uncontrolled',
      `${what} runs callback or observable logic, which the engine cannot control; provide a machine or a promise in its place: machine.provide({ actors: { … } })`,
    )
  }
  if (kind !== 'promise') return undefined
  const listed = slot.options.outcomes ?? {}
  const outcomes = listed[id] ?? (source === undefined ? undefined : listed[source])
  if (outcomes === undefined || outcomes.length === 0) {
    throw new InterlockError(
      'uncontrolled',
      `${what} is a promise whose outcomes are not listed; add outcomes: { '${named ?? id}': [{ resolve: … }, { reject: … }] } to actor '${rootOf(slot.address)}'`,
    )
  }
  return outcomes
}
