import type { System } from '../engine/system.ts'
import type { DesignName } from './designs.ts'
import { designs } from './designs.ts'
import type { Driver } from './er-process.ts'
import { byHand } from './mutation/by-hand.ts'
import type { MachineEdit } from './mutation/machine.ts'
import { editsOf, machinesOf, reconfigured, withMachine } from './mutation/machine.ts'
import { sxServer } from './server.ts'
import type { Workload } from './workloads.ts'

/** A design with one edit. */
interface DesignMutant {
  /** `pattern-a/conn/call.asleep/entry/drop waitParked`. */
  readonly id: string
  readonly machine: string
  readonly operator: string
  readonly asked: MachineEdit['asked']
  readonly edit: (system: System) => System
}

/** A sound design, its mutants, and the systems in which they are to be noticed, the smallest first. */
export interface Mutated {
  readonly design: string
  readonly mutants: readonly DesignMutant[]
  readonly grounds: readonly System[]
}

/** The routes that clients ask for: what brings out each kind of mistake with the fewest states. */
const WORKLOADS: Readonly<Record<Driver, readonly Workload[]>> = {
  // Two calls in a row beside another one: the register is to be right after each park.
  host: [[['simple']], [['kernel']], [['raising']], [['actor'], ['kernel']]],
  'scheduler-locked': [[['simple']], [['kernel']], [['actor']], [['raising']], [['kernel'], ['kernel']]],
  'scheduler-unlocked': [],
}

function server(design: DesignName, clients: Workload): System {
  return sxServer({ design, hypothesis: 'scheduler-thread', clients })
}

/**
 * Under the hypothesis that nobody runs the scheduler, who enters the runtime finds another's process in `current`: there
 * it matters that this is saved. Only a design whose threads run their handlers themselves answers anything then.
 */
function occupied(design: DesignName): readonly System[] {
  if (designs[design].handler !== 'host') return []
  return [sxServer({ design, hypothesis: 'scheduler-parked', clients: [['simple']] })]
}

/** The system in which every condition may wake its sleepers at any time, as POSIX allows. */
function spurious(system: System): System {
  const wakeful = (state: string, actions: string) => ({
    after: { 0: { target: state, reenter: true, actions } },
  })
  const changed = (inner: System, id: string, state: string, action: string): System =>
    withMachine(inner, id, (machine) =>
      reconfigured(machine, (config) => ({
        ...config,
        states: { ...config.states, [state]: { ...config.states?.[state], ...wakeful(state, action) } },
      })),
    )
  const wakeable = changed(changed(system, 'condition', 'open', 'wakeAll'), 'cell', 'free', 'signal')
  return { ...wakeable, name: `${system.name}, spurious wake-ups` }
}

/** The designs that are proposed to ship. */
export const soundDesigns: readonly DesignName[] = (Object.keys(designs) as DesignName[]).filter(
  (name) => designs[name].shipping,
)

/**
 * All mutants of a sound design.
 *
 * @throws RangeError when there is no such design.
 */
export function mutated(name: string): Mutated {
  const design = soundDesigns.find((sound) => sound === name)
  if (design === undefined) throw new RangeError(`${name} is not a sound design`)
  const loads = WORKLOADS[designs[design].handler]
  const plain = loads.map((clients) => server(design, clients))
  const grounds = [...plain, ...occupied(design), spurious(server(design, [['kernel']]))]
  const mutants = machinesOf(grounds[0]).flatMap((machine) =>
    [...editsOf(machine), ...byHand(design, machine.id)].map(({ of, edit, operator, asked, change }) => ({
      id: `${design}/${of}/${edit}`,
      machine: of,
      operator,
      asked,
      edit: (system: System) => withMachine(system, of, change),
    })),
  )
  return { design, mutants, grounds }
}
