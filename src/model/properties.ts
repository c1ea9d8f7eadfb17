import type { Event } from '../engine/machine.ts'
import type { Property } from '../engine/property.ts'
import { always, atMostOne, deadlockFree, sometimes } from '../engine/property.ts'
import type { ActorState, SystemState } from '../engine/state.ts'
import { client, KERNEL, MTX, READY } from './names.ts'
import type { Result } from './routes.ts'
import { CALLS_NOBODY } from './routes.ts'
import type { Workload } from './workloads.ts'

/** The tag of a thread that is active in the runtime: not parked, not blocked in a primitive. */
export const IN_RUNTIME = 'in-runtime'
/** The miniature's `violation wrong_self`: gen_call or gen.handle read a `current` that is not the process. */
export const RIGHT_SELF = 'a process takes itself for itself'
/** No request is answered otherwise than its route should be: with a 500, another one's body, or nothing. */
export const NO_FAILURE = 'no request fails'
/** `Mutex.unlock` raises when another thread calls it. */
const OWN_MUTEX = 'only its holder unlocks a mutex'
/** No thread registers as a sleeper while it is one. */
const ONE_SLEEP = 'nobody sleeps twice'
/** No process is in the run queue while it is there. */
const ONE_SLICE = 'nobody is ready twice'
/** A handler makes the calls and requests of its route, each once, gets one reply to each, and exits with none under way. */
const EACH_CALL = 'each call is made and answered once'
/** No thread is done before the process of its handler exits. */
const ENDS_FIRST = 'a handler ends before its response'
/** When everybody has come to rest: no message, thread, sleeper or ready process is left, and the register is as it was. */
export const NOTHING_LEFT = 'nothing is left over'
/** Some execution answers every request: the witness that the design is of any use. */
export const ANSWERED = 'every request is answered'
/** Some execution gets a call into the kernel's mailbox: the witness that kernel routes do what they should. */
export const KERNEL_CALLED = 'the kernel is called'

/** One server. */
interface Instance {
  /** What the names of its actors begin with. */
  readonly at: string
  readonly actors: readonly string[]
  /** `current` before any request. */
  readonly register: string | null
}

interface Unlock extends Event {
  readonly from: string
}

interface Queued {
  readonly ref: string
}

/** The actors of an instance whose names, without the instance's own, are such. */
function named({ at, actors }: Instance, kind: RegExp): readonly string[] {
  return actors.filter((actor) => kind.test(actor.slice(at.length)))
}

const distinct = (items: readonly string[]): boolean => new Set(items).size === items.length
const refs = (queued: readonly Queued[]): readonly string[] => queued.map(({ ref }) => ref)
const rests = ({ status, hasTag }: ActorState): boolean => status !== 'active' || hasTag('idle')

const served = ({ status, context }: ActorState): boolean => status === 'done' && !context.results.includes('hang')

/** With two instances, each runtime is for one thread at a time. */
function exclusive(instance: Instance): Property {
  const threads = named(instance, /^(conn#|http#|sched$)/)
  const inside = (state: SystemState): number =>
    threads.filter((thread) => state.actor(thread).hasTag(IN_RUNTIME)).length
  return always(`at most one ${IN_RUNTIME} of ${instance.at.replace(':', '')}`, (state) => inside(state) <= 1)
}

/** What threads do with mutexes and conditions, read from those. */
function memoryProperties(instance: Instance): readonly Property[] {
  const mutexes = named(instance, new RegExp(`^(${MTX}$|cell#)`))
  const conditions = named(instance, CONDITIONS)
  const unlockedByHolder = (state: SystemState) => (place: string) =>
    state.mailbox(place, 'unlock').every(({ event }) => (event as Unlock).from === state.actor(place).context.holder)
  return [
    always(OWN_MUTEX, (state) => mutexes.every(unlockedByHolder(state))),
    always(ONE_SLEEP, (state) => !conditions.some((name) => state.actor(name).context.twice)),
    always(ONE_SLICE, (state) => distinct(state.actor(instance.at + READY).context.queue)),
  ]
}

const CONDITIONS = /^(work|parked)$/

function eachCall(instance: Instance): Property {
  const handlers = named(instance, /^P#/)
  const helpers = named(instance, /^http#/)
  const spawned = named(instance, /^[PD]#/)
  const startedOnce = (state: SystemState, name: string, type: string, unused: string): boolean =>
    state.mailbox(name, type).length === 0 || state.actor(name).value === unused
  const inOrder = ({ context, value }: ActorState): boolean =>
    distinct(refs(context.mailbox)) && (value !== 'Exited' || (context.ref === null && context.steps.length === 0))
  return always(EACH_CALL, (state) => {
    const { mailbox, waiters } = state.actor(KERNEL).context
    return (
      distinct(refs([...mailbox, ...waiters])) &&
      handlers.every((name) => inOrder(state.actor(name))) &&
      helpers.every((name) => startedOnce(state, name, 'start', 'unused')) &&
      spawned.every((name) => startedOnce(state, name, 'spawn', 'absent'))
    )
  })
}

/** What brings a thread that sleeps back to work. */
const CALLS_UP = ['wake', 'due']

function endsFirst(instance: Instance): Property {
  const pairs = named(instance, /^conn#/).map((thread) => [thread, thread.replace('conn', 'P')] as const)
  return always(ENDS_FIRST, (state) =>
    pairs.every(([thread, handler]) => {
      if (state.actor(thread).status !== 'done') return true
      const { value } = state.actor(handler)
      return value === 'Exited' || Object.hasOwn(Object(value), 'exiting')
    }),
  )
}

function nothingLeft(curls: readonly string[], instance: Instance): Property {
  const threads = named(instance, /^conn#/)
  const mailboxes = named(instance, /^(nx_kernel|shared)$/)
  const conditions = named(instance, CONDITIONS)
  const cells = named(instance, /^cell#/)
  return always(NOTHING_LEFT, (state) => {
    // Reads all actors, which is slow: only where every curl has its responses, and did not give up on one.
    if (!curls.map((curl) => state.actor(curl)).every(served)) return true
    const actors = state.actors()
    const called = (actor: ActorState): boolean => state.mailbox(actor, ...CALLS_UP).length > 0
    if (!actors.every(rests) || actors.some(called)) return true
    const { queue, current } = state.actor(READY).context
    const sleepers: readonly string[] = conditions.flatMap((name) => [...state.actor(name).context.sleepers])
    return (
      actors.every((actor) => state.mailbox(actor).every(({ event }) => event.type === 'poll')) &&
      threads.every((name) => state.actor(name).status === 'done') &&
      queue.length === 0 &&
      current === instance.register &&
      mailboxes.every((name) => state.actor(name).context.mailbox.length === 0) &&
      sleepers.every((name) => rests(state.actor(name))) &&
      cells.every((name) => state.actor(name).context.sleeper === null)
    )
  })
}

/** How a request may end; whether it must is another property's. */
const GOOD: readonly Result[] = ['ok', 'hang', 'gaveup']

/**
 * What SX servers are checked for, given what their clients ask for. Each predicate reads only the actors it is about.
 * What a server does with its memory is checked when it is alone.
 */
export function serverProperties(clients: Workload, instances: readonly Instance[]): readonly Property[] {
  const routes = clients.flat()
  const curls = clients.map((_, index) => client(index + 1))
  const [alone, ...others] = instances
  const processes = instances.flatMap((instance) => named(instance, /^(P#|nx_kernel$)/))
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
    ...(others.length === 0 ? [atMostOne(IN_RUNTIME)] : instances.map(exclusive)),
    always(RIGHT_SELF, (state) => processes.every(isHimself(state))),
    always(NO_FAILURE, (state) => results(state).every((result) => GOOD.includes(result))),
    ...(others.length === 0
      ? [...memoryProperties(alone), eachCall(alone), endsFirst(alone), nothingLeft(curls, alone)]
      : []),
    sometimes(ANSWERED, answered),
    ...(routes.every((route) => CALLS_NOBODY.includes(route)) ? [] : [sometimes(KERNEL_CALLED, called)]),
  ]
}
