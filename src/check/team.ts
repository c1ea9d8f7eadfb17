import type { Core } from './core/core.ts'
import { Desk } from './core/desk.ts'
import { LIST, PIECES, TAKEN } from './core/header.ts'
import type { Crew } from './crew.ts'
import type { Layout } from './layout.ts'
import type { StateStore } from './store.ts'

/** States whose successors are put on one desk, and desks in a round. */
const STATES = 128
const DESKS_IN_ROUND = 64
/** Room for the successors on a desk: at first, and at most, as words of packed states; the states need most of the memory. */
const ROOM = 16 * STATES
const MOST_WORDS = 1 << 20

/** Desks on which the successors of consecutive states are proposed. */
export class Round {
  readonly desks: readonly Desk[]
  /** How many desks are in use. */
  used = 0

  constructor(core: Core, store: StateStore) {
    this.desks = Array.from({ length: DESKS_IN_ROUND }, () => new Desk(core, store.layout, ROOM))
  }

  /** The first state that is not planned here. */
  get end(): number {
    return this.desks[this.used - 1].end
  }

  /** Whether all that was planned was done. */
  get isWhole(): boolean {
    return this.desks.every((desk, at) => at >= this.used || desk.reached === desk.end)
  }

  /** How many states may be new in what was done. */
  get unfound(): number {
    return this.desks.slice(0, this.used).reduce((sum, { unfound }) => sum + unfound, 0)
  }

  /** Plans the successors of the next states, of those before `end`. */
  plan(from: number, end: number, layout: Layout): void {
    this.used = 0
    for (let next = from; next < end && this.used < this.desks.length; next += STATES) {
      const desk = this.desks[this.used++]
      const room = Math.min(
        desk.isCrowded ? 2 * desk.room : desk.room,
        Math.max(ROOM, Math.floor(MOST_WORDS / layout.words)),
      )
      if (room !== desk.room || desk.layout !== layout) desk.furnish(layout, room)
      desk.plan(next, Math.min(end, next + STATES))
    }
  }
}

/**
 * The caller and its crew: they propose the successors of states, round by round, while the caller numbers what the round
 * before has proposed. Memory grows and tables change only between rounds.
 */
export class Team {
  readonly #crew: Crew
  readonly #store: StateStore
  readonly #rounds: readonly [Round, Round]
  /** The place of the plan. */
  readonly #plan: number
  readonly #list: number
  #turn = 0
  /** What was proposed and not yet taken over. */
  proposed: Round | undefined

  constructor(crew: Crew, store: StateStore) {
    const { core } = store
    this.#crew = crew
    this.#store = store
    this.#rounds = [new Round(core, store), new Round(core, store)]
    this.#list = core.allocate(DESKS_IN_ROUND)
    this.#plan = core.allocate(3)
    crew.tell({ memory: core.memory, plan: this.#plan << 2 })
  }

  /** Has the others propose the successors of the next states, while what was proposed before is taken over. */
  begin(from: number, end: number, before: Round | undefined): Round {
    const round = this.#rounds[this.#turn]
    this.#turn = 1 - this.#turn
    this.#store.reserve(before?.unfound ?? 0, this.#enter)
    round.plan(from, end, this.#store.layout)
    const { words } = this.#store.core
    for (let at = 0; at < round.used; at++) words[this.#list + at] = round.desks[at].address
    this.#start(round.used, this.#list)
    return round
  }

  /** Helps the others with the round, and waits for them; gives something to go through as long as that takes. */
  *finish(round: Round): Generator<void, void> {
    this.#store.core.run.perform(this.#plan << 2)
    while (!this.#crew.isThrough()) yield
    this.proposed = round
  }

  /** Enters chunks of states into the table, all together. */
  readonly #enter = (chunks: number): void => {
    this.#start(chunks, 0)
    this.#store.core.run.perform(this.#plan << 2)
    while (!this.#crew.isThrough());
  }

  #start(pieces: number, list: number): void {
    const { words } = this.#store.core
    words[this.#plan + PIECES] = pieces
    words[this.#plan + LIST] = list << 2
    words[this.#plan + TAKEN] = 0
    this.#crew.begin()
  }
}
