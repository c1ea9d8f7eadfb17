import type { Timers } from './clock.ts'
import { NO_TIMERS } from './clock.ts'
import type { ActorLogic, ActorSnapshot, Macrostep } from './machine.ts'
import type { Mailbox } from './mailbox.ts'
import { EMPTY } from './mailbox.ts'
import type { Occurrence, Step, StepFlaw } from './step.ts'
import type { ActorOptions, Outcome, Unhandled } from './system.ts'
import { ReceiptTable } from './tables.ts'
import type { WaitEdge } from './wait.ts'

/** An interned snapshot, with the logic that steps it (a child's logic may differ from one spawn to the next). */
export interface Body {
  readonly logic: ActorLogic
  readonly snapshot: ActorSnapshot
  /** Whether the parent gets `xstate.snapshot.<id>` events. */
  readonly observed: boolean
  readonly outcomes: readonly Outcome[] | undefined
  /** Events by interned id that this snapshot can take; filled on demand. */
  readonly takes: Map<number, boolean>
  /** What XState made of an event in this snapshot, by interned id; filled on demand. */
  readonly macrosteps: Map<number, Macrostep>
}

/** The configuration of an actor: what one entry of the state vector stands for. */
export interface Config {
  readonly body: number
  readonly mailbox: Mailbox
  readonly timers: Timers
}

/** What a step does to another slot; `letter` indexes that slot's letters, `config` its configurations. */
export type Operation =
  | { readonly kind: 'receive'; readonly slot: number; readonly letter: number }
  | { readonly kind: 'start'; readonly slot: number; readonly config: number }

/** A memoised local step: XState is asked once, then it is table look-up. */
export interface Move {
  readonly step: Step
  /** The mover's configuration afterwards; 0 when the actor stopped. */
  readonly next: number
  readonly operations: readonly Operation[]
  readonly occurrences: readonly Occurrence[]
  readonly flaw: StepFlaw | undefined
  /** Virtual milliseconds that pass before the move; 0 but for timeouts. */
  readonly elapsed: number
}

/** The local steps of one configuration. */
export interface Moves {
  /** Deliveries, then outcomes. */
  readonly prompt: readonly Move[]
  /** The timers that are due first, in the order in which they were armed. */
  readonly timeouts: readonly Move[]
  /** Virtual milliseconds until those are due; `Infinity` without timers. */
  readonly due: number
}

/** A message as its receiver interns it. */
export interface Letter {
  readonly from: number
  readonly event: number
}

/** What an interned snapshot and an interned configuration take besides their content: measured, and rounded up. */
const BODY_BYTES = 2_000
const CONFIG_BYTES = 1_500

/** An actor's place in the state vector, with its interned configurations and the tables over them. */
export class Slot {
  readonly index: number
  readonly address: string
  readonly parent: Slot | undefined
  readonly children: Slot[] = []
  readonly options: ActorOptions
  readonly unhandled: Unhandled
  readonly bodies: Body[] = []
  /** Configuration 0 stands for an actor that does not exist. */
  readonly configs: Config[] = [{ body: -1, mailbox: EMPTY, timers: NO_TIMERS }]
  readonly moves: (Moves | undefined)[] = []
  readonly letters: Letter[] = []
  readonly receipts = new ReceiptTable()
  readonly advanced: (Map<number, number> | undefined)[] = []
  readonly waits: (readonly WaitEdge[] | undefined)[] = []
  #content = 0
  readonly #bodyIds = new Map<string, number>()
  readonly #configIds = new Map<string, number>()
  readonly #letterIds = new Map<number, number>()

  constructor(index: number, address: string, parent: Slot | undefined, options: ActorOptions, unhandled: Unhandled) {
    this.index = index
    this.address = address
    this.parent = parent
    this.options = options
    this.unhandled = unhandled
    parent?.children.push(this)
  }

  /** Roughly the bytes that all this takes. */
  get bytes(): number {
    return this.#content + this.receipts.bytes
  }

  /** Interns a snapshot under its key. */
  internBody(key: string, body: Omit<Body, 'takes' | 'macrosteps'>): number {
    return intern(this.#bodyIds, this.bodies, key, () => {
      this.#content += BODY_BYTES + 4 * key.length
      return { ...body, takes: new Map(), macrosteps: new Map() }
    })
  }

  /** Interns a configuration. */
  intern(config: Config): number {
    const mailbox = config.mailbox.map(({ from, events }) => `${from}:${events}`).join(';')
    const timers = config.timers.map((timer) => JSON.stringify(Object.values(timer)))
    const key = `${config.body}|${mailbox}|${timers.join()}`
    const known = this.#configIds.get(key)
    if (known !== undefined) return known
    this.#configIds.set(key, this.configs.length)
    // The key, the lists that it was made of, and the moves that lead away from here.
    this.#content += CONFIG_BYTES + 10 * key.length
    return this.configs.push(config) - 1
  }

  /** Interns a message that some step sends here. */
  letter(from: number, event: number): number {
    // Slots stay far below 2^20, and the product below 2^53.
    const key = event * 1_048_576 + from
    let letter = this.#letterIds.get(key)
    if (letter === undefined) {
      letter = this.letters.push({ from, event }) - 1
      this.#letterIds.set(key, letter)
    }
    return letter
  }

  /** The snapshot in a configuration; `undefined` for configuration 0. */
  body(config: number): Body | undefined {
    return config === 0 ? undefined : this.bodies[this.configs[config].body]
  }
}

function intern<T>(ids: Map<string, number>, items: T[], key: string, make: () => T): number {
  let id = ids.get(key)
  if (id === undefined) {
    id = items.push(make()) - 1
    ids.set(key, id)
  }
  return id
}
