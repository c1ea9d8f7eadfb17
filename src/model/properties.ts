import type { Property } from '../engine/property.ts'
import { always, atMostOne, deadlockFree, sometimes } from '../engine/property.ts'
import type { SystemState } from '../engine/state.ts'
import { client, KERNEL } from './names.ts'
import type { Result } from './routes.ts'
import type { Workload } from './workloads.ts'

/** The tag of a thread that is active in the runtime: not parked, not blocked in a primitive. */
export const IN_RUNTIME = 'in-runtime'
/** The miniature's `violation wrong_self`: gen_call or gen.handle read a `current` that is not the process. */
export const RIGHT_SELF = 'a process takes itself for itself'
/** No 500. */
export const NO_FAILURE = 'no request fails'
/** Some execution answers every request: the witness that the design is of any use. */
export const ANSWERED = 'every request is answered'
/** Some execution gets a call into the kernel's mailbox: the witness that kernel routes do what they should. */
export const KERNEL_CALLED = 'the kernel is called'

/** One server: what its names begin with, its processes, and the threads that may enter its runtime. */
interface Instance {
  readonly at: string
  readonly processes: readonly string[]
  readonly threads: readonly string[]
}

/** With two instances, each runtime is for one thread at a time. */
function exclusive({ at, threads }: Instance): Property {
  const inside = (state: SystemState): number =>
    threads.filter((thread) => state.actor(thread).hasTag(IN_RUNTIME)).length
  return always(`at most one ${IN_RUNTIME} of ${at.replace(':', '')}`, (state) => inside(state) <= 1)
}

/** What SX servers are checked for, given what their clients ask for, and their processes. Each predicate reads only the actors it is about. */
export function serverProperties(clients: Workload, instances: readonly Instance[]): readonly Property[] {
  const processes = instances.flatMap((instance) => instance.processes)
  const routes = clients.flat()
  const curls = clients.map((_, index) => client(index + 1))
  const kernels = processes.filter((name) => name.endsWith(KERNEL))
  const results = (state: SystemState): readonly Result[] => curls.flatMap((curl) => state.actor(curl).context.results)
  const isHimself = (state: SystemState) => (process: string) => state.actor(process).context.astray === null
  const answered = (state: SystemState): boolean => {
    const noted = results(state)
    return noted.length === routes.length && noted.every((result) => result === 'ok')
  }
  const called = (state: SystemState): boolean =>
    kernels.some((kernel) => state.actor(kernel).context.mailbox.length > 0)
  return [
    deadlockFree(),
    ...(instances.length === 1 ? [atMostOne(IN_RUNTIME)] : instances.map(exclusive)),
    always(RIGHT_SELF, (state) => processes.every(isHimself(state))),
    always(NO_FAILURE, (state) => !results(state).includes('error')),
    sometimes(ANSWERED, answered),
    ...(routes.some((route) => route !== 'simple' && route !== 'boom') ? [sometimes(KERNEL_CALLED, called)] : []),
  ]
}
