import { InterlockError } from '../engine/error.ts'
import type { ActorSnapshot, Effect, Event, Macrostep } from '../engine/machine.ts'
import { Driver } from '../engine/machine.ts'
import { mayTake } from '../engine/state.ts'
import type { ActorOptions, System } from '../engine/system.ts'
import type { WaitEdge } from '../engine/wait.ts'
import { declaredWaits } from '../engine/waits.ts'
import type { Duration } from '../scheduler/duration.ts'
import { drawn } from '../scheduler/duration.ts'
import type { Random } from '../scheduler/prng.ts'
import { random } from '../scheduler/prng.ts'
import { Agenda } from './agenda.ts'

/** How long things take. */
export interface Timing {
  /** A message on its way; those of one channel arrive in the order in which they were sent. */
  readonly message: (from: string, to: string) => Duration
  /** What an actor does with an event: it takes no other one meanwhile, and what it sends leaves at the end. */
  readonly computation: (actor: string) => Duration
}

/** A step of a timed run: an actor has taken an event, or (without `from`) one of its timers has fired. */
export interface TimedStep {
  readonly time: number
  readonly actor: string
  readonly from: string | undefined
  readonly event: Event
}

/** Who hears of a timed run as it goes on. */
export interface Listener {
  readonly step?: (step: TimedStep) => void
  /** Whom an actor waits for from now on. */
  readonly waits: (time: number, actor: string, edges: readonly WaitEdge[]) => void
}

/** How a timed run ended: everything came to rest, or the bound on steps was reached. */
export interface TimedEnd {
  readonly time: number
  readonly steps: number
  readonly truncated: boolean
  /** Actors that are neither finished nor idle. */
  readonly unfinished: readonly string[]
}

interface Letter {
  /** `undefined` for the actor's own timer. */
  readonly from: string | undefined
  readonly event: Event
  readonly timer?: Timer
}

interface Timer {
  cancelled: boolean
}

interface Actor {
  readonly name: string
  readonly options: ActorOptions
  readonly defers: boolean
  snapshot: ActorSnapshot
  /** What has arrived, in this order. */
  inbox: Letter[]
  /** How many of these cannot be taken in this snapshot. */
  refused: number
  busy: boolean
  readonly timers: Map<string, Timer>
}

/** What comes at a time. */
type Coming =
  | { readonly kind: 'arrival'; readonly to: string; readonly letter: Letter }
  | { readonly kind: 'completion'; readonly of: Actor; readonly letter: Letter }

/**
 * A discrete-event simulation (Law, "Simulation Modeling and Analysis", 5th ed. 2015, ch. 1: next-event time advance) of a
 * system on the virtual clock. Messages and computations take seeded times; an actor takes what arrived first of what it can
 * take. Each run is one of the interleavings that a check explores, but no table is filled on the way, so that
 * thousands of actors are no burden.
 *
 * Deviation from a check: children and promises are refused, for their settlement has no duration yet.
 *
 * @throws InterlockError `uncontrolled` for a system with children or logic other than machines.
 */
export function timedRun(system: System, timing: Timing, seed: number, most: number, listener: Listener): TimedEnd {
  return new TimedRun(system, timing, seed, listener).until(most)
}

class TimedRun {
  readonly #driver: Driver
  readonly #actors = new Map<string, Actor>()
  readonly #agenda = new Agenda<Coming>()
  readonly #timing: Timing
  readonly #listener: Listener
  readonly #draw: Random
  /** By channel, when its last message arrives. */
  readonly #lastArrivals = new Map<string, number>()
  #time = 0
  #steps = 0

  constructor(system: System, timing: Timing, seed: number, listener: Listener) {
    this.#timing = timing
    this.#listener = listener
    this.#draw = random(seed, 2)
    const names = [...[...system.actors.keys()].map((name) => [name, name] as const), ...system.systemIds]
    this.#driver = new Driver(new Map(names), (name) => system.actors.get(name)?.actions !== 'record')
    for (const [name, options] of system.actors) {
      if (this.#driver.kindOf(options.machine) !== 'machine') throw refusal(name, 'is no machine')
      const defers = (options.unhandled ?? system.unhandled) === 'defer'
      const { snapshot, effects } = this.#driver.start(name, options.machine, options.input)
      const actor = { name, options, defers, snapshot, inbox: [], refused: 0, busy: false, timers: new Map() }
      this.#actors.set(name, actor)
      this.#finish(actor, { snapshot, effects })
    }
  }

  until(most: number): TimedEnd {
    while (this.#steps < most) {
      const coming = this.#agenda.next()
      if (coming === undefined) break
      this.#time = coming.time
      if (coming.what.kind === 'arrival') this.#arrive(this.#actors.get(coming.what.to) as Actor, coming.what.letter)
      else this.#complete(coming.what.of, coming.what.letter)
    }
    const unfinished = [...this.#actors.values()].filter(({ snapshot }) => !isAtRest(snapshot))
    return {
      time: this.#time,
      steps: this.#steps,
      truncated: this.#steps >= most,
      unfinished: unfinished.map(({ name }) => name),
    }
  }

  #arrive(actor: Actor, letter: Letter): void {
    if (letter.timer?.cancelled) return
    actor.inbox.push(letter)
    this.#begin(actor)
  }

  /** Begins with the first of what has arrived that can be taken. */
  #begin(actor: Actor): void {
    if (actor.busy) return
    const letter = this.#takeable(actor)
    if (letter === undefined) return
    actor.busy = true
    const takes = drawn(this.#timing.computation(actor.name), this.#draw)
    this.#agenda.put(this.#time + takes, { kind: 'completion', of: actor, letter })
  }

  #takeable(actor: Actor): Letter | undefined {
    const { inbox, snapshot, defers } = actor
    if (snapshot.status !== 'active') return undefined
    const handled = new Map<string, boolean>()
    const behind = new Set(inbox.slice(0, actor.refused).map(({ from }) => from))
    for (let at = actor.refused; at < inbox.length; at++) {
      const letter = inbox[at]
      const { type } = letter.event
      if (!handled.has(type)) handled.set(type, mayTake(snapshot, type))
      const first = letter.from === undefined || !behind.has(letter.from)
      if (first && (!defers || (handled.get(type) && this.#driver.canTake(snapshot, letter.event)))) {
        inbox.splice(at, 1)
        return letter
      }
      behind.add(letter.from)
      actor.refused = at + 1
    }
    return undefined
  }

  #complete(actor: Actor, letter: Letter): void {
    actor.busy = false
    this.#steps++
    const { from, event } = letter
    this.#listener.step?.({ time: this.#time, actor: actor.name, from, event })
    if (this.#driver.canTake(actor.snapshot, event)) {
      this.#finish(actor, this.#driver.take(actor.name, actor.options.machine, actor.snapshot, event))
    }
    this.#begin(actor)
  }

  #finish(actor: Actor, { snapshot, effects }: Macrostep): void {
    actor.snapshot = snapshot
    actor.refused = 0
    const edges = declaredWaits(actor.name, snapshot, (target) =>
      typeof target === 'string' ? undefined : this.#driver.addressOf(target),
    )
    this.#listener.waits(this.#time, actor.name, edges)
    for (const effect of effects) this.#effect(actor, effect)
  }

  #effect(actor: Actor, effect: Effect): void {
    switch (effect.kind) {
      case 'send':
        this.#send(actor.name, effect.to, effect.event)
        return
      case 'arm': {
        const timer = { cancelled: false }
        if (effect.id !== undefined) actor.timers.set(effect.id, timer)
        const { to } = effect
        const letter = { from: to === actor.name ? undefined : actor.name, event: effect.event, timer }
        this.#agenda.put(this.#time + Math.max(0, Math.round(effect.delay)), { kind: 'arrival', to, letter })
        return
      }
      case 'cancel': {
        const timer = actor.timers.get(effect.id)
        if (timer !== undefined) timer.cancelled = true
        return
      }
      case 'spawn':
        throw refusal(effect.child.address, 'is a child')
      case 'stop':
      case 'emit':
      case 'log':
      case 'action':
    }
  }

  #send(from: string, to: string, event: Event): void {
    const channel = `${from} ${to}`
    const takes = drawn(this.#timing.message(from, to), this.#draw)
    const time = Math.max(this.#time + takes, this.#lastArrivals.get(channel) ?? 0)
    this.#lastArrivals.set(channel, time)
    this.#agenda.put(time, { kind: 'arrival', to, letter: { from, event } })
  }
}

function refusal(actor: string, what: string): InterlockError {
  return new InterlockError(
    'uncontrolled',
    `${actor} ${what}; a timed run takes systems of machines only, without children: use sim run`,
  )
}

function isAtRest(snapshot: ActorSnapshot): boolean {
  const { status, tags } = snapshot as ActorSnapshot & { readonly tags?: ReadonlySet<string> }
  return status !== 'active' || tags?.has('idle') === true
}
