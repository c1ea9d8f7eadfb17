import { ENVIRONMENT } from './faults.ts'
import type { Event } from './machine.ts'
import { Slot } from './slot.ts'
import type { ActorOptions, System } from './system.ts'
import type { ReceiptTable } from './tables.ts'

/** The actors and the events of a system, under the numbers by which state vectors and tables know them. */
export class Roster {
  readonly slots: Slot[] = []
  /** The address of each slot. */
  readonly addresses: string[] = []
  /** Slots in the defined order: declared actors in their order, each followed by its children by address. */
  order: readonly Slot[] = []
  /** The same, by their numbers. */
  ranked = new Int32Array(0)
  readonly events: Event[] = []
  /** The slot of the environment, where faults are declared: it is no actor, and not among the ordered ones. */
  readonly environment: Slot | undefined
  readonly #system: System
  readonly #byAddress = new Map<string, Slot>()
  readonly #eventIds = new Map<string, number>()
  readonly #rank: ReadonlyMap<string, number>

  constructor(system: System) {
    this.#system = system
    const names = [...system.actors.keys()]
    this.#rank = new Map(names.map((name, rank) => [name, rank]))
    for (const name of names) this.slot(name)
    if (system.faults !== undefined) this.environment = this.#add(ENVIRONMENT, undefined, {} as ActorOptions)
  }

  /** By slot, what each configuration makes of messages. */
  get receipts(): readonly ReceiptTable[] {
    return this.slots.map(({ receipts }) => receipts)
  }

  /** The defined order of slots, by their numbers. */
  readonly compare = (a: number, b: number): number => this.#compare(this.slots[a], this.slots[b])

  #compare(a: Slot, b: Slot): number {
    const [rootA, rootB] = [rootOf(a.address), rootOf(b.address)]
    const byRoot = (this.#rank.get(rootA) as number) - (this.#rank.get(rootB) as number)
    return byRoot !== 0 ? byRoot : a.address < b.address ? -1 : a.address > b.address ? 1 : 0
  }

  /** The slot of an address, made when it is first heard of. */
  slot(address: string): Slot {
    const known = this.#byAddress.get(address)
    if (known !== undefined) return known
    const slash = address.lastIndexOf('/')
    const parent = slash < 0 ? undefined : this.slot(address.slice(0, slash))
    const options = this.#system.actors.get(rootOf(address)) as ActorOptions
    const slot = this.#add(address, parent, options)
    this.order = [...this.order, slot].sort((a, b) => this.#compare(a, b))
    this.ranked = Int32Array.from(this.order, ({ index }) => index)
    return slot
  }

  #add(address: string, parent: Slot | undefined, options: ActorOptions): Slot {
    const slot = new Slot(this.slots.length, address, parent, options, options.unhandled ?? this.#system.unhandled)
    this.slots.push(slot)
    this.#byAddress.set(address, slot)
    this.addresses.push(address)
    return slot
  }

  /**
   * The slot of a name that a predicate asks for.
   * @throws Error when the name can belong to no actor of this system.
   */
  knownSlot(name: string): Slot {
    const address = this.#system.systemIds.get(name) ?? name
    if (!this.#rank.has(rootOf(address)) && address !== this.environment?.address) {
      throw new Error(`no actor is named '${name}'; declared are ${[...this.#rank.keys()].join(', ')}`)
    }
    return this.slot(address)
  }

  /** The number of an event, by its canonical key. */
  event(key: string, event: Event): number {
    let id = this.#eventIds.get(key)
    if (id === undefined) {
      id = this.events.push(event) - 1
      this.#eventIds.set(key, id)
    }
    return id
  }
}

/** The declared actor that an address belongs to. */
export function rootOf(address: string): string {
  const slash = address.indexOf('/')
  return slash < 0 ? address : address.slice(0, slash)
}
