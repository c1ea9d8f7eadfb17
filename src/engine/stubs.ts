import { InterlockError } from './error.ts'
import type { ActorReference, ActorSystem } from './machine.ts'

/** XState gives up on a macrostep only after infinitely many microsteps; we stop at this many. */
const MICROSTEPS = 10_000
/** The id under which a child appears that was given none. */
export const NO_ID = '(no id)'

/** What is said of everything that the engine would not notice. */
export const REFUSED = "this escapes the engine's control"

/** Actor addresses by the names that `system.get` knows: declared actors and declared system ids. */
export type Directory = ReadonlyMap<string, string>

/**
 * What machines see of each other and of their actor system while they are stepped: references that can be passed on
 * and sent to by actions, and that refuse all that would escape the engine.
 */
export class Stubs {
  readonly system: ActorSystem
  readonly #directory: Directory
  readonly #references = new Map<string, ActorReference>()
  readonly #addresses = new WeakMap<object, string>()
  #escaped: InterlockError | undefined
  #microsteps = 0
  #made: ActorReference[] = []

  constructor(directory: Directory) {
    this.#directory = directory
    this.system = this.#stubSystem()
  }

  /** A macrostep begins. */
  begin(): void {
    this.#escaped = undefined
    this.#microsteps = 0
    this.#made = []
  }

  /**
   * A macrostep has ended.
   * @throws InterlockError what was refused during it, though user code or XState caught it.
   */
  end(): void {
    if (this.#escaped !== undefined) throw this.#escaped
  }

  addressOf(value: object): string | undefined {
    return this.#addresses.get(value)
  }

  /** The reference that stands for the actor at an address. */
  reference(address: string): ActorReference {
    let reference = this.#references.get(address)
    if (reference === undefined) {
      reference = this.#make(address)
      this.#references.set(address, reference)
      this.#addresses.set(reference, address)
    }
    return reference
  }

  /** Lets a reference that XState made stand for an address, too. */
  stand(reference: ActorReference, address: string): void {
    this.#addresses.set(reference, address)
  }

  /** The child that XState made last for this actor, in the current macrostep. */
  lastChildOf(parent: ActorReference): ActorReference {
    return this.#made.findLast((child) => child._parent === parent) as ActorReference
  }

  /** User code may catch what we throw, and XState wraps it: remember it, so that it is never lost. */
  refuse(message: string): never {
    this.#escaped = new InterlockError('uncontrolled', message)
    throw this.#escaped
  }

  #make(address: string): ActorReference {
    const slash = address.lastIndexOf('/')
    const refuse = (what: string, fix: string) => () => this.refuse(`${address}: ${what}: ${REFUSED}; ${fix}`)
    const reference = {
      id: slash < 0 ? address : address.slice(slash + 1),
      sessionId: address,
      system: this.system,
      _parent: slash < 0 ? undefined : this.reference(address.slice(0, slash)),
      send: refuse('an event was sent by hand', 'use the sendTo or raise action'),
      getSnapshot: refuse('its snapshot was read by hand', 'ask for it in an event'),
      subscribe: refuse('it was subscribed to by hand', 'let it send events'),
      on: refuse('it was listened to by hand', 'let it send events'),
      toJSON: () => ({ xstate$$type: 1, id: address }),
    }
    return reference as unknown as ActorReference
  }

  #stubSystem(): ActorSystem {
    const system = {
      get: (name: string): ActorReference => {
        const address = this.#directory.get(name)
        if (address !== undefined) return this.reference(address)
        throw new Error(
          `system.get('${name}'): no actor has this name; declared are ${[...this.#directory.keys()].join(', ')}`,
        )
      },
      getAll: () => Object.fromEntries([...this.#directory].map(([name, address]) => [name, this.reference(address)])),
      _bookId: () => NO_ID,
      _set: () => {},
      _register: (id: string) => id,
      _unregister: () => {},
      _sendInspectionEvent: (event: { type: string; actorRef: ActorReference }) => this.#inspect(event),
      _relay: (_from: unknown, to: ActorReference) =>
        this.refuse(`an event was sent by hand to ${to.id}: ${REFUSED}; use the sendTo action`),
      inspect: () => ({ unsubscribe: () => {} }),
      getSnapshot: () => ({ _scheduledEvents: {} }),
      start: () => {},
      scheduler: { schedule: () => {}, cancel: () => {}, cancelAll: () => {} },
      _clock: {},
      _logger: () => {},
      _snapshot: { _scheduledEvents: {} },
    }
    return system as unknown as ActorSystem
  }

  #inspect(event: { type: string; actorRef: ActorReference }): void {
    if (event.type === '@xstate.microstep' && ++this.#microsteps > MICROSTEPS) {
      throw new Error(
        `a macrostep has not ended after ${MICROSTEPS.toLocaleString('en')} microsteps: look for 'always' or raised events that go round in a circle`,
      )
    }
    if (event.type === '@xstate.actor') {
      // A child made by XState: an actor object that is never started, so its own snapshot would be stale.
      const { id } = event.actorRef
      this.#made.push(event.actorRef)
      event.actorRef.getSnapshot = () =>
        this.refuse(`the snapshot of ${id} was read by hand: ${REFUSED}; let it send what its parent needs`)
    }
  }
}
