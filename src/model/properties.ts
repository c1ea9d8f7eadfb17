import type { Event } from '../engine/machine.ts'
import type { Property } from '../engine/property.ts'
import { always, atMostOne, deadlockFree, sometimes } from '../engine/property.ts'
import type { ActorState, SystemState } from '../engine/state.ts'
import { client, connection, handler, KERNEL, MTX, READY } from './names.ts'
import type { Result, Route } from './routes.ts'
import { DUE } from './routes.ts'
import type { Workload } from './workloads.ts'

/** The tag of a thread that is active in the runtime: not parked, not blocked in a primitive. */
export const IN_RUNTIME = 'in-runtime'
/** The miniature's `violation wrong_self`: gen_call or gen.handle read a `current` that is not the process. */
export const RIGHT_SELF = 'a process takes itself for itself'
/** No 500 but for the routes that raise, and no response without a status. */
export const NO_FAILURE = 'no request fails'
/** `Mutex.unlock` raises when another thread calls it. */
const OWN_MUTEX = 'only its holder unlocks a mutex'
/** No thread registers as a sleeper while it is one. */
const ONE_SLEEP = 'nobody sleeps twice'
/** A handler makes the calls of its route, each once, gets one reply to each, and exits with none under way. */
const EACH_CALL = 'each call is made and answered once'
/** When everybody has come to rest: no message, thread, sleeper or ready process is left, and the register is as it was. */
export const NOTHING_LEFT = 'nothing is left over'
/** Some execution answers every request: the witness that the design is of any use. */
export const ANSWERED = 'every request is answered'
/** Some execution gets a call into the kernel's mailbox: the witness that kernel routes do what they should. */
export const KERNEL_CALLED = 'the kernel is called'

/** The memory of a server, by the names of its actors. */
export interface Memory {
  readonly conditions: readonly string[]
  readonly cells: readonly string[]
  /** `current` before any request. */
  readonly register: string | null
}

interface Unlock extends Event {
  readonly from: string
}

interface Queued {
  readonly ref: string
}

const distinct = (items: readonly string[]): boolean => new Set(items).size === items.length
const refs = (queued: readonly Queued[]): readonly string[] => queued.map(({ ref }) => ref)
const rests = ({ status, hasTag }: ActorState): boolean => status !== 'active' || hasTag('idle')

const served = ({ status, context }: ActorState): boolean => status === 'done' && !context.results.includes('hang')

/** What a thread does while it has a mutex or a condition, read from those. */
function memoryProperties({ conditions, cells }: Memory): readonly Property[] {
  const unlockedByHolder = (state: SystemState) => (place: string) =>
    state
      .mailbox(place)
      .every(({ event }) => event.type !== 'unlock' || (event as Unlock).from === state.actor(place).context.holder)
  return [
    always(OWN_MUTEX, (state) => [MTX, ...cells].every(unlockedByHolder(state))),
    always(ONE_SLEEP, (state) => conditions.every((name) => distinct(state.actor(name).context.sleepers))),
  ]
}

function eachCall(handlers: readonly string[]): Property {
  const inOrder = ({ context, value }: ActorState): boolean =>
    context.left >= 0 && distinct(refs(context.mailbox)) && (value !== 'Exited' || context.ref === null)
  return always(EACH_CALL, (state) => {
    const { mailbox } = state.actor(KERNEL).context
    return distinct(refs(mailbox)) && handlers.every((name) => inOrder(state.actor(name)))
  })
}

function nothingLeft(curls: readonly string[], threads: readonly string[], memory: Memory): Property {
  const { conditions, cells, register } = memory
  return always(NOTHING_LEFT, (state) => {
    // Reads all actors, which is slow: only where every curl has its responses, and did not give up on one.
    if (!curls.map((curl) => state.actor(curl)).every(served)) return true
    const actors = state.actors()
    const woken = (actor: ActorState): boolean => state.mailbox(actor).some(({ event }) => event.type === 'wake')
    if (!actors.every(rests) || actors.some(woken)) return true
    const { queue, current } = state.actor(READY).context
    const sleepers = conditions.flatMap((name) => state.actor(name).context.sleepers)
    return (
      actors.every((actor) => state.mailbox(actor).length === 0) &&
      threads.every((name) => state.actor(name).status === 'done') &&
      queue.length === 0 &&
      current === register &&
      state.actor(KERNEL).context.mailbox.length === 0 &&
      sleepers.every((name) => rests(state.actor(name))) &&
      cells.every((name) => state.actor(name).context.sleeper === null)
    )
  })
}

/** What an SX server is checked for, given what its clients ask for. Each predicate reads only the actors it is about. */
export function serverProperties(clients: Workload, memory: Memory): readonly Property[] {
  const routes = clients.flat()
  const curls = clients.map((_, index) => client(index + 1))
  const handlers = routes.map((_, index) => handler(index + 1))
  const threads = routes.map((_, index) => connection(index + 1))
  /** Whether all results that were noted are as they should be. */
  const good = (state: SystemState, isGood: (result: Result, route: Route) => boolean): boolean =>
    clients.every((asked, index) => {
      const noted: readonly Result[] = state.actor(curls[index]).context.results
      return noted.every((result, at) => isGood(result, asked[at]))
    })
  const isHimself = (state: SystemState) => (process: string) => state.actor(process).context.astray === null
  const answered = (state: SystemState): boolean =>
    curls.every((curl) => state.actor(curl).status === 'done') && good(state, (result, route) => result === DUE[route])
  const called = (state: SystemState): boolean => state.actor(KERNEL).context.mailbox.length > 0
  return [
    deadlockFree(),
    atMostOne(IN_RUNTIME),
    always(RIGHT_SELF, (state) => [...handlers, KERNEL].every(isHimself(state))),
    always(NO_FAILURE, (state) => good(state, (result, route) => result === DUE[route] || result === 'hang')),
    ...memoryProperties(memory),
    eachCall(handlers),
    nothingLeft(curls, threads, memory),
    sometimes(ANSWERED, answered),
    ...(routes.some((route) => route !== 'simple') ? [sometimes(KERNEL_CALLED, called)] : []),
  ]
}
