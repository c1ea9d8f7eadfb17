import type { Clock } from './clock.ts'
import { advance } from './clock.ts'
import { Local } from './local.ts'
import { isMachineSnapshot } from './machine.ts'
import type { Program } from './program.ts'
import { programSlot } from './program.ts'
import type { Roster } from './roster.ts'
import type { Move, Moves, Operation, Slot } from './slot.ts'
import type { Readiness, Space, StateVector, Taken, Visit } from './space.ts'
import { FLAG } from './space.ts'
import type { ActorState, PendingMessage, SystemState } from './state.ts'
import { decode } from './state.ts'
import type { Occurrence, Step, StepFault } from './step.ts'
import type { System } from './system.ts'
import type { WaitEdge } from './wait.ts'

/**
 * The state space of a system of XState machines. A state is a vector of configuration ids; a step replaces the mover's
 * entry by table look-up and lets the others receive what it sent, by table look-up (LTSmin's local transition caching).
 */
export class Network implements Space {
  readonly name: string
  readonly slots: readonly string[]
  readonly #system: System
  readonly #local: Local
  readonly #roster: Roster
  readonly #clock: Clock
  #next: StateVector = new Int32Array(0)
  #decoded: ActorState[][] = []

  constructor(system: System, clock: Clock) {
    this.name = system.name
    this.#system = system
    this.#clock = clock
    this.#local = new Local(system)
    this.#roster = this.#local.roster
    this.slots = this.#roster.addresses
  }

  get bytes(): number {
    return this.#roster.slots.reduce((sum, slot) => sum + slot.bytes, 0)
  }

  initial(): Taken {
    const starts = [...this.#system.actors.keys()].map((name) => this.#local.startDeclared(name))
    const state = new Int32Array(this.slots.length)
    for (const start of starts) state[start.slot.index] = start.config
    const occurrences: Occurrence[] = []
    for (const start of starts) {
      occurrences.push(...start.occurrences)
      this.#apply(state, start.operations, occurrences)
    }
    const failed = starts.find((start) => start.failed)
    const fault: StepFault | undefined = failed && {
      kind: 'error',
      actor: failed.slot.address,
      error: failed.slot.body(failed.config)?.snapshot.error,
    }
    return { state, elapsed: 0, occurrences, fault }
  }

  expand(state: StateVector, visit: Visit): void {
    const { due, firing } = this.#survey(state)
    if (this.#next.length < this.slots.length) this.#next = new Int32Array(this.slots.length)
    for (const slot of this.#roster.order) {
      const config = state[slot.index] ?? 0
      if (config === 0) continue
      const moves = slot.moves[config] as Moves
      this.#visit(state, slot, moves.prompt, visit)
      if (firing && moves.due === due) this.#visit(state, slot, moves.timeouts, visit)
    }
  }

  #visit(state: StateVector, slot: Slot, moves: readonly Move[], visit: Visit): void {
    const next = this.#next
    for (const move of moves) {
      this.#move(state, next, slot, move)
      visit(next, move.step.moves ? slot.index : -1, move.fault === undefined ? 0 : FLAG[move.fault.kind])
    }
  }

  enabled(state: StateVector): readonly Step[] {
    return this.#enabledMoves(state).map(({ move }) => move.step)
  }

  take(state: StateVector, position: number): Taken {
    const chosen = this.#enabledMoves(state)[position]
    if (chosen === undefined) throw new RangeError(`no step ${position} is enabled`)
    const { slot, move } = chosen
    const next = new Int32Array(this.slots.length)
    const received: Occurrence[] = []
    this.#move(state, next, slot, move, received)
    return {
      state: next,
      elapsed: move.elapsed,
      occurrences: [...move.occurrences, ...received],
      fault: move.fault,
    }
  }

  elapse(state: StateVector, milliseconds: number): StateVector {
    const next = Int32Array.from(state)
    this.#advance(next, milliseconds)
    return next
  }

  /** All that was explored so far, as a program over the state vector. */
  program(): Program {
    const { state } = this.initial()
    const slots = this.#roster.slots.map((slot) =>
      programSlot(slot, state[slot.index] ?? 0, (config) => this.readiness(slot.index, config)),
    )
    return { system: this.name, clock: this.#clock, slots }
  }

  readiness(slot: number, config: number): Readiness {
    const snapshot = this.#roster.slots[slot].body(config)?.snapshot
    if (snapshot === undefined) return 'absent'
    if (snapshot.status !== 'active') return 'finished'
    if (isMachineSnapshot(snapshot)) return snapshot.hasTag('idle') ? 'idle' : 'running'
    return 'context' in snapshot ? 'idle' : 'running'
  }

  timed(slot: number, config: number): boolean {
    return this.#roster.slots[slot].configs[config].timers.length > 0
  }

  tagged(slot: number, config: number, tag: string): boolean {
    return config !== 0 && this.#decode(slot, config).hasTag(tag)
  }

  waits(state: StateVector): readonly WaitEdge[] {
    return this.#roster.order.flatMap((slot) => this.#local.waits(slot, state[slot.index] ?? 0))
  }

  view(state: StateVector, read: (slot: number) => void = () => {}): SystemState {
    const see = (slot: number): number => {
      read(slot)
      return state[slot] ?? 0
    }
    const find = (name: string | ActorState): number =>
      this.#roster.knownSlot(typeof name === 'string' ? name : name.name).index
    return {
      actor: (name) => {
        const slot = find(name)
        return this.#decode(slot, see(slot))
      },
      actors: () =>
        this.#roster.order.flatMap(({ index }) => {
          const config = see(index)
          return config === 0 ? [] : [this.#decode(index, config)]
        }),
      mailbox: (name) => {
        const slot = find(name)
        return this.#mailbox(slot, see(slot))
      },
    }
  }

  #decode(slot: number, config: number): ActorState {
    this.#decoded[slot] ??= []
    this.#decoded[slot][config] ??= decode(this.slots[slot], this.#roster.slots[slot].body(config)?.snapshot)
    return this.#decoded[slot][config]
  }

  #mailbox(slot: number, config: number): readonly PendingMessage[] {
    return this.#roster.slots[slot].configs[config].mailbox.flatMap(({ from, events }) =>
      events.map((event) => ({ from: this.slots[from], event: this.#roster.events[event] })),
    )
  }

  /** Makes sure that the moves of this state are known (which may add slots), and says which timers may fire. */
  #survey(state: StateVector): { due: number; firing: boolean } {
    let due = Number.POSITIVE_INFINITY
    let quiescent = true
    for (let index = 0; index < state.length; index++) {
      const config = state[index]
      if (config === 0) continue
      const slot = this.#roster.slots[index]
      const moves = slot.moves[config] ?? this.#local.moves(slot, config)
      if (moves.due < due) due = moves.due
      if (moves.prompt.length > 0) quiescent = false
    }
    const firing = due < Number.POSITIVE_INFINITY && (this.#clock === 'free' || due === 0 || quiescent)
    return { due, firing }
  }

  #enabledMoves(state: StateVector): readonly { slot: Slot; move: Move }[] {
    const { due, firing } = this.#survey(state)
    return this.#roster.order.flatMap((slot) => {
      const config = state[slot.index] ?? 0
      if (config === 0) return []
      const moves = slot.moves[config] as Moves
      const timeouts = firing && moves.due === due ? moves.timeouts : []
      return [...moves.prompt, ...timeouts].map((move) => ({ slot, move }))
    })
  }

  #move(state: StateVector, next: StateVector, slot: Slot, move: Move, occurrences?: Occurrence[]): void {
    next.set(state)
    if (state.length < next.length) next.fill(0, state.length)
    if (move.elapsed > 0) this.#advance(next, move.elapsed)
    next[slot.index] = move.next
    this.#apply(next, move.operations, occurrences)
    // Last, for its final macrostep may have started children.
    if (move.next === 0) this.#removeChildren(next, slot)
  }

  #apply(next: StateVector, operations: readonly Operation[], occurrences?: Occurrence[]): void {
    for (const operation of operations) {
      const slot = this.#roster.slots[operation.slot]
      const config = next[slot.index]
      if (operation.kind === 'start') {
        if (config !== 0) this.#removeChildren(next, slot)
        next[slot.index] = operation.config
        continue
      }
      const after = slot.receipts[config]?.[operation.letter] ?? -1
      const received = after >= 0 ? after : this.#local.receive(slot, config, operation.letter)
      next[slot.index] = received
      if (received === 0 && config !== 0) this.#removeChildren(next, slot)
      if (occurrences !== undefined) this.#note(slot, config, operation.letter, occurrences)
    }
  }

  #note(slot: Slot, config: number, letter: number, occurrences: Occurrence[]): void {
    const { event } = slot.letters[letter]
    const finished = slot.body(config)?.snapshot.status !== 'active'
    if (this.#local.isStop(event)) {
      if (config !== 0) occurrences.push({ kind: 'stopped', actor: slot.address })
    } else if (finished) {
      occurrences.push({ kind: 'dropped', to: slot.address, event: this.#roster.events[event], why: 'finished' })
    }
  }

  #removeChildren(next: StateVector, slot: Slot): void {
    for (const child of slot.children) {
      if (next[child.index] === 0) continue
      next[child.index] = 0
      this.#removeChildren(next, child)
    }
  }

  #advance(next: StateVector, elapsed: number): void {
    for (const slot of this.#roster.slots) {
      const config = next[slot.index]
      if (config === 0 || slot.configs[config].timers.length === 0) continue
      slot.advanced[config] ??= new Map()
      const known = slot.advanced[config].get(elapsed)
      if (known !== undefined) {
        next[slot.index] = known
        continue
      }
      const before = slot.configs[config]
      const after = slot.intern({ ...before, timers: advance(before.timers, elapsed) })
      slot.advanced[config].set(elapsed, after)
      next[slot.index] = after
    }
  }
}
