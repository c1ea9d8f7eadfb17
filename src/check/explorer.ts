import { Changes, changesOf } from '../engine/changes.ts'
import type { Space, StateVector } from '../engine/space.ts'
import type { BoundHit } from '../engine/verdict.ts'
import { Desk } from './core/desk.ts'
import { ASK, LEFT_OUT } from './core/header.ts'
import { Image } from './core/image.ts'
import type { Crew } from './crew.ts'
import type { Graph } from './graph.ts'
import { Edges, ExploredGraph } from './graph.ts'
import { IntList } from './int-list.ts'
import { Layout } from './layout.ts'
import { memoryHit, roomHit, storeHit } from './memory.ts'
import { Reports } from './reports.ts'
import type { Bounds, Observer, Progress } from './search.ts'
import type { Flagged, Standing } from './standing.ts'
import { anotherSystem, learnAgain } from './standing.ts'
import { CHUNK, StateStore } from './store.ts'
import type { Round } from './team.ts'
import { Team } from './team.ts'

/** Batches between two looks at the memory. */
const LOOK_EVERY = 8
const AT_ONCE: readonly undefined[] = []

/** A breadth-first search in the middle of its work: goes on by one batch of states at a time. */
export class Explorer {
  readonly #space: Space
  readonly #bounds: Required<Bounds>
  readonly #observer: Observer
  readonly #store: StateStore
  readonly #parents: IntList
  #edges: Edges | undefined = new Edges()
  /** The slots that some step has moved, and the same by slot. */
  readonly #movers = new Set<number>()
  readonly #moved: number[] = []
  /** How many states have had their successors found. */
  expanded = 0
  #batches = 0
  #transitions = 0
  #lastDegree = 0
  #depth = 0
  /** The states up to here are no farther than `depth` steps. */
  #levelEnd = 1
  /** Whether a state was left out for the bound on states. */
  #full = false
  /** The first steps with flags that no step before had. */
  readonly #flagged: Flagged[] = []
  readonly #reports = new Reports()
  readonly #changesOf: (state: StateVector, out: Changes) => void
  readonly #changes = new Changes()
  readonly #desk: Desk
  /** The space's tables as the core reads them; absent when the space has none. */
  readonly #image: Image | undefined
  #current: StateVector
  readonly #crew: Crew | undefined
  /** Those who search together, once the crew is there. */
  #team: Team | undefined

  constructor(
    space: Space,
    start: StateVector,
    bounds: Required<Bounds>,
    observer: Observer,
    resumed?: Standing,
    crew?: Crew,
  ) {
    // Who helps follows moves in tables.
    this.#crew = space.tables === undefined ? undefined : crew
    this.#space = space
    this.#bounds = bounds
    this.#observer = observer
    this.#changesOf = changesOf(space)
    this.#current = start.slice()
    if (resumed === undefined) {
      this.#store = new StateStore(start.length)
      this.#store.add(start)
      this.#parents = IntList.of([-1])
    } else {
      learnAgain(space, resumed)
      this.#store = StateStore.of(Layout.of(resumed.limits), resumed.chunks, resumed.states)
      if (this.#store.find(start) !== ~0) throw anotherSystem()
      this.#parents = IntList.of(resumed.parents)
      this.expanded = resumed.expanded
      this.#edges = undefined
      this.#transitions = resumed.transitions
      this.#depth = resumed.depth
      this.#levelEnd = resumed.levelEnd
      for (const mover of resumed.movers) this.#moves(mover)
    }
    const { core, layout } = this.#store
    this.#desk = new Desk(core, layout)
    this.#image = space.tables === undefined ? undefined : new Image(core, () => (space as Required<Space>).tables())
    for (let index = 0; index < this.#store.count; index++) observer.state?.(index, this.#store.get(index))
    for (const [index, position, flags] of resumed?.flagged ?? []) this.#flag(index, position, flags)
  }

  get isDone(): boolean {
    return this.expanded === this.#store.count && !this.#full
  }

  /** Whether it is time to report. */
  isReportDue(): boolean {
    return this.#reports.isDue(this.expanded, this.#transitions)
  }

  get progress(): Progress {
    return {
      states: this.#store.count,
      expanded: this.expanded,
      transitions: this.#transitions,
      depth: this.#depth,
      bytes: this.#bytes,
      ending: undefined,
      crowds: () => this.#space.crowds?.() ?? [],
      standing: () => this.#standing(),
    }
  }

  get #bytes(): number {
    return this.#space.bytes + this.#store.bytes + this.#parents.bytes + (this.#edges?.bytes ?? 0)
  }

  /** The bound that is hit where `advance` finds no room. */
  roomHit(): BoundHit {
    return roomHit(this.#store)
  }

  /** The bound that ends the search here, if one does. */
  bound(): BoundHit | undefined {
    const { depth, states, memory } = this.#bounds
    if (this.#depth >= depth) return { bound: 'depth', limit: depth }
    if (this.#full) return { bound: 'states', limit: states }
    const full = storeHit(this.#store, CHUNK + (this.#team?.proposed?.unfound ?? 0))
    if (full !== undefined || this.#batches++ % LOOK_EVERY !== 0) return full
    // Edges can be looked up again: they are the first to go.
    if (this.#bytes > memory) this.#edges = undefined
    return memoryHit(memory, this.#bytes, this.#space.bytes)
  }

  graph(hit: BoundHit | undefined): Graph {
    return new ExploredGraph({
      space: this.#space,
      store: this.#store,
      parents: this.#parents,
      edges: this.#edges,
      movers: this.#movers,
      expanded: this.expanded,
      transitions: this.#transitions,
      depth: this.#depth,
      hit,
      threads: this.#team === undefined ? 1 : this.#crew?.size,
    })
  }

  /** Where the search stands, for another process to go on from. Its parts are valid until the search goes on. */
  #standing(): Standing {
    // The last state expanded before the bound on states lacks successors: it is expanded again.
    const cut = this.#full ? 1 : 0
    return {
      states: this.#store.count,
      expanded: this.expanded - cut,
      transitions: this.#transitions - cut * this.#lastDegree,
      depth: this.#depth,
      levelEnd: this.#levelEnd,
      limits: [...this.#store.layout.limit],
      movers: [...this.#movers],
      flagged: this.#flagged,
      crowds: this.#space.crowds?.() ?? [],
      learnt: this.#space.learnt?.() ?? [],
      chunks: this.#store.chunks,
      parents: { [Symbol.iterator]: () => this.#parents.values() },
    }
  }

  /**
   * Finds the successors of the next states; gives something to go through where that takes long, or those who help keep it
   * waiting. The search stands somewhere all the while.
   * @throws NoRoom when there is none for what they need; the search stands somewhere then, too.
   */
  advance(): Iterable<void> {
    const team = this.#helped()
    if (team !== undefined) return this.#advanceTogether(team)
    this.#gather(this.#levelEnd)
    this.#resolve(this.#desk)
    this.#endLevel()
    return AT_ONCE
  }

  /** The next states are proposed while those before are numbered, unless these are not done and tables have to change. */
  *#advanceTogether(team: Team): Generator<void, void> {
    const before = team.proposed
    team.proposed = undefined
    const from = before?.end ?? this.expanded
    const isNext = from < this.#levelEnd && before?.isWhole !== false
    if (isNext) this.#image?.follow(this.#store.layout.slots)
    const next = isNext ? team.begin(from, this.#levelEnd, before) : undefined
    if (before !== undefined) yield* this.#takeOver(before)
    if (next !== undefined) yield* team.finish(next)
    this.#endLevel()
  }

  /** Numbers what a round has proposed, and does what it has left. */
  *#takeOver({ desks, used }: Round): Generator<void, void> {
    for (const desk of desks.slice(0, used)) {
      if (desk.layout === this.#store.layout && !this.#full) this.#resolve(desk)
      while (this.expanded < desk.end && !this.#full) {
        this.#gather(desk.end)
        this.#resolve(this.#desk)
        if (!this.#full && this.isReportDue()) yield
      }
      if (!this.#full && this.isReportDue()) yield
    }
  }

  #endLevel(): void {
    if (this.#full || this.expanded < this.#levelEnd || this.expanded === this.#store.count) return
    this.#depth++
    this.#levelEnd = this.#store.count
  }

  /** Leaves a round that others have not come through with. */
  abandon(): void {
    this.#crew?.dismiss()
  }

  /** Those who do the next states together; nobody where that is not worth while. */
  #helped(): Team | undefined {
    if (this.#crew === undefined || this.#team?.proposed !== undefined) return this.#team
    const { states, rest } = this.#crew.worth
    if (this.#store.count < states || this.#levelEnd - this.expanded < rest) return undefined
    if (this.#team === undefined && this.#crew.isReady()) this.#team = new Team(this.#crew, this.#store)
    return this.#team
  }

  /** Puts the successors of the next states before `end` on the desk. */
  #gather(end: number): void {
    const desk = this.#desk
    desk.clear()
    let at = this.expanded
    while (at < end && !desk.isFull) {
      if (this.#image !== undefined) {
        this.#image.follow(this.#store.layout.slots)
        at = desk.gather(at, end)
        if (desk.stop !== ASK && desk.states > 0) return
        if (at === end) return
      }
      if (!this.#ask(at)) return
      at++
    }
  }

  /** Puts one state's successors on the desk, as the space tells them; not when the desk must be cleared before. */
  #ask(at: number): boolean {
    const [desk, store, changes] = [this.#desk, this.#store, this.#changes]
    if (this.#current.length !== store.layout.slots) this.#current = new Int32Array(store.layout.slots)
    store.read(at, this.#current)
    this.#changesOf(this.#current, changes)
    for (let successor = 0; successor < changes.count; successor++) this.#moves(changes.movers[successor])
    const narrow = this.#space.slots.length > store.layout.slots || !store.layout.holds(changes)
    if (narrow || desk.size + changes.count > desk.room) {
      if (desk.states > 0) return false
      if (narrow) store.widen(greatest(changes, this.#space))
      desk.furnish(store.layout, Math.max(desk.room, 2 * changes.count))
    }
    desk.add(store.placeOf(at), changes)
    return true
  }

  #flag(index: number, position: number, flags: number): void {
    this.#observer.flagged(index, this.#store.get(index), position, flags)
    if (this.#flagged.every(([, , seen]) => (flags & ~seen) !== 0)) this.#flagged.push([index, position, flags])
  }

  #moves(mover: number): void {
    if (mover < 0 || this.#moved[mover] === 1) return
    this.#moved[mover] = 1
    this.#movers.add(mover)
  }

  /** Looks up what is on the desk, numbers what is new, and hands it to the observer, in the order of the steps. */
  #resolve(desk: Desk): void {
    const store = this.#store
    const first = store.count
    store.reserve(desk.unfound)
    const done = desk.resolve(this.#bounds.states)
    this.#full = desk.stop === LEFT_OUT
    const ends = desk.ends.subarray(0, done)
    const size = done === 0 ? 0 : ends[done - 1]
    this.#edges?.append(ends, desk.targets.subarray(0, size))
    this.#parents.append(desk.fresh(store.count - first), this.expanded)
    for (const mover of this.#image?.movers() ?? []) this.#moves(mover)
    if (desk.isFlagged || this.#observer.state !== undefined) this.#show(desk, first, done)
    this.#transitions += size
    this.#lastDegree = size - (done < 2 ? 0 : ends[done - 2])
    this.expanded += done
  }

  /** Hands the flags and the new states of the desk to the observer. */
  #show({ ends, flags, targets }: Desk, first: number, done: number): void {
    let next = first
    for (let state = 0, successor = 0; state < done; state++) {
      for (const begin = successor; successor < ends[state]; successor++) {
        if (flags[successor] !== 0) this.#flag(this.expanded + state, successor - begin, flags[successor])
        if (targets[successor] < next) continue
        this.#observer.state?.(next, this.#store.get(next))
        next++
      }
    }
  }
}

/** By slot, the greatest configuration that is known. */
function greatest({ size, slots, afters }: Changes, space: Space): StateVector {
  const state = new Int32Array(space.slots.length)
  space.crowds?.().forEach(({ configs }, slot) => {
    state[slot] = configs
  })
  for (let at = 0; at < size; at++) state[slots[at]] = Math.max(state[slots[at]], afters[at])
  return state
}
