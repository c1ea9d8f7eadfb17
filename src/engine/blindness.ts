import type { Copies } from './interchangeable.ts'
import type { Local } from './local.ts'
import type { ActorSnapshot } from './machine.ts'
import type { Projection } from './projection.ts'
import { withCrowds } from './projection.ts'
import { renaming } from './rename.ts'
import type { Body, Slot } from './slot.ts'
import type { Token } from './weave.ts'

/** Others are put in for by so many, one to a dozen. */
const MOST_OTHERS = 12

/** The number of copies that `Blindness` needs besides those that can be seen. */
export const SPARE = MOST_OTHERS + 1

/**
 * How an actor answers an event while it keeps names of copies that are left out:
 *
 * - `blind`: the same, whoever and however many they are.
 * - `touches`: the answer involves one of them (the head of a queue), and is blind to the rest.
 * - `counts`: neither.
 */
export type Sight = 'blind' | 'touches' | 'counts'

/** An answer as far as those that are not left out hear of it. */
interface Answer {
  readonly taken: boolean
  readonly said: string
  /** Whether one that is left out is named in it, other than in an uncounted field. */
  readonly names: boolean
}

/** How many others there are, from which spare copy on, and whether all are the same one. */
interface Crowd {
  readonly size: number
  readonly apart: boolean
  readonly same: boolean
}

const CROWDS: readonly Crowd[] = [
  { size: 2, apart: false, same: true },
  ...Array.from({ length: MOST_OTHERS }, (_, index) => index + 1).flatMap((size) =>
    [false, true].map((apart) => ({ size, apart, same: false })),
  ),
]

/**
 * Whether actors are blind to copies that are left out: each answer is asked for again with one to a dozen others in the
 * place of those left out, the same or different ones in different fields, and must come to the same.
 */
export class Blindness {
  readonly #projection: Projection
  readonly #local: Local
  readonly #spare: Copies
  /** Renames all spare copies to the one that stands for others. */
  readonly #merge: <T>(value: T) => T
  readonly #known = new Map<string, Sight>()

  /** @param spare `SPARE` copies; the first one stands for others, the last one is never met elsewhere. */
  constructor(spare: Copies, projection: Projection, local: Local) {
    this.#projection = projection
    this.#local = local
    this.#spare = spare
    this.#merge = this.#renaming(spare.slice(0, MOST_OTHERS), spare[0])
  }

  /** How the actor of a slot answers an event in a configuration. */
  sight(slot: number, config: number, event: number): Sight {
    const { configs, bodies, address } = this.#local.roster.slots[slot]
    const { body } = configs[config]
    if (this.#projection.fields(address).length === 0) return 'blind'
    const key = `${slot} ${body} ${event}`
    const known = this.#known.get(key) ?? this.#sight(this.#local.roster.slots[slot], bodies[body], event)
    this.#known.set(key, known)
    return known
  }

  #sight(slot: Slot, body: Body, event: number): Sight {
    if (!this.#crowds(slot, body.snapshot).some(([, tokens]) => tokens.some(({ others }) => others))) return 'blind'
    const base = this.#answer(slot, body, body.snapshot, event)
    if (this.#isBlind(slot, body, body.snapshot, event)) return 'blind'
    const touches = this.#inflated(slot, body.snapshot).every(
      (snapshot) =>
        this.#answer(slot, body, snapshot, event).taken === base.taken &&
        this.#members(slot, snapshot).some((member) =>
          this.#isBlind(slot, body, this.#singled(slot, snapshot, member), event),
        ),
    )
    return touches && base.taken ? 'touches' : 'counts'
  }

  /** Whether the answer stays the same with other others. */
  #isBlind(slot: Slot, body: Body, snapshot: ActorSnapshot, event: number): boolean {
    const { said, names } = this.#answer(slot, body, snapshot, event)
    if (names) return false
    return this.#inflated(slot, snapshot).every((each) => {
      const answer = this.#answer(slot, body, each, event)
      return !answer.names && answer.said === said
    })
  }

  #answer(slot: Slot, { logic }: Body, before: ActorSnapshot, id: number): Answer {
    const { driver, roster } = this.#local
    const event = roster.events[id]
    const { address } = slot
    if (!driver.canTake(before, event)) return { taken: false, said: '', names: false }
    const { snapshot, effects } = driver.take(address, logic, before, event)
    const after = this.#projection.rewritten(address, this.#merge(snapshot), (tokens) => tokens)
    const heard = effects.flatMap((effect) => {
      if (effect.kind !== 'send') return [{ to: '', what: effect.kind, event }]
      const isLeftOut = this.#spare.slice(0, MOST_OTHERS).some((names) => names.includes(effect.to))
      return isLeftOut ? [] : [{ to: effect.to, what: '', event: this.#merge(effect.event) }]
    })
    const outside = withCrowds(
      after,
      this.#projection.fields(address).map((field) => [field, []]),
    )
    const names = this.#projection.copiesIn([outside, heard.map((each) => each.event)]).has(this.#projection.others)
    const sent = heard.map(({ to, what, event }) => `${to} ${what} ${driver.eventKey(event)}`)
    // What different actors hear has no order.
    sent.sort((a, b) => (a.split(' ')[0] < b.split(' ')[0] ? -1 : a.split(' ')[0] > b.split(' ')[0] ? 1 : 0))
    return { taken: true, said: [driver.snapshotKey(after), ...sent].join('\n'), names }
  }

  /** The snapshot with others in the place of those that stand for them. */
  #inflated(slot: Slot, snapshot: ActorSnapshot): readonly ActorSnapshot[] {
    return CROWDS.map((crowd) =>
      withCrowds(
        snapshot,
        this.#crowds(slot, snapshot).map(([field, tokens], index) => {
          const put = tokens.flatMap((token) => (token.others ? this.#instead(token, index, crowd) : [token]))
          return [field, put]
        }),
      ),
    )
  }

  #instead(token: Token, field: number, { size, apart, same }: Crowd): readonly Token[] {
    const first = apart ? field * size : 0
    return Array.from({ length: size }, (_, index) => {
      const spare = this.#spare[same ? 0 : (first + index) % MOST_OTHERS]
      return this.#projection.token(this.#renaming([this.#spare[0]], spare)(token.value))
    })
  }

  /** The spare copies that are in uncounted fields, by their numbers among the spare ones. */
  #members(slot: Slot, snapshot: ActorSnapshot): readonly number[] {
    const { others } = this.#projection
    const all = this.#crowds(slot, snapshot).flatMap(([, tokens]) => tokens.map(({ copy }) => copy - others))
    return [...new Set(all)].filter((member) => member >= 0 && member < MOST_OTHERS)
  }

  /** The snapshot with one of the others singled out, and the rest left out. */
  #singled(slot: Slot, snapshot: ActorSnapshot, member: number): ActorSnapshot {
    const single = this.#renaming([this.#spare[member]], this.#spare[MOST_OTHERS])
    return this.#projection.rewritten(slot.address, this.#merge(single(snapshot)), (tokens) => tokens)
  }

  #crowds(slot: Slot, snapshot: ActorSnapshot): readonly (readonly [string, readonly Token[]])[] {
    const { address } = slot
    return this.#projection
      .fields(address)
      .map((field) => [field, this.#projection.crowd(address, snapshot, field)] as const)
  }

  #renaming(some: Copies, to: readonly string[]): <T>(value: T) => T {
    const names = new Map(some.flatMap((copy) => copy.map((name, role) => [name, to[role]] as const)))
    return renaming(names, this.#local.driver)
  }
}
