import type { AnyStateMachine } from 'xstate'
import { StateMachine } from 'xstate'
import type { System } from '../../engine/system.ts'
import type { StateConfig } from './config.ts'
import { replaced, sitesOf, stateAt } from './config.ts'
import type { Operator } from './operators.ts'
import { operators } from './operators.ts'

/** Makes a machine into another one that keeps its id. */
export type Change = (machine: AnyStateMachine) => AnyStateMachine

/** One edit of one machine. */
export interface MachineEdit {
  /** The id of the machine. */
  readonly of: string
  /** The place of the edit and what is done there: `call.asleep/entry/drop waitParked`. */
  readonly edit: string
  /** By which operator, or `by hand`. */
  readonly operator: string
  /** The edit matters only when such an event is at hand for an actor in this state. */
  readonly asked?: { readonly state: readonly string[]; readonly event: string } | undefined
  readonly change: Change
}

/** Transitions without events after which a mutant's macrostep is taken to go on for ever, and throws. */
const MICROSTEPS = 100

/** The machine with its configuration changed, and the same implementations. */
export function reconfigured(machine: AnyStateMachine, change: (config: StateConfig) => StateConfig): AnyStateMachine {
  const config = { ...change(machine.config as StateConfig), options: { maxIterations: MICROSTEPS } }
  return new StateMachine(config as never, machine.implementations as never) as AnyStateMachine
}

/** Does an edit of an operator again: in the machine of another system, that may have been changed besides. */
function repeat(operator: Operator, path: readonly string[], at: number): Change {
  return (machine) =>
    reconfigured(machine, (root) =>
      replaced(root, path, operator({ path, root, state: stateAt(root, path) })[at].state),
    )
}

/** All edits of a machine by all operators, in the order of its states. */
export function editsOf(machine: AnyStateMachine): readonly MachineEdit[] {
  return sitesOf(machine.config as StateConfig).flatMap((site) =>
    Object.entries<Operator>(operators).flatMap(([operator, edits]) =>
      edits(site).map(({ where, what, event }, at) => ({
        of: machine.id,
        edit: [site.path.join('.') || 'root', where, what].filter((part) => part !== '').join('/'),
        operator,
        asked: event === undefined ? undefined : { state: site.path, event },
        change: repeat(edits, site.path, at),
      })),
    ),
  )
}

/** The system with a change made to every machine of this id. */
export function withMachine(system: System, id: string, change: Change): System {
  const actors = [...system.actors].map(([name, options]) => {
    const machine = options.machine as AnyStateMachine
    return [name, machine.id === id ? { ...options, machine: change(machine) } : options] as const
  })
  return { ...system, actors: new Map(actors) }
}

/** The machines of a system, each id once, in the order of their actors. */
export function machinesOf(system: System): readonly AnyStateMachine[] {
  const machines = [...system.actors.values()].map(({ machine }) => machine as AnyStateMachine)
  return machines.filter(({ id }, at) => machines.findIndex((other) => other.id === id) === at)
}
