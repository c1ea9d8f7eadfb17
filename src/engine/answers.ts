import type { Local } from './local.ts'
import type { ActorLogic, ActorSnapshot, Driver, Event, Macrostep } from './machine.ts'
import { isMachineSnapshot } from './machine.ts'
import type { Slot } from './slot.ts'

/** What an actor was asked in a snapshot: whether it takes an event, and what came of it when it got it. */
interface Answer {
  readonly event: Event
  readonly takes: boolean
  readonly outcome: string | undefined
}

/** All that an actor was asked, by the keys of its snapshots. */
interface Answers {
  readonly start: string
  readonly given: ReadonlyMap<string, readonly Answer[]>
}

/** What can be told of a macrostep; `undefined` when children are part of it, which are not compared. */
function told(driver: Driver, { snapshot, effects }: Macrostep): string | undefined {
  if (effects.some(({ kind }) => kind === 'spawn' || kind === 'stop')) return undefined
  const tags = isMachineSnapshot(snapshot) ? [...snapshot.tags].sort() : []
  return driver.text([driver.snapshotKey(snapshot), tags, effects])
}

function answersOf(driver: Driver, slot: Slot, events: readonly Event[]): Answers {
  const { machine, input } = slot.options
  const given = slot.bodies.map(({ snapshot, takes, macrosteps }) => {
    const answers = [...takes].map(([id, taken]): Answer => {
      const macrostep = macrosteps.get(id)
      return { event: events[id], takes: taken, outcome: macrostep && told(driver, macrostep) }
    })
    return [driver.snapshotKey(snapshot), answers] as const
  })
  return { start: told(driver, driver.start(slot.address, machine, input)) ?? '', given: new Map(given) }
}

/** Holds other logic against what the actors of an explored system were asked there. */
export class Examiner {
  readonly #local: Local
  readonly #answers = new Map<Slot, Answers>()

  constructor(local: Local) {
    this.#local = local
  }

  /**
   * Whether other logic in an actor's place would answer everything that the actor was ever asked as it did: with the same
   * snapshots, tags and effects. Then, by induction over the steps, the system with it in place does the same on every
   * schedule. A walk over the snapshots that the answers lead to; `false` also when there are children.
   */
  agrees(name: string, logic: ActorLogic): boolean {
    const { driver, roster } = this.#local
    const slot = roster.knownSlot(name)
    const known = this.#answers.get(slot) ?? answersOf(driver, slot, roster.events)
    this.#answers.set(slot, known)
    const start = driver.start(slot.address, logic, slot.options.input)
    if (told(driver, start) !== known.start) return false
    const reached = new Map([[driver.snapshotKey(start.snapshot), start.snapshot]])
    for (const [key, snapshot] of reached) {
      const agreed = (known.given.get(key) ?? []).every((answer) => {
        const next = this.#asked(slot, logic, snapshot, answer)
        if (next?.status === 'active' && !reached.has(driver.snapshotKey(next)))
          reached.set(driver.snapshotKey(next), next)
        return next !== undefined
      })
      if (!agreed) return false
    }
    return true
  }

  /** The snapshot after an event, or the same one if it was not taken; `undefined` when the answer is another one. */
  #asked(slot: Slot, logic: ActorLogic, snapshot: ActorSnapshot, answer: Answer): ActorSnapshot | undefined {
    const { driver } = this.#local
    const { event, takes, outcome } = answer
    if (driver.canTake(snapshot, event) !== takes) return undefined
    if (!takes || outcome === undefined) return takes ? undefined : snapshot
    const macrostep = driver.take(slot.address, logic, snapshot, event)
    return told(driver, macrostep) === outcome ? macrostep.snapshot : undefined
  }
}
