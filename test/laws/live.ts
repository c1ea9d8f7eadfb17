import type { AnyActorLogic, AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate'
import { createActor, createMachine, spawnChild } from 'xstate'
import type { Clock } from '../../src/engine/clock.ts'
import type { ActorOptions, System } from '../../src/engine/system.ts'
import { addressOf, eventKey } from './comparable.ts'

/** XState's `Actor` with the internals that we drive; its own types hide them. */
interface Actor {
  readonly id: string
  readonly src: unknown
  readonly logic: AnyActorLogic
  readonly system: ActorSystem
  readonly _parent: Actor | undefined
  readonly _processingStatus: number
  getSnapshot(): AnyMachineSnapshot
  on(type: string, handler: (event: EventObject) => void): void
  start(): Actor
  _send(event: EventObject): void
  _stop(): Actor
}

interface ActorSystem {
  get(name: string): unknown
  _relay(source: Actor, target: Actor, event: EventObject): void
  readonly scheduler: {
    schedule(source: Actor, target: Actor, event: EventObject, delay: number, id: string): void
  }
}

interface Item {
  readonly from: string
  readonly to: string
  readonly event: EventObject
}

interface LiveTimer {
  readonly source: Actor
  readonly to: string
  readonly event: EventObject
  readonly due: number
  readonly fire: () => void
}

/** A step that XState's runtime may take now. */
export interface LiveStep {
  readonly label: string
  readonly take: () => void
}

const STOP = { type: 'xstate.stop' }
const NOTICE = /^xstate\.(done\.actor|error\.actor|snapshot)\./
const NOT_STARTED = 0
const RUNNING = 1

/**
 * XState's own runtime under our schedule: a root that spawns the declared actors, whose relay puts events into
 * channels, whose clock we turn, and whose promises settle when we say so. What a stop waits for, and that an address
 * has one actor at a time, is what interlock adds to XState (see conformance.test.ts).
 */
export class Live {
  readonly logs: string[] = []
  readonly #system: System
  readonly #clock: Clock
  readonly #current = new Map<string, Actor>()
  readonly #begun = new Set<Actor>()
  readonly #latest = new Map<string, Actor>()
  readonly #early = new Map<Actor, Item[]>()
  #queue: Item[] = []
  #timers: LiveTimer[] = []
  #arming: Pick<LiveTimer, 'source' | 'to' | 'event'> | undefined
  #now = 0
  #direct = false
  #moving: string | undefined
  #stopping = false

  constructor(system: System, clock: Clock) {
    this.#system = system
    this.#clock = clock
    const spawns = [...system.actors].map(([id, { machine, input }]) =>
      spawnChild(machine as AnyStateMachine, { id, systemId: id, input }),
    )
    const root = createActor(createMachine({ id: 'root', entry: spawns as [] }), {
      clock: {
        setTimeout: (fire: () => void, delay: number) => this.#arm(fire, delay),
        clearTimeout: (timer: LiveTimer) => {
          this.#timers = this.#timers.filter((pending) => pending !== timer)
        },
      },
      logger: (...values: unknown[]) => this.logs.push(`log ${values.at(-1)}`),
      inspect: (event) => {
        if (event.type === '@xstate.actor') this.#adopt(event.actorRef as unknown as Actor)
      },
    })
    root.subscribe({ error: () => {} })
    root.start()
  }

  /** The actors that exist, by address. */
  get actors(): ReadonlyMap<string, Actor> {
    return this.#current
  }

  /** What waits for an actor: by sender, oldest first. */
  mailbox(address: string): readonly { readonly from: string; readonly event: EventObject }[] {
    return this.#queue.filter(({ to }) => to === address)
  }

  /** The steps that may be taken now. */
  enabled(): LiveStep[] {
    const prompt = [...this.#deliveries(), ...this.#choices()]
    const timers = this.#timers.filter(({ source }) => source._processingStatus === RUNNING)
    const due = Math.min(...timers.map((timer) => timer.due))
    if (this.#clock === 'urgent' && due > this.#now && prompt.length > 0) return prompt
    return [...prompt, ...timers.filter((timer) => timer.due === due).map((timer) => this.#timeout(timer))]
  }

  #adopt(ref: Actor): void {
    const { _parent: parent } = ref
    const address = addressOf(ref) as string
    if (parent === undefined) {
      this.#controlSystem(ref)
      return
    }
    this.#latest.set(address, ref)
    ref.on('*', (event: EventObject) => this.logs.push(`emit ${address} ${eventKey(event)}`))
    const start = ref.start.bind(ref)
    ref.start = () => {
      if (this.#begun.has(ref)) return ref
      this.#begun.add(ref)
      this.#forgetNotices(address)
      this.#replace(address)
      this.#current.set(address, ref)
      start()
      if (ref._processingStatus !== RUNNING) this.#discard(address)
      for (const item of this.#early.get(ref) ?? []) this.#post(item)
      return ref
    }
    const stop = ref._stop.bind(ref)
    ref._stop = () => {
      if (this.#current.get(address) === ref) this.#forgetNotices(address)
      if (ref.getSnapshot().status !== 'active') this.#forget(ref)
      if (this.#stopping || ref._processingStatus !== RUNNING) stop()
      else if ('__xstatenode' in ref.logic) {
        this.#post({ from: addressOf(parent) as string, to: address, event: STOP })
      } else this.#halt(ref, stop)
      return ref
    }
  }

  #controlSystem(root: Actor): void {
    const { system } = root
    const get = system.get
    // XState cannot find an actor before it is spawned or after it finished, and then sends to the sender itself.
    system.get = (name: string) => get(name) ?? { id: name, sessionId: name, send: () => {}, _parent: root }
    const schedule = system.scheduler.schedule
    system.scheduler.schedule = (source, target, event, delay, id) => {
      this.#arming = { source, to: addressOf(target) as string, event }
      schedule(source, target, event, delay, id)
    }
    system._relay = (source, target, event) => this.#relay(root, source, target, event)
  }

  #relay(root: Actor, source: Actor, target: Actor, event: EventObject): void {
    if (target === root) return
    if (source === target && this.#direct) {
      this.#direct = false
      target._send(event)
      return
    }
    if (NOTICE.test(event.type) && this.#isStopping(source)) return
    const item = { from: addressOf(source) as string, to: addressOf(target) as string, event }
    const ref = target._processingStatus === undefined ? (this.#latest.get(item.to) as Actor) : target
    const begun = this.#begun.has(ref)
    if (!begun && ref._processingStatus !== NOT_STARTED) return
    if (begun) this.#post(item)
    else this.#early.set(ref, [...(this.#early.get(ref) ?? []), item])
  }

  #arm(fire: () => void, delay: number): LiveTimer {
    const timer = { ...(this.#arming as Pick<LiveTimer, 'source' | 'to' | 'event'>), due: this.#now + delay, fire }
    this.#timers.push(timer)
    return timer
  }

  #post(item: Item): void {
    if (this.#current.get(item.to)?._processingStatus !== RUNNING) return
    this.#queue.push(item)
    if (item.to !== this.#moving) this.#settle(item.to)
  }

  /** A stop waits until the actor can take nothing that its parent sent before. */
  #settle(address: string): void {
    const ref = this.#current.get(address)
    if (ref === undefined) return
    const channel = this.mailbox(address).filter(({ from }) => from === addressOf(ref._parent as Actor))
    const stop = channel.findIndex(({ event }) => event === STOP)
    if (stop < 0) return
    const before = channel.slice(0, stop)
    const next = this.#system.delivery === 'async' ? before.slice(0, 1) : before
    const waits = this.#defers(address) ? next.some(({ event }) => this.#takes(ref, event)) : before.length > 0
    if (!waits) this.#halt(ref)
  }

  #halt(ref: Actor, stop: () => void = () => ref._stop()): void {
    const nested = this.#stopping
    this.#stopping = true
    stop()
    this.#stopping = nested
    this.#forget(ref)
  }

  #isStopping(ref: Actor): boolean {
    return this.mailbox(addressOf(ref) as string).some((item) => item.event === STOP)
  }

  /** What a parent was to hear of a child that it stops or replaces, it never hears. */
  #forgetNotices(address: string): void {
    this.#queue = this.#queue.filter(({ from, event }) => from !== address || !NOTICE.test(event.type))
  }

  #replace(address: string): void {
    const old = this.#current.get(address)
    if (old !== undefined) this.#halt(old)
  }

  /** Removes an actor, those below it, and what waited for them. */
  #forget(ref: Actor): void {
    const address = addressOf(ref) as string
    if (this.#current.get(address) !== ref) return
    const gone = (other: string): boolean => other === address || other.startsWith(`${address}/`)
    const below = [...this.#current].filter(([other]) => gone(other))
    for (const [other] of below) this.#current.delete(other)
    for (const [, other] of below) if (other !== ref) this.#halt(other)
    this.#queue = this.#queue.filter(({ to }) => !gone(to))
  }

  #options(address: string): ActorOptions {
    return this.#system.actors.get(address.split('/')[0]) as ActorOptions
  }

  #defers(address: string): boolean {
    return (this.#options(address).unhandled ?? this.#system.unhandled) === 'defer'
  }

  #takes(ref: Actor, event: EventObject): boolean {
    if (event.type.startsWith('xstate.error.actor')) return true
    if ('__xstatenode' in ref.logic) return ref.getSnapshot().can(event)
    return ref.logic.start === undefined
  }

  #deliveries(): LiveStep[] {
    const heads = this.#queue.filter((item, index) => {
      const before = this.#queue.slice(0, index).filter(({ from, to }) => from === item.from && to === item.to)
      if (this.#system.delivery === 'async') return before.length === 0
      return !before.some(({ event }) => eventKey(event) === eventKey(item.event))
    })
    return heads.flatMap((item) => {
      const { from, to, event } = item
      const ref = this.#current.get(to) as Actor
      const notice = /^xstate\.(done\.actor|snapshot)\./.test(event.type)
      if (event === STOP || !(this.#takes(ref, event) || notice || !this.#defers(to))) return []
      const take = (): void => {
        this.#queue = this.#queue.filter((other) => other !== item)
        this.#move(ref, () => ref._send(event))
      }
      return [{ label: `${to} ? ${eventKey(event)} from ${from}`, take }]
    })
  }

  /** One macrostep of an actor, and what follows from its end. */
  #move(ref: Actor, take: () => void): void {
    const address = addressOf(ref) as string
    this.#moving = address
    take()
    this.#moving = undefined
    if (ref._processingStatus === RUNNING) this.#settle(address)
    else if (this.mailbox(address).some((item) => item.event === STOP)) this.#forget(ref)
    else this.#discard(address)
  }

  /** A finished actor gets nothing more. */
  #discard(address: string): void {
    this.#queue = this.#queue.filter(({ to }) => to !== address)
  }

  #choices(): LiveStep[] {
    const promises = [...this.#current].filter(
      ([, ref]) => ref._processingStatus === RUNNING && !('__xstatenode' in ref.logic) && ref.logic.start !== undefined,
    )
    return promises.flatMap(([address, ref]) => {
      const { outcomes } = this.#options(address)
      const listed = outcomes?.[ref.id] ?? outcomes?.[String(ref.src)] ?? []
      return listed.map((outcome) => {
        const event =
          'resolve' in outcome
            ? { type: 'xstate.promise.resolve', data: outcome.resolve }
            : { type: 'xstate.promise.reject', data: outcome.reject }
        return { label: `${address} ! ${eventKey(event)}`, take: () => this.#move(ref, () => ref._send(event)) }
      })
    })
  }

  #timeout(timer: LiveTimer): LiveStep {
    const { source, to, event, due } = timer
    const address = addressOf(source) as string
    const take = (): void => {
      this.#timers = this.#timers.filter((pending) => pending !== timer)
      this.#now = Math.max(this.#now, due)
      this.#direct = to === address && (this.#takes(source, event) || !this.#defers(to))
      this.#move(source, timer.fire)
      this.#direct = false
    }
    return { label: `${address} ! timeout ${eventKey(event)} to ${to}`, take }
  }
}
