import type { Clock } from './clock.ts'
import { InterlockError } from './error.ts'
import { actorsOf } from './faulty.ts'
import type { Growth } from './growth.ts'
import type { ActorSnapshot } from './machine.ts'
import { asked } from './monitor.ts'
import type { ObserverProperty } from './observer.ts'
import { eventOf, Observing } from './observer.ts'
import { observerSlot } from './property.ts'
import type { PendingTimer, Readiness, Space, StateVector, Taken, Visit } from './space.ts'
import { FLAG, HARM } from './space.ts'
import type { ActorState, SystemState } from './state.ts'
import { decode } from './state.ts'
import type { Occurrence, Step } from './step.ts'
import { isHarm } from './step.ts'
import type { System } from './system.ts'
import type { WaitEdge } from './wait.ts'

/** The state space of a system, with its faults and its observers if it has any. */
export function spaceOf(system: System, clock: Clock): Space {
  const actors = actorsOf(system, clock)
  const observers = system.properties.filter((property) => property.kind === 'observer')
  return observers.length === 0 ? actors : new Observed(actors, observers)
}

/** An observer at its place in the state vector, and the states that it is told about. */
interface Watcher {
  readonly address: string
  readonly observing: Observing
  readonly states: readonly { readonly type: string; readonly holds: (state: StateVector) => boolean }[]
  readonly decoded: ActorState[]
}

/** What a snapshot of an observer takes, measured as that of an actor is. */
const SNAPSHOT_BYTES = 2_000

/**
 * A space composed synchronously with observers: each has a slot before those of the actors, and moves along with every
 * step by what the step was, what happened on it, and where it led. It never holds a step back, nor rests on anybody, so
 * that the system behaves as without it.
 */
class Observed implements Space {
  readonly name: string
  readonly #inner: ReturnType<typeof actorsOf>
  readonly #watchers: readonly Watcher[]
  readonly #numbers = new WeakMap<object, number>()
  #counter = 0
  #slots: readonly string[] = []

  constructor(inner: ReturnType<typeof actorsOf>, observers: readonly ObserverProperty[]) {
    this.name = inner.name
    this.#inner = inner
    this.#watchers = observers.map(({ name, machine, states }) => ({
      address: observerSlot(name),
      observing: new Observing(name, machine),
      states: Object.entries(states).map(([type, predicate]) => ({
        type,
        holds: asked(inner, `${name} (${type})`, predicate),
      })),
      decoded: [],
    }))
  }

  get #width(): number {
    return this.#watchers.length
  }

  get harmed(): boolean {
    return 'harmed' in this.#inner
  }

  get slots(): readonly string[] {
    if (this.#slots.length !== this.#width + this.#inner.slots.length) {
      this.#slots = [...this.#watchers.map(({ address }) => address), ...this.#inner.slots]
    }
    return this.#slots
  }

  get bytes(): number {
    return this.#watchers.reduce((sum, { observing }) => sum + observing.count * SNAPSHOT_BYTES, this.#inner.bytes)
  }

  initial(): Taken {
    const taken = this.#inner.initial()
    const before = Int32Array.from(this.#watchers, ({ observing }) => observing.start())
    return { ...taken, state: this.#observe(before, taken.state, taken.occurrences) }
  }

  expand(state: StateVector, visit: Visit): void {
    this.enabled(state).forEach((step, position) => {
      const { state: next, flaw } = this.take(state, position, step)
      const mover = isHarm(step) ? HARM : step.moves ? this.slots.indexOf(step.actor) : -1
      visit(next, mover, flaw === undefined ? 0 : FLAG[flaw.kind], position)
    })
  }

  enabled(state: StateVector): readonly Step[] {
    return this.#inner.enabled(this.#actors(state))
  }

  take(state: StateVector, position: number, step: Step = this.enabled(state)[position]): Taken {
    const taken = this.#inner.take(this.#actors(state), position)
    return { ...taken, state: this.#observe(state, taken.state, [step, ...taken.occurrences]) }
  }

  elapse(state: StateVector, milliseconds: number): StateVector {
    return this.#join(state.subarray(0, this.#width), this.#inner.elapse(this.#actors(state), milliseconds))
  }

  growth(): readonly Growth[] {
    return this.#inner.growth()
  }

  /** Observers number their snapshots as they come to them, which another process need not do alike. */
  learn(): never {
    throw new InterlockError(
      'checkpoint',
      'a search that observers watch cannot go on from a checkpoint; check it from the start',
    )
  }

  readiness(slot: number, config: number): Readiness {
    return slot < this.#width ? 'idle' : this.#inner.readiness(slot - this.#width, config)
  }

  timed(slot: number, config: number): boolean {
    return slot >= this.#width && this.#inner.timed(slot - this.#width, config)
  }

  timers(slot: number, config: number): readonly PendingTimer[] {
    return slot < this.#width ? [] : (this.#inner.timers?.(slot - this.#width, config) ?? [])
  }

  get clocked(): boolean {
    return this.#inner.clocked
  }

  tagged(slot: number, config: number, tag: string): boolean {
    if (slot >= this.#width) return this.#inner.tagged(slot - this.#width, config, tag)
    return this.#decode(slot, config).hasTag(tag)
  }

  waits(state: StateVector): readonly WaitEdge[] {
    return this.#inner.waits(this.#actors(state))
  }

  waitsOf(slot: number, config: number): readonly WaitEdge[] {
    return slot < this.#width ? [] : this.#inner.waitsOf(slot - this.#width, config)
  }

  view(state: StateVector, read: (slot: number) => void = () => {}): SystemState {
    const inner = this.#inner.view(this.#actors(state), (slot) => read(slot + this.#width))
    return {
      ...inner,
      actor: (name) => {
        const slot = this.#watchers.findIndex(({ address }) => address === name)
        if (slot < 0) return inner.actor(name)
        read(slot)
        return this.#decode(slot, state[slot])
      },
      mailbox: (name, ...types) => {
        const address = typeof name === 'string' ? name : name.name
        return this.#watchers.some((watcher) => watcher.address === address) ? [] : inner.mailbox(name, ...types)
      },
    }
  }

  #actors(state: StateVector): StateVector {
    return state.subarray(this.#width)
  }

  #join(observers: StateVector, actors: StateVector): StateVector {
    const state = new Int32Array(this.#width + actors.length)
    state.set(observers)
    state.set(actors, this.#width)
    return state
  }

  #decode(slot: number, config: number): ActorState {
    const { address, observing, decoded } = this.#watchers[slot]
    decoded[config] ??= decode(address, observing.snapshot(config) as ActorSnapshot)
    return decoded[config]
  }

  /** What the observers make of a step to a state. */
  #observe(before: StateVector, actors: StateVector, seen: readonly (Step | Occurrence)[]): StateVector {
    const after = this.#watchers.map(({ observing, states }, slot) => {
      let at = before[slot]
      for (const each of seen) at = observing.take(at, this.#key(each), () => eventOf(each))
      for (const { type, holds } of states)
        if (holds(actors)) at = observing.take(at, `state ${type}`, () => ({ type }))
      return at
    })
    return this.#join(Int32Array.from(after), actors)
  }

  /**
   * What stands for a step or an occurrence: those of one memoised move are the same objects each time; of those
   * that are made anew, their parts are.
   */
  #key(seen: Step | Occurrence): unknown {
    if (seen.kind === 'stopped') return `stopped ${seen.actor}`
    if (seen.kind === 'fault') return seen.label
    if (seen.kind === 'dropped' && seen.why !== 'unhandled') return `dropped ${this.#numberOf(seen.event)} ${seen.to}`
    return seen
  }

  #numberOf(event: object): number {
    const number = this.#numbers.get(event) ?? this.#counter++
    this.#numbers.set(event, number)
    return number
  }
}
