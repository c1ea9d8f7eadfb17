import type { Roster } from './roster.ts'
import type { StateVector } from './space.ts'
import type { ActorState, PendingMessage, SystemState } from './state.ts'
import { decode } from './state.ts'

/** Shows states to predicates; each configuration is decoded once. */
export class View {
  readonly #roster: Roster
  readonly #slotOf: (name: string) => number
  readonly #decoded: ActorState[][] = []

  /** @param slotOf the slot of a name that a predicate asks for. */
  constructor(roster: Roster, slotOf: (name: string) => number) {
    this.#roster = roster
    this.#slotOf = slotOf
  }

  /** A state as predicates see it; `read` hears of each slot that the predicate looks at. */
  of(state: StateVector, read: (slot: number) => void = () => {}): SystemState {
    const see = (slot: number): number => {
      read(slot)
      return state[slot] ?? 0
    }
    const find = (name: string | ActorState): number => this.#slotOf(typeof name === 'string' ? name : name.name)
    return {
      actor: (name) => {
        const slot = find(name)
        return this.decode(slot, see(slot))
      },
      actors: () =>
        this.#roster.order.flatMap(({ index }) => {
          const config = see(index)
          return config === 0 ? [] : [this.decode(index, config)]
        }),
      mailbox: (name) => {
        const slot = find(name)
        return this.#mailbox(slot, see(slot))
      },
    }
  }

  /** An actor in a configuration; 0 stands for one that does not exist. */
  decode(slot: number, config: number): ActorState {
    this.#decoded[slot] ??= []
    const { address } = this.#roster.slots[slot]
    this.#decoded[slot][config] ??= decode(address, this.#roster.slots[slot].body(config)?.snapshot)
    return this.#decoded[slot][config]
  }

  #mailbox(slot: number, config: number): readonly PendingMessage[] {
    const { slots, addresses, events: known } = this.#roster
    return slots[slot].configs[config].mailbox.flatMap(({ from, events }) =>
      events.map((event) => ({ from: addresses[from], event: known[event] })),
    )
  }
}
