import type { System } from '../engine/system.ts'
import type { DesignName } from './designs.ts'
import { designs } from './designs.ts'
import { parseFlags } from './flags.ts'
import { byHand } from './mutation/by-hand.ts'
import type { Place } from './mutation/machine.ts'
import { editsOf, machinesOf, reconfigured, watched, withMachine } from './mutation/machine.ts'
import { NOTHING_LEFT } from './properties.ts'
import type { Asked } from './server.ts'
import { sxSystem } from './server.ts'
import { reasonsOf } from './survivors.ts'

/** A design with one edit. */
interface DesignMutant {
  /** `pattern-a/conn/call.asleep/entry/drop waitParked`. */
  readonly id: string
  readonly design: string
  readonly machine: string
  readonly operator: string
  readonly place: Place | undefined
  readonly edit: (system: System) => System
}

/** A sound design, its mutants, the systems in which they are to be noticed, and what is known of those that live. */
interface Mutated {
  readonly design: string
  readonly mutants: readonly DesignMutant[]
  /** The smallest first. */
  readonly grounds: readonly System[]
  readonly watch: typeof watched
  readonly reasons: ReadonlyMap<string, string>
}

/** A server by the miniature's flags, what its clients ask for, and what does not hold there. */
interface Ground {
  readonly flags: string
  readonly clients: readonly (readonly Asked[])[]
  readonly lacks?: string
}

function on(flags: string, ...clients: readonly (readonly (Asked | Asked['route'])[])[]): Ground {
  const asked = clients.map((list) => list.map((one) => (typeof one === 'string' ? { route: one } : one)))
  return { flags, clients: asked }
}

/** A call that nobody answers: it ends by its timeout, or never. */
const UNANSWERED_CALL: Asked = { route: 'wait', expects: 'error' }

/** What brings out each kind of mistake with the fewest states, in any design. */
const EVERYWHERE: readonly Ground[] = [
  on('', ['simple']),
  on('', ['kernel']),
  on('', ['boom-after', 'actor']),
  on('--io async', ['loopback']),
  on('--runner parked+thread --io async', ['self-http', 'crash']),
  on('', ['crash', { route: 'kernel', expects: 'error' }]),
  on('--gen-timeout 1000', [UNANSWERED_CALL]),
  // A reply that comes late is not the reply to the next call.
  on('', ['slow-then-tip']),
]

/** Where threads that wait run the scheduler. */
const PUMPING: readonly Ground[] = [
  on('--runner parked --pump', ['kernel']),
  on('--runner parked --pump --io async', ['loopback', 'self-http']),
  on('--runner parked --pump --io release', ['signed']),
  on('--pump --gen-timeout 1000', [UNANSWERED_CALL]),
]

/** Where threads run their handlers themselves. */
const HOSTED: readonly Ground[] = [
  // Nobody runs the scheduler: who enters the runtime finds another's process in `current`, and has to save it.
  on('--runner parked', ['simple']),
  on('--self shared', ['kernel']),
  on('--io release', ['loopback', 'self-http', 'signed']),
  // Two calls in a row beside another one: the register is to be right after each park.
  on('', ['actor'], ['kernel']),
  on('--io async', ['loopback'], ['kernel']),
  // Two requests at once, by a handler and by the kernel. The register is right whenever it is read, and wrong at the end:
  // of two threads that release the mutex, the one that found the other's process puts it back last.
  { ...on('--io release', ['signed'], ['self-http']), lacks: NOTHING_LEFT },
]

/** Who asks is not part of the design. */
const CLIENT = 'curl'

/** Two that differ in their connection threads alone: elsewhere the mistakes of the one are those of the other. */
const ONLY: Partial<Readonly<Record<SoundDesign, readonly string[]>>> = { 'pattern-a-hook': ['conn'] }

/** A thread is woken for what is another's. */
const TURNS = on('--runner parked --pump --io async', ['loopback'], ['kernel'])

/** The kernel leaves a delivery to a process of its own. */
const DEFERRED = on('--io async', ['publish-deferred'])

const GROUNDS: Readonly<Record<SoundDesign, readonly Ground[]>> = {
  'pattern-a': [...EVERYWHERE, ...PUMPING, ...HOSTED, TURNS, DEFERRED],
  'pattern-a-hook': [...EVERYWHERE, ...HOSTED, DEFERRED],
  'pattern-b': [...EVERYWHERE, ...PUMPING, on('', ['kernel'], ['kernel']), DEFERRED],
}

/** A design that is proposed to ship. */
type SoundDesign = Extract<DesignName, 'pattern-a' | 'pattern-a-hook' | 'pattern-b'>

function server(design: DesignName, { flags, clients, lacks }: Ground): System {
  const shape = clients.map((list) => list.map(({ route }) => route).join('+')).join(',')
  const [variant] = parseFlags(`--variant ${designs[design].variant} ${flags}`)
  const name = [design, ...(flags === '' ? [] : [flags]), shape].join(' ')
  const system = sxSystem({ name, variants: [variant], clients, parameters: { design, flags, routes: shape } })
  return { ...system, properties: system.properties.filter((property) => property.name !== lacks) }
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
  const design = soundDesigns.find((sound): sound is SoundDesign => sound === name)
  if (design === undefined) throw new RangeError(`${name} is not a sound design`)
  const grounds = [
    ...GROUNDS[design].map((ground) => server(design, ground)),
    spurious(server(design, on('', ['kernel']))),
  ]
  const machines = machinesOf(grounds).filter(({ id }) => ONLY[design]?.includes(id) ?? id !== CLIENT)
  const mutants = machines.flatMap((machine) =>
    [...editsOf(machine), ...byHand(design, machine.id)].map(({ of, edit, operator, place, change }) => ({
      id: `${design}/${of}/${edit}`,
      design,
      machine: of,
      operator,
      place,
      edit: (system: System) => withMachine(system, of, change),
    })),
  )
  return { design, mutants, grounds, watch: watched, reasons: reasonsOf(design) }
}
