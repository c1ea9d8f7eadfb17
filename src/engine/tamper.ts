import type { Faults, MessageHarm } from './faults.ts'
import { MESSAGE_HARMS } from './faults.ts'
import type { Local } from './local.ts'
import { append, candidates, remove } from './mailbox.ts'
import { rootOf } from './roster.ts'
import type { Config, Slot } from './slot.ts'
import type { Step } from './step.ts'

/** What one kind of harm makes of an actor's mailbox. */
export interface Tampered {
  readonly harm: MessageHarm
  readonly step: Step
  /** The actor's configuration afterwards. */
  readonly config: number
  /** The message, as a letter of the actor. */
  readonly letter: number
}

/**
 * Harm that comes to messages in the mailboxes of actors: computed for each configuration once. Only what goes from one
 * declared actor (or its children) to another one travels; what an actor sends to itself or its family does not.
 */
export class Tampering {
  readonly #local: Local
  readonly #faults: Faults
  readonly #fifo: boolean
  readonly #known: (readonly Tampered[])[][] = []

  constructor(local: Local, faults: Faults, fifo: boolean) {
    this.#local = local
    this.#faults = faults
    this.#fifo = fifo
  }

  /** All harm that may come to the mailbox in a configuration: by kind, then channel. */
  of(slot: Slot, config: number): readonly Tampered[] {
    this.#known[slot.index] ??= []
    const row = this.#known[slot.index]
    row[config] ??= MESSAGE_HARMS.flatMap((harm) => this.#all(slot, slot.configs[config], harm))
    return row[config]
  }

  #all(slot: Slot, config: Config, harm: MessageHarm): readonly Tampered[] {
    return config.mailbox.flatMap(({ from, events }, channel) => {
      if (!this.#strikes(harm, from, slot)) return []
      return candidates({ from, events }, this.#fifo).flatMap((position) => {
        const after = this.#after(config, harm, channel, position)
        if (after === undefined) return []
        const letter = slot.letter(from, events[position])
        const step = this.step(slot, letter, harm)
        return [{ harm, step, config: slot.intern({ ...config, mailbox: after }), letter }]
      })
    })
  }

  /** A fault that strikes a message, as a step. */
  step(slot: Slot, letter: number, fault: MessageHarm | 'arrive'): Step {
    const { roster } = this.#local
    const { from, event } = slot.letters[letter]
    const [actor, sender] = [slot.address, roster.slots[from].address]
    const label = `${actor} ~ ${fault} ${this.#local.eventLabel(roster.events[event])} from ${sender}`
    return { kind: 'fault', fault, actor, moves: false, label, from: sender, event: roster.events[event] }
  }

  #strikes(harm: MessageHarm, from: number, to: Slot): boolean {
    const messages = this.#faults.messages[harm]
    const [sender, receiver] = [rootOf(this.#local.roster.slots[from].address), rootOf(to.address)]
    return messages !== undefined && sender !== receiver && messages.from.has(sender) && messages.to.has(receiver)
  }

  /** The mailbox afterwards; `undefined` where that would be no change. */
  #after({ mailbox }: Config, harm: MessageHarm, channel: number, position: number): Config['mailbox'] | undefined {
    const { from, events } = mailbox[channel]
    switch (harm) {
      case 'drop':
      case 'delay':
        return remove(mailbox, channel, position)
      case 'duplicate':
        return append(mailbox, from, events[position], this.#local.roster.compare)
      case 'reorder': {
        const [first, second, ...rest] = events
        return second === undefined || first === second
          ? undefined
          : mailbox.with(channel, { from, events: [second, first, ...rest] })
      }
    }
  }
}
