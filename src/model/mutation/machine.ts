import type { AnyStateMachine } from 'xstate'
import { StateMachine } from 'xstate'
import type { System } from '../../engine/system.ts'
import type { StateConfig } from './config.ts'
import { listOf, replaced, sitesOf, stateAt } from './config.ts'
import type { Operator } from './operators.ts'
import { operators } from './operators.ts'

/** Makes a machine into another one that keeps its id. */
export type Change = (machine: AnyStateMachine) => AnyStateMachine

/** A state of a machine; what is edited there matters only when it is entered, and (if named) such an event is at hand. */
export interface Place {
  readonly machine: string
  readonly state: readonly string[]
  readonly event: string | undefined
}

/** One edit of one machine. */
export interface MachineEdit {
  /** The id of the machine. */
  readonly of: string
  /** The place of the edit and what is done there: `call.asleep/entry/drop waitParked`. */
  readonly edit: string
  /** By which operator, or `by hand`. */
  readonly operator: string
  readonly place: Place | undefined
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
        place: { machine: machine.id, state: site.path, event },
        change: repeat(edits, site.path, at),
      })),
    ),
  )
}

/** The system with a change made to every machine of this id. */
export function withMachine(system: System, id: string, change: Change): System {
  const changed = new Map<AnyStateMachine, AnyStateMachine>()
  const actors = [...system.actors].map(([name, options]) => {
    const machine = options.machine as AnyStateMachine
    if (machine.id !== id) return [name, options] as const
    if (!changed.has(machine)) changed.set(machine, change(machine))
    return [name, { ...options, machine: changed.get(machine) as AnyStateMachine }] as const
  })
  return { ...system, actors: new Map(actors) }
}

/** What a watched system is, and which states its machines have entered since. */
interface Watched {
  readonly system: System
  readonly enters: (machine: string, state: readonly string[]) => boolean
}

/** The system, whose machines note each state that they enter. */
export function watched(system: System): Watched {
  const entered = new Set<string>()
  const watching = machinesOf([system]).reduce(
    (inner, { id }) =>
      withMachine(inner, id, (machine) =>
        reconfigured(machine, (config) =>
          sitesOf(config).reduce((root, { path }) => {
            const state = stateAt(root, path)
            const note = () => void entered.add(placeOf(id, path))
            return replaced(root, path, { ...state, entry: [note, ...listOf(state.entry)] })
          }, config),
        ),
      ),
    system,
  )
  return { system: watching, enters: (machine, state) => entered.has(placeOf(machine, state)) }
}

/** A state of a machine as one word. */
function placeOf(machine: string, state: readonly string[]): string {
  return `${machine}/${state.join('.')}`
}

/** The machines of some systems, each id once, in the order of their actors. */
export function machinesOf(systems: readonly System[]): readonly AnyStateMachine[] {
  const actors = systems.flatMap((system) => [...system.actors.values()])
  const machines = actors.map(({ machine }) => machine as AnyStateMachine)
  return machines.filter(({ id }, at) => machines.findIndex((other) => other.id === id) === at)
}
