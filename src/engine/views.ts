import { ofTypes, questioned } from './question.ts'
import type { Roster } from './roster.ts'
import type { Slot } from './slot.ts'
import type { Ask, Read, StateVector } from './space.ts'
import type { ActorState, PendingMessage, SystemState } from './state.ts'
import { decode } from './state.ts'

/** States as predicates see them; an actor's snapshot is decoded once for each of its configurations. */
export class Views {
  readonly #roster: Roster
  readonly #find: (name: string) => Slot
  readonly #decoded: ActorState[][] = []

  /** @param find the slot of a name that a predicate asks for. */
  constructor(roster: Roster, find: (name: string) => Slot) {
    this.#roster = roster
    this.#find = find
  }

  /** An actor in one of its configurations. */
  actor(slot: number, config: number): ActorState {
    const { addresses, slots } = this.#roster
    this.#decoded[slot] ??= []
    this.#decoded[slot][config] ??= decode(addresses[slot], slots[slot].body(config)?.snapshot)
    return this.#decoded[slot][config]
  }

  /** A state; `read` hears of each slot that is looked at, `ask` of what is looked at there. */
  of(state: StateVector, read: Read = () => {}, ask?: Ask): SystemState {
    const see = (slot: number, snapshotOnly: boolean): number => {
      read(slot, snapshotOnly)
      return state[slot] ?? 0
    }
    const show = (slot: number, config: number): ActorState => {
      const actor = this.actor(slot, config)
      return ask === undefined ? actor : questioned(actor, (question, answer) => ask(slot, question, answer))
    }
    const find = (name: string | ActorState): number => this.#find(typeof name === 'string' ? name : name.name).index
    return {
      actor: (name) => {
        const slot = find(name)
        return show(slot, see(slot, true))
      },
      actors: () =>
        this.#roster.order.flatMap(({ index }) => {
          const config = see(index, true)
          ask?.(index, 'exists', ({ status }) => status !== 'absent')
          return config === 0 ? [] : [show(index, config)]
        }),
      mailbox: (name, ...types) => {
        const slot = find(name)
        ask?.(slot, `mailbox ${JSON.stringify(types)}`, (_, mailbox) => ofTypes(mailbox(), types))
        return ofTypes(this.#mailbox(slot, see(slot, false)), types)
      },
    }
  }

  #mailbox(slot: number, config: number): readonly PendingMessage[] {
    const { addresses, events: known, slots } = this.#roster
    return slots[slot].configs[config].mailbox.flatMap(({ from, events }) =>
      events.map((event) => ({ from: addresses[from], event: known[event] })),
    )
  }
}
