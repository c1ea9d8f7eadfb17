import { Changes, successorOf } from './changes.ts'
import type { Clock } from './clock.ts'
import { NO_TIMERS } from './clock.ts'
import { Environment } from './environment.ts'
import { InterlockError } from './error.ts'
import type { Faults, Harm, Recovery } from './faults.ts'
import { ENVIRONMENT } from './faults.ts'
import type { Growth } from './growth.ts'
import type { Start } from './local.ts'
import type { ActorSnapshot } from './machine.ts'
import { EMPTY } from './mailbox.ts'
import { Network } from './network.ts'
import type { Operation, Slot } from './slot.ts'
import type { Ask, Crowd, Read, Readiness, Space, StateVector, Taken, Visit } from './space.ts'
import { HARM } from './space.ts'
import type { SystemState } from './state.ts'
import { CRASHED, LEFT } from './state.ts'
import type { Occurrence, Step } from './step.ts'
import { isHarm } from './step.ts'
import type { System } from './system.ts'
import { Tampering } from './tamper.ts'
import type { WaitEdge } from './wait.ts'

/** A declared actor that faults strike: where it is when it has crashed, and when it has left; and the steps by which it is. */
interface Struck {
  readonly slot: Slot
  readonly crashed: number
  readonly left: number
  readonly steps: Readonly<Record<'crash' | 'leave' | 'restart', Step>>
}

/** A fault that may strike now: the environment's configuration after it, and what else it changes. */
interface Strike {
  readonly step: Step
  readonly environment: number
  /** The configuration that it puts the actor of this slot in. */
  readonly put?: { readonly slot: number; readonly config: number }
  readonly operations?: readonly Operation[]
  readonly occurrences?: readonly Occurrence[]
  /** Virtual milliseconds that the clock jumps. */
  readonly elapsed?: number
}

/**
 * The state space of a system and of an environment that harms it within its budgets (see `FaultsDefinition`): the steps of the
 * network, then those by which the environment keeps its promises, then harm. One more slot holds what is left of the
 * budgets, so that the space is as finite as the network's, and faults are explored, run and replayed like all other steps.
 */
export class Faulty implements Space {
  readonly #network: Network
  readonly #faults: Faults
  readonly #environment: Environment
  readonly #tampering: Tampering
  readonly #struck: ReadonlyMap<string, Struck>
  readonly #starts = new Map<string, Start>()
  /** Differences that no call is using: a visitor may expand another state. */
  readonly #spare: Changes[] = []
  readonly harmed = true

  constructor(network: Network, { faults, actors, delivery }: System & { readonly faults: Faults }) {
    this.#network = network
    this.#faults = faults
    const { roster } = network.local
    this.#environment = new Environment(roster.environment as Slot, faults)
    this.#tampering = new Tampering(network.local, faults, delivery === 'async')
    this.#struck = new Map(
      [...actors.keys()].map((name) => {
        const slot = roster.slot(name)
        const steps = {
          crash: named(name, 'crash'),
          leave: named(name, 'leave'),
          restart: { ...named(name, 'restart'), moves: true },
        }
        return [name, { slot, steps, crashed: stopped(slot, 'crashed', CRASHED), left: stopped(slot, 'left', LEFT) }]
      }),
    )
  }

  get name(): string {
    return this.#network.name
  }

  get slots(): readonly string[] {
    return this.#network.slots
  }

  get bytes(): number {
    return this.#network.bytes
  }

  get clocked(): boolean {
    return this.#network.clocked
  }

  initial(): Taken {
    const taken = this.#network.initial()
    return { ...taken, state: this.#standing(taken.state, this.#environment.initial) }
  }

  enabled(state: StateVector): readonly Step[] {
    return [...this.#network.enabled(state), ...this.#strikes(state).map(({ step }) => step)]
  }

  take(state: StateVector, position: number): Taken {
    const calm = this.#network.enabled(state).length
    if (position < calm) return this.#network.take(state, position)
    const strike = this.#strikes(state)[position - calm]
    if (strike === undefined) throw new RangeError(`no step ${position} is enabled`)
    return this.#strike(state, strike)
  }

  changes(state: StateVector, out: Changes): void {
    this.#network.changes(state, out)
    for (const strike of this.#strikes(state)) {
      this.#describe(out, state, strike)
      out.end(this.#moverOf(strike.step), 0)
    }
  }

  /** What a strike changes; without making it where it does nothing but put somebody somewhere. */
  #describe(out: Changes, state: StateVector, strike: Strike): void {
    const { environment, put, operations, elapsed } = strike
    if (operations === undefined && elapsed === undefined) {
      const { index } = this.#environment.slot
      out.add(index, state[index], environment)
      if (put !== undefined) out.add(put.slot, state[put.slot], put.config)
      return
    }
    const { state: next } = this.#strike(state, strike)
    for (let slot = 0; slot < next.length; slot++) {
      const before = slot < state.length ? state[slot] : 0
      if (next[slot] !== before) out.add(slot, before, next[slot])
    }
  }

  expand(state: StateVector, visit: Visit): void {
    const changes = this.#spare.pop() ?? new Changes()
    this.changes(state, changes)
    for (let successor = 0; successor < changes.count; successor++) {
      visit(successorOf(state, changes, successor), changes.movers[successor], changes.flags[successor], successor)
    }
    this.#spare.push(changes)
  }

  elapse(state: StateVector, milliseconds: number): StateVector {
    return this.#network.elapse(state, milliseconds)
  }

  readiness(slot: number, config: number): Readiness {
    return this.#network.readiness(slot, config)
  }

  timed(slot: number, config: number): boolean {
    return this.#network.timed(slot, config)
  }

  /** See `Network.timers`. */
  timers(slot: number, config: number): ReturnType<Network['timers']> {
    return this.#network.timers(slot, config)
  }

  tagged(slot: number, config: number, tag: string): boolean {
    return this.#network.tagged(slot, config, tag)
  }

  snapshot(slot: number, config: number): number {
    return this.#network.snapshot(slot, config)
  }

  view(state: StateVector, read?: Read, ask?: Ask): SystemState {
    return this.#network.view(state, read, ask)
  }

  crowds(): readonly Crowd[] {
    return this.#network.crowds()
  }

  growth(): readonly Growth[] {
    return this.#network.growth().filter(({ actor }) => actor !== ENVIRONMENT)
  }

  /** What faults make of configurations is numbered as it is met, which is not written down for another process. */
  learn(): never {
    throw new InterlockError(
      'checkpoint',
      'a search over faults cannot go on from a checkpoint; check the system from the start',
    )
  }

  /** Whoever waits for an actor that a fault has stopped waits for what will not come. */
  waits(state: StateVector): readonly WaitEdge[] {
    return this.#network.waits(state).map((edge) => {
      const struck = this.#struck.get(edge.to)
      const config = struck && state[struck.slot.index]
      if (config === struck?.crashed) return { ...edge, down: 'crashed' }
      return config === struck?.left ? { ...edge, down: 'left' } : edge
    })
  }

  waitsOf(slot: number, config: number): readonly WaitEdge[] {
    return this.#network.waitsOf(slot, config)
  }

  #moverOf(step: Step): number {
    if (isHarm(step)) return HARM
    return step.moves ? this.slots.indexOf(step.actor) : -1
  }

  #standing(state: StateVector, environment: number): StateVector {
    const standing = state.slice()
    standing[this.#environment.slot.index] = environment
    return standing
  }

  #strike(state: StateVector, { environment, put, operations = [], occurrences = [], elapsed = 0 }: Strike): Taken {
    const struck = this.#standing(state, environment)
    if (put !== undefined) struck[put.slot] = put.config
    const passed = elapsed === 0 ? struck : this.#network.elapse(struck, elapsed)
    if (operations.length === 0) return { state: passed, elapsed, occurrences, flaw: undefined }
    const received: Occurrence[] = []
    const after = this.#network.operate(passed, operations, received)
    return { state: after, elapsed, occurrences: [...occurrences, ...received], flaw: undefined }
  }

  /** What the environment may do: first what it has promised, then harm. */
  #strikes(state: StateVector): readonly Strike[] {
    const environment = state[this.#environment.slot.index]
    const strikes: Strike[] = []
    this.#restarts(state, environment, strikes)
    this.#arrivals(environment, strikes)
    if (this.#faults.heal !== undefined && !this.#environment.healed(environment)) {
      strikes.push({ step: named(ENVIRONMENT, 'heal'), environment: this.#environment.heal(environment) })
    }
    this.#messages(state, environment, strikes)
    this.#stops(state, environment, strikes)
    this.#jumps(state, environment, strikes)
    return strikes
  }

  #restarts(state: StateVector, environment: number, strikes: Strike[]): void {
    const { restart, heal = [] } = this.#faults
    const returns = (name: string): boolean =>
      restart.includes(name) || (heal.includes(name) && this.#environment.healed(environment))
    for (const [name, { slot, crashed, steps }] of this.#struck) {
      if (state[slot.index] !== crashed || !returns(name)) continue
      const { config, operations, occurrences } = this.#start(name)
      const start: Operation = { kind: 'start', slot: slot.index, config }
      strikes.push({ step: steps.restart, environment, operations: [start, ...operations], occurrences })
    }
  }

  /** How an actor starts: always the same way. */
  #start(name: string): Start {
    const start = this.#starts.get(name) ?? this.#network.local.startDeclared(name)
    this.#starts.set(name, start)
    return start
  }

  #arrivals(environment: number, strikes: Strike[]): void {
    const held = this.#environment.held(environment)
    for (const [at, { to, letter }] of held.entries()) {
      if (at > 0 && held[at - 1].to === to && held[at - 1].letter === letter) continue
      strikes.push({
        step: this.#tampering.step(this.#network.local.roster.slots[to], letter, 'arrive'),
        environment: this.#environment.arrive(environment, at),
        operations: [{ kind: 'receive', slot: to, letter }],
      })
    }
  }

  #messages(state: StateVector, environment: number, strikes: Strike[]): void {
    for (const slot of this.#network.local.roster.order) {
      for (const { harm, step, config, letter } of this.#tampering.of(slot, state[slot.index] ?? 0)) {
        if (this.#environment.left(environment, harm) === 0) continue
        const held = harm === 'delay' ? { to: slot.index, letter } : undefined
        strikes.push({
          step,
          environment: this.#environment.strike(environment, harm, held),
          put: { slot: slot.index, config },
          occurrences: harm === 'drop' ? [{ kind: 'dropped', to: slot.address, event: step.event, why: 'fault' }] : [],
        })
      }
    }
  }

  #stops(state: StateVector, environment: number, strikes: Strike[]): void {
    for (const harm of ['crash', 'leave'] as const) {
      if (this.#environment.left(environment, harm) === 0) continue
      for (const name of this.#faults[harm]) {
        const { slot, crashed, left, steps } = this.#struck.get(name) as Struck
        if (this.readiness(slot.index, state[slot.index]) === 'finished') continue
        const put = { slot: slot.index, config: harm === 'crash' ? crashed : left }
        const strike = { step: steps[harm], environment: this.#environment.strike(environment, harm) }
        // Children go with their parent.
        const alone = slot.children.length === 0
        strikes.push(alone ? { ...strike, put } : { ...strike, operations: [{ kind: 'start', ...put }] })
      }
    }
  }

  #jumps(state: StateVector, environment: number, strikes: Strike[]): void {
    if (this.#environment.left(environment, 'jump') === 0) return
    if (!state.some((config, slot) => config !== 0 && this.timed(slot, config))) return
    for (const elapsed of this.#faults.jump) {
      const step = named(ENVIRONMENT, 'jump')
      strikes.push({
        step: { ...step, label: `${step.label} ${elapsed} ms` },
        environment: this.#environment.strike(environment, 'jump'),
        elapsed,
      })
    }
  }
}

function named(actor: string, fault: Harm | Recovery): Step {
  return { kind: 'fault', fault, actor, moves: false, label: `${actor} ~ ${fault}`, event: { type: fault } }
}

/** The configuration of an actor of which nothing is left. */
function stopped(slot: Slot, key: string, snapshot: ActorSnapshot): number {
  const { machine: logic } = slot.options
  const body = slot.internBody(key, { logic, observed: false, outcomes: undefined, snapshot })
  return slot.intern({ body, mailbox: EMPTY, timers: NO_TIMERS })
}

/** The state space of a system's actors and, where it declares faults, of its environment. */
export function actorsOf(system: System, clock: Clock): Network | Faulty {
  const network = new Network(system, clock)
  const { faults } = system
  return faults === undefined ? network : new Faulty(network, { ...system, faults })
}
