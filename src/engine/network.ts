import { Changes } from './changes.ts'
import type { Clock } from './clock.ts'
import type { Growth } from './growth.ts'
import { growthOf } from './growth.ts'
import type { Families, Independence } from './independence.ts'
import { Kinship } from './independence.ts'
import { Learning } from './learning.ts'
import { Local } from './local.ts'
import type { EnabledMoves } from './places.ts'
import { moveAt, Places, stepsOf } from './places.ts'
import type { Program } from './program.ts'
import { programSlot } from './program.ts'
import type { Roster } from './roster.ts'
import { Slab } from './slab.ts'
import type { Operation, Slot } from './slot.ts'
import type { Ask, Crowd, Learnt, PendingTimer, Read, Readiness, Space, StateVector, Taken, Visit } from './space.ts'
import type { SystemState } from './state.ts'
import { readinessOf } from './state.ts'
import type { Occurrence, Step, StepFlaw } from './step.ts'
import { Symmetry } from './symmetry.ts'
import type { System } from './system.ts'
import type { MoveTable, ReceiptTable, Tables } from './tables.ts'
import { FLAGS, flatOperations, MOVES, PASSES, PLAIN } from './tables.ts'
import { Views } from './views.ts'
import type { WaitEdge } from './wait.ts'

/**
 * The state space of a system of XState machines. A state is a vector of configuration ids; a step replaces the mover's
 * entry by table look-up and lets the others receive what it sent, by table look-up (LTSmin's local transition caching).
 */
export class Network implements Space {
  readonly name: string
  readonly slots: readonly string[]
  readonly system: System
  /** The local semantics, and who there is. */
  readonly local: Local
  readonly #roster: Roster
  readonly #table: MoveTable
  readonly #clock: Clock
  readonly #views: Views
  readonly independence: Independence
  /** The state that moves are made on and taken back. */
  #work = new Int32Array(0)
  /** By slot, where the moves of its configuration there begin in the table; 0 where no actor is. */
  #begins = new Int32Array(0)
  /** Differences that nobody asks for, and ones that no call is using: a visitor may expand another state. */
  readonly #scratch = new Changes()
  readonly #spare: Changes[] = []
  /** By slot, as the slots have them. */
  #receipts: readonly ReceiptTable[] = []
  /** Virtual milliseconds until the first timers of that state are due. */
  #due = Number.POSITIVE_INFINITY
  readonly #learning: Learning
  #initial: Taken | undefined
  readonly #slab = new Slab()
  readonly #places: Places

  constructor(system: System, clock: Clock) {
    this.name = system.name
    this.system = system
    this.#clock = clock
    this.local = new Local(system)
    this.#learning = new Learning(this.local)
    this.#roster = this.local.roster
    this.#table = this.local.table
    this.#places = new Places(this.#roster, this.#table)
    this.slots = this.#roster.addresses
    this.#views = new Views(this.#roster, (name) => this.#learning.slot(name))
    this.independence = new Kinship(this.local, system, clock)
  }

  get symmetry(): Symmetry | undefined {
    const exchanged = this.system.symmetric.filter((copies) => copies.length > 1)
    return exchanged.length === 0 ? undefined : new Symmetry(this.name, exchanged, this.local)
  }

  get bytes(): number {
    return this.#roster.slots.reduce((sum, slot) => sum + slot.bytes, this.#table.bytes)
  }

  initial(): Taken {
    this.#initial ??= this.#start()
    return this.#initial
  }

  #start(): Taken {
    const starts = [...this.system.actors.keys()].map((name) => this.local.startDeclared(name))
    this.#room()
    this.#work.fill(0)
    this.#begins.fill(0)
    for (const start of starts) this.#work[start.slot.index] = start.config
    const occurrences: Occurrence[] = []
    for (const start of starts) {
      occurrences.push(...start.occurrences)
      const code = flatOperations(start.operations)
      this.#operate(this.#scratch, code, 0, code.length, occurrences)
    }
    const failed = starts.find((start) => start.failed)
    const flaw: StepFlaw | undefined = failed && {
      kind: 'error',
      actor: failed.slot.address,
      error: failed.slot.body(failed.config)?.snapshot.error,
    }
    return { state: this.#slab.copy(this.#work, this.slots.length), elapsed: 0, occurrences, flaw }
  }

  expand(state: StateVector, visit: Visit, among?: Families): void {
    const changes = this.#spare.pop() ?? new Changes()
    const positions: number[] = []
    this.#successors(state, changes, among, positions)
    const next = new Int32Array(this.slots.length)
    for (let successor = 0, at = 0; successor < changes.count; successor++) {
      next.fill(0).set(state)
      for (; at < changes.ends[successor]; at++) next[changes.slots[at]] = changes.afters[at]
      visit(next, changes.movers[successor], changes.flags[successor], positions[successor])
    }
    this.#spare.push(changes)
  }

  changes(state: StateVector, out: Changes): void {
    this.#successors(state, out)
  }

  tables(): Tables {
    return { moves: this.#table, ranked: this.#roster.ranked, receipts: this.#roster.receipts }
  }

  /** With `among`, only steps of actors of these families; `positions` gets their places among all. */
  #successors(state: StateVector, out: Changes, among?: Families, positions?: number[]): void {
    out.clear()
    const firing = this.#survey(state)
    const { code } = this.#table
    const begins = this.#begins
    const ranked = this.#roster.ranked
    let position = 0
    for (let rank = 0; rank < ranked.length; rank++) {
      const index = ranked[rank]
      const start = begins[index]
      if (start === 0) continue
      const end = firing && this.#table.due(start) === this.#due ? code[start + 1] : code[start]
      const taken = among === undefined || among[this.independence.familyOf(index)] === 1
      for (let at = start + 2; at < end; at = code[at + 2], position++) {
        if (!taken) continue
        positions?.push(position)
        this.#describe(out, index, code, at)
      }
    }
  }

  #describe(out: Changes, index: number, code: Int32Array, at: number): void {
    if ((code[at + 1] & PLAIN) !== 0 && this.#send(out, index, code, at)) return
    this.#move(out, this.#roster.slots[index], at)
    this.#undo(out)
  }

  /** Describes a plain move without making it; not when a receiver goes away by it. */
  #send(out: Changes, index: number, code: Int32Array, at: number): boolean {
    const work = this.#work
    const receipts = this.#receipts
    const end = code[at + 2]
    out.reserve(end - at)
    const { slots, befores, afters } = out
    let size = out.size
    slots[size] = index
    befores[size] = work[index]
    afters[size++] = code[at]
    for (let operation = at + 3; operation < end; operation += 2) {
      const receiver = code[operation]
      const before = work[receiver]
      const letter = code[operation + 1]
      let after = receipts[receiver].get(before, letter)
      if (after < 0) after = this.#learning.receipt(receiver, before, letter)
      if (after === 0 && before !== 0) return false
      slots[size] = receiver
      befores[size] = before
      afters[size++] = after
    }
    out.size = size
    const flags = code[at + 1]
    out.end((flags & MOVES) === 0 ? -1 : index, flags & FLAGS)
    return true
  }

  #receive(slot: Slot, config: number, letter: number): number {
    const known = this.#receipts[slot.index].get(config, letter)
    return known >= 0 ? known : this.#learning.receipt(slot.index, config, letter)
  }

  enabled(state: StateVector): readonly Step[] {
    return stepsOf(this.#enabledMoves(state))
  }

  take(state: StateVector, position: number): Taken {
    const { slot, move, at } = moveAt(this.#enabledMoves(state), position)
    const received: Occurrence[] = []
    this.#move(this.#scratch, slot, at, received)
    // The table's places are those of the state before.
    this.#begins.fill(0)
    return {
      state: this.#slab.copy(this.#work, this.slots.length),
      elapsed: move.elapsed,
      occurrences: received.length === 0 ? move.occurrences : [...move.occurrences, ...received],
      flaw: move.flaw,
    }
  }

  elapse(state: StateVector, milliseconds: number): StateVector {
    this.#survey(state)
    if (!this.#table.timed) return state
    this.#advance(this.#scratch, milliseconds)
    this.#begins.fill(0)
    return this.#slab.copy(this.#work, state.length)
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
    return readinessOf(this.#roster.slots[slot].body(config)?.snapshot)
  }

  timed(slot: number, config: number): boolean {
    return this.#roster.slots[slot].configs[config].timers.length > 0
  }

  timers(slot: number, config: number): readonly PendingTimer[] {
    const { events, slots } = this.#roster
    return slots[slot].configs[config].timers.map(({ event, remaining }) => ({ event: events[event], remaining }))
  }

  get clocked(): boolean {
    return this.#roster.slots.some(({ configs }) => configs.some(({ timers }) => timers.length > 0))
  }

  tagged(slot: number, config: number, tag: string): boolean {
    return config !== 0 && this.#views.actor(slot, config).hasTag(tag)
  }

  waits(state: StateVector): readonly WaitEdge[] {
    return this.#roster.order.flatMap((slot) => this.local.waits(slot, state[slot.index] ?? 0))
  }

  waitsOf(slot: number, config: number): readonly WaitEdge[] {
    return this.local.waits(this.#roster.slots[slot], config)
  }

  snapshot(slot: number, config: number): number {
    return this.#roster.slots[slot].configs[config].body
  }

  view(state: StateVector, read?: Read, ask?: Ask): SystemState {
    return this.#views.of(state, read, ask)
  }

  /**
   * Makes the state the one that moves work on, and sure that its moves are known (which may add slots). Says whether the
   * timers that are due first may fire.
   */
  #survey(state: StateVector): boolean {
    if (this.#work.length < this.slots.length) this.#room()
    this.#scratch.clear()
    const work = this.#work
    const begins = this.#begins
    // Most slots are as they were in the state before.
    for (let index = 0; index < state.length; index++) {
      const config = state[index]
      if (work[index] === config && begins[index] !== 0) continue
      work[index] = config
      begins[index] = config === 0 ? 0 : this.#begin(index, config)
    }
    if (work.length < this.slots.length) this.#room()
    for (let index = state.length; index < this.#work.length; index++) {
      this.#work[index] = 0
      this.#begins[index] = 0
    }
    return this.#table.timed && this.#firing()
  }

  #begin(index: number, config: number): number {
    return this.#table.start(index, config) || this.#learning.moves(index, config)
  }

  learnt(): Learnt {
    return this.#learning.learnt
  }

  learn(learnt: Learnt): boolean {
    return this.#learning.again(learnt)
  }

  growth(): readonly Growth[] {
    return this.#roster.slots.map((slot) => growthOf(slot, this.slots, this.#roster.events))
  }

  crowds(): readonly Crowd[] {
    return this.#roster.slots.map(({ address, configs }) => ({ actor: address, configs: configs.length - 1 }))
  }

  /** Notes when the first timers of the state are due, and says whether they may fire. */
  #firing(): boolean {
    const { code } = this.#table
    const begins = this.#begins
    let due = Number.POSITIVE_INFINITY
    let quiescent = true
    for (let index = 0; index < begins.length; index++) {
      const start = begins[index]
      if (start === 0) continue
      if (code[start] > start + 2) quiescent = false
      if (code[start + 1] > code[start]) due = Math.min(due, this.#table.due(start))
    }
    this.#due = due
    return due < Number.POSITIVE_INFINITY && (this.#clock === 'free' || due === 0 || quiescent)
  }

  /** Makes room for new slots. */
  #room(): void {
    const [work, begins] = [this.#work, this.#begins]
    this.#work = new Int32Array(this.slots.length)
    this.#begins = new Int32Array(this.slots.length)
    this.#work.set(work)
    this.#begins.set(begins)
    this.#receipts = this.#roster.receipts
  }

  /** The enabled moves in their order; valid until the next call. */
  #enabledMoves(state: StateVector): EnabledMoves {
    const firing = this.#survey(state)
    return this.#places.enabled(this.#work, this.#begins, firing ? this.#due : undefined)
  }

  /** The state after these operations on one; `occurrences` gets what happened to those who received. */
  operate(state: StateVector, operations: readonly Operation[], occurrences: Occurrence[]): StateVector {
    this.#survey(state)
    const code = flatOperations(operations)
    this.#operate(this.#scratch, code, 0, code.length, occurrences)
    this.#begins.fill(0)
    return this.#slab.copy(this.#work, this.slots.length)
  }

  /** Makes the move at this place in the table on the state being worked on. */
  #move(out: Changes, slot: Slot, at: number, occurrences?: Occurrence[]): void {
    const { code } = this.#table
    const next = code[at]
    const flags = code[at + 1]
    const end = code[at + 2]
    if ((flags & PASSES) !== 0) this.#advance(out, this.#due)
    this.#put(out, slot.index, next)
    this.#operate(out, code, at + 3, end, occurrences)
    // Last, for its final macrostep may have started children.
    if (next === 0) this.#removeChildren(out, slot)
    out.end((flags & MOVES) === 0 ? -1 : slot.index, flags & FLAGS)
  }

  /** Takes back the last successor's differences. */
  #undo(out: Changes): void {
    const first = out.count > 1 ? out.ends[out.count - 2] : 0
    for (let at = out.size - 1; at >= first; at--) this.#work[out.slots[at]] = out.befores[at]
  }

  #put(out: Changes, index: number, config: number): void {
    out.add(index, this.#work[index], config)
    this.#work[index] = config
  }

  #operate(out: Changes, code: Int32Array, from: number, end: number, occurrences?: Occurrence[]): void {
    for (let at = from; at < end; at += 2) {
      const index = code[at]
      const value = code[at + 1]
      if (index < 0) {
        if (this.#work[~index] !== 0) this.#removeChildren(out, this.#roster.slots[~index])
        this.#put(out, ~index, value)
        continue
      }
      const slot = this.#roster.slots[index]
      const config = this.#work[index]
      const after = this.#receive(slot, config, value)
      this.#put(out, index, after)
      if (after === 0 && config !== 0) this.#removeChildren(out, slot)
      if (occurrences !== undefined) this.#note(slot, config, value, occurrences)
    }
  }

  #note(slot: Slot, config: number, letter: number, occurrences: Occurrence[]): void {
    const { event } = slot.letters[letter]
    const finished = slot.body(config)?.snapshot.status !== 'active'
    if (this.local.isStop(event)) {
      if (config !== 0) occurrences.push({ kind: 'stopped', actor: slot.address })
    } else if (finished) {
      occurrences.push({ kind: 'dropped', to: slot.address, event: this.#roster.events[event], why: 'finished' })
    }
  }

  #removeChildren(out: Changes, slot: Slot): void {
    for (const child of slot.children) {
      if (this.#work[child.index] === 0) continue
      this.#put(out, child.index, 0)
      this.#removeChildren(out, child)
    }
  }

  #advance(out: Changes, elapsed: number): void {
    for (const slot of this.#roster.slots) {
      const config = this.#work[slot.index]
      if (config === 0 || slot.configs[config].timers.length === 0) continue
      const known = slot.advanced[config]?.get(elapsed)
      this.#put(out, slot.index, known ?? this.#learning.advance(slot.index, config, elapsed))
    }
  }
}
