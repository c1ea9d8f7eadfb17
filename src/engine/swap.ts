import { InterlockError } from './error.ts'
import type { Local } from './local.ts'
import type { Event } from './machine.ts'
import { renaming } from './rename.ts'
import { rootOf } from './roster.ts'
import type { Body, Move, Moves, Operation, Slot } from './slot.ts'
import type { WaitEdge } from './wait.ts'

/** How the parts of a move read: as they are, or with the names of two copies exchanged. */
interface Reading {
  readonly name: (address: string) => string
  readonly event: (event: Event) => string
  readonly slot: (slot: number) => number
  readonly config: (slot: number, config: number) => number
  readonly letter: (slot: number, letter: number) => number
}

/** The exchange of two copies: what it makes of slots, events and configurations. */
export class Swap {
  /** By slot, the slot that takes its place. */
  readonly slots: Int32Array
  readonly #system: string
  readonly #names: ReadonlyMap<string, string>
  readonly #local: Local
  readonly #rename: <T>(value: T) => T
  /** By slot and configuration, its image; and whether that was seen to behave the same. */
  readonly #configs: number[][]
  readonly #checked: (number | undefined)[][]
  readonly #bodies: number[][]
  readonly #events: number[] = []
  readonly #asIs: Reading
  readonly #swapped: Reading

  constructor(system: string, one: readonly string[], other: readonly string[], local: Local) {
    this.#system = system
    this.#local = local
    this.#names = new Map(one.flatMap((name, role) => [[name, other[role]] as const, [other[role], name] as const]))
    const { driver, roster } = local
    this.#rename = renaming(this.#names, driver)
    // Children, which have slots after these, are not exchanged.
    const declared = roster.addresses.filter((address) => rootOf(address) === address)
    this.slots = Int32Array.from(declared, (address) => roster.slot(this.#rename(address)).index)
    const empty = (): never[][] => declared.map(() => [])
    this.#configs = empty()
    this.#checked = empty()
    this.#bodies = empty()
    this.#asIs = {
      name: (address) => address,
      event: (event) => driver.eventKey(event),
      slot: (slot) => slot,
      config: (_, config) => config,
      letter: (_, letter) => letter,
    }
    this.#swapped = {
      name: this.#rename,
      event: (event) => driver.eventKey(this.#rename(event)),
      slot: (slot) => this.slots[slot],
      config: (slot, config) => this.#config(slot, config),
      letter: (slot, letter) => this.#letter(slot, letter),
    }
  }

  /** The image of a configuration that `check` has seen to; `undefined` of others. */
  known(slot: number, config: number): number | undefined {
    return this.#checked[slot][config]
  }

  /**
   * The image of a configuration, after it was made sure that the image has the images of its steps and waits: of copies
   * that are interchangeable it has. That it has no others is seen when its own image is checked, which is the
   * configuration again.
   *
   * @throws InterlockError when they are not.
   */
  check(slot: number, config: number): number {
    const image = this.#config(slot, config)
    const { slots } = this.#local.roster
    this.#compareMoves(slots[slot], config, slots[this.slots[slot]], image)
    this.#compareWaits(slots[slot], config, slots[this.slots[slot]], image)
    this.#checked[slot][config] = image
    return image
  }

  /** @throws InterlockError always: the copies are not interchangeable. */
  refuse(slot: number, how: string): never {
    const [one, other] = this.#names.keys()
    throw new InterlockError(
      'system',
      `${this.#system}: symmetric: '${one}' and '${other}' are not interchangeable: ${this.#local.roster.addresses[slot]} ${how}; let all copies do the same with names of their own, or take them out of symmetric`,
    )
  }

  /** @throws InterlockError always: a child has come up. */
  refuseChild(slot: number): never {
    const child = this.#local.roster.addresses[slot]
    throw new InterlockError(
      'system',
      `${this.#system}: symmetric: ${child} is a child, and only systems without children can be reduced by symmetry; declare it as an actor, or search without symmetry`,
    )
  }

  #config(slot: number, config: number): number {
    if (config === 0) return 0
    this.#configs[slot][config] ??= this.#image(this.#local.roster.slots[slot], config)
    return this.#configs[slot][config]
  }

  #image(slot: Slot, config: number): number {
    const { roster } = this.#local
    const { mailbox, timers } = slot.configs[config]
    const to = roster.slots[this.slots[slot.index]]
    return to.intern({
      body: this.#body(slot, config, to),
      mailbox: mailbox
        .map(({ from, events }) => ({ from: this.slots[from], events: events.map((event) => this.#event(event)) }))
        .sort((a, b) => roster.compare(a.from, b.from)),
      timers: timers.map((timer) => ({
        ...timer,
        id: this.#rename(timer.id),
        event: this.#event(timer.event),
        to: this.#rename(timer.to),
      })),
    })
  }

  #body(slot: Slot, config: number, to: Slot): number {
    const { body } = slot.configs[config]
    if (this.#bodies[slot.index][body] === undefined) {
      const { logic, observed, outcomes, snapshot } = slot.body(config) as Body
      const image = { logic, observed, outcomes, snapshot: this.#rename(snapshot) }
      this.#bodies[slot.index][body] = this.#local.internBody(to, image)
    }
    return this.#bodies[slot.index][body]
  }

  #event(event: number): number {
    this.#events[event] ??= this.#local.event(this.#rename(this.#local.roster.events[event]))
    return this.#events[event]
  }

  #letter(slot: number, letter: number): number {
    const { slots } = this.#local.roster
    const { from, event } = slots[slot].letters[letter]
    return slots[this.slots[slot]].letter(this.slots[from], this.#event(event))
  }

  #compareMoves(slot: Slot, config: number, to: Slot, image: number): void {
    const { prompt, timeouts } = this.#moves(slot, config)
    const there = this.#moves(to, image)
    const theirs = new Set([...there.prompt, ...there.timeouts].map((move) => this.#read(to, move, this.#asIs)))
    const odd = [...prompt, ...timeouts].find((move) => !theirs.has(this.#read(slot, move, this.#swapped)))
    if (odd === undefined) return
    const { snapshot } = slot.body(config) as Body
    const where = 'value' in snapshot ? ` in the state ${JSON.stringify(snapshot.value)}` : ''
    this.refuse(slot.index, `does something else${where} (step '${odd.step.label}') than with the two exchanged`)
  }

  #compareWaits(slot: Slot, config: number, to: Slot, image: number): void {
    const read = (edges: readonly WaitEdge[], name: (address: string) => string): string =>
      edges.map(({ from, kind, to: on }) => `${name(from)} ${kind} ${name(on)}`).join()
    const waits = read(this.#local.waits(slot, config), this.#rename)
    if (waits !== read(this.#local.waits(to, image), this.#asIs.name)) {
      this.refuse(slot.index, 'waits for something else than with the two exchanged')
    }
  }

  #moves(slot: Slot, config: number): Moves {
    if (slot.moves[config] === undefined) this.#local.moves(slot, config)
    return slot.moves[config] as Moves
  }

  /** A move as a text; what it sends to different actors may be in any order. */
  #read(slot: Slot, { step, next, operations, flaw, elapsed }: Move, reading: Reading): string {
    const detail =
      'outcome' in step ? step.outcome : step.kind === 'timeout' ? reading.name(step.to) : reading.name(step.from ?? '')
    const sent = [...operations].sort((a, b) => reading.slot(a.slot) - reading.slot(b.slot))
    return [
      step.kind,
      detail,
      reading.event(step.event),
      step.moves,
      reading.config(slot.index, next),
      elapsed,
      flaw?.kind,
      ...sent.map((operation) => this.#readOperation(operation, reading)),
    ].join(' ')
  }

  #readOperation(operation: Operation, reading: Reading): string {
    if (operation.kind === 'start') return this.refuseChild(operation.slot)
    return `${reading.slot(operation.slot)}:${reading.letter(operation.slot, operation.letter)}`
  }
}
