import { InterlockError } from './error.ts'
import type { Copies } from './interchangeable.ts'
import { keyOf } from './key.ts'
import type { Local } from './local.ts'
import type { ActorSnapshot } from './machine.ts'
import type { Channel } from './mailbox.ts'
import { renaming } from './rename.ts'
import type { Body, Slot } from './slot.ts'
import type { Token } from './weave.ts'
import { weave } from './weave.ts'

/** By actor, the fields of its context in which it keeps names of copies that it never counts. */
export type Uncounted = ReadonlyMap<string, readonly string[]>

/** A part of a state that knows a copy by name: a copy itself, or (`FIXED`) the actors that are no copies. */
type Mention = readonly [by: number, of: number]

/** The owner of an actor that is no copy's. */
export const FIXED = -1

/**
 * States with copies left out. Of a copy that is left out nothing stays: no actor, no channel to or from it, and in the
 * uncounted fields of other actors its name becomes that of the copy `others`, once for any number of neighbours.
 */
export class Projection {
  /** The copy whose names stand for one or more that are left out. */
  readonly others: number
  readonly #copies: Copies
  readonly #local: Local
  readonly #uncounted: Uncounted
  readonly #copyOf: ReadonlyMap<string, number>
  /** By slot, what was asked of its configurations. */
  readonly #mentions: (readonly Mention[])[][] = []
  readonly #hidden: number[][] = []
  readonly #spread: number[][] = []
  readonly #merged = new Map<string, readonly number[]>()

  constructor(copies: Copies, others: number, uncounted: Uncounted, local: Local) {
    this.#copies = copies
    this.others = others
    this.#local = local
    this.#uncounted = uncounted
    this.#copyOf = new Map(copies.flatMap((names, copy) => names.map((name) => [name, copy] as const)))
  }

  /** The copy that the actor of a slot belongs to; `FIXED` when to none. */
  owner(slot: number): number {
    return this.#copyOf.get(this.#slot(slot).address) ?? FIXED
  }

  /** The copy that an actor belongs to. */
  ownerOf(address: string): number {
    return this.#copyOf.get(address) ?? FIXED
  }

  /** Who knows whom by what is in this slot, apart from what is in uncounted fields. A channel is that of its copy. */
  mentions(slot: number, config: number): readonly Mention[] {
    this.#mentions[slot] ??= []
    this.#mentions[slot][config] ??= this.#mentionsIn(this.#slot(slot), config)
    return this.#mentions[slot][config]
  }

  #mentionsIn(slot: Slot, config: number): readonly Mention[] {
    const body = slot.body(config)
    if (body === undefined) return []
    const { roster } = this.#local
    const owner = this.owner(slot.index)
    const said: Mention[] = [...this.copiesIn(withoutFields(body.snapshot, this.fields(slot.address)))].map((copy) => [
      owner,
      copy,
    ])
    for (const { from, events } of slot.configs[config].mailbox) {
      const by = owner === FIXED ? this.owner(from) : owner
      said.push([by, this.owner(from)])
      for (const event of events) for (const copy of this.copiesIn(roster.events[event])) said.push([by, copy])
    }
    return said.filter(([by, of]) => of !== FIXED && by !== of)
  }

  /** The uncounted fields of an actor. */
  fields(address: string): readonly string[] {
    return this.#uncounted.get(address) ?? []
  }

  /** The copies whose names are somewhere in a value. */
  copiesIn(value: unknown): ReadonlySet<number> {
    const found = new Set<number>()
    const get = (name: string): undefined => {
      const copy = this.#copyOf.get(name)
      if (copy !== undefined) found.add(copy)
    }
    renaming({ get }, this.#local.driver)(value)
    return found
  }

  /** The configuration with a copy left out. */
  hide(slot: number, config: number, copy: number): number {
    if (config === 0 || this.owner(slot) === copy) return 0
    this.#hidden[slot] ??= []
    const at = config * this.#copies.length + copy
    this.#hidden[slot][at] ??= this.#hide(this.#slot(slot), config, copy)
    return this.#hidden[slot][at]
  }

  #hide(slot: Slot, config: number, copy: number): number {
    const { mailbox, timers, body } = slot.configs[config]
    return slot.intern({
      body: this.#withCrowds(slot, body, (tokens) => tokens.map((token) => this.#leftOut(token, copy))),
      mailbox: mailbox.filter(({ from }) => this.owner(from) !== copy),
      timers,
    })
  }

  #withCrowds(slot: Slot, body: number, rewrite: (tokens: readonly Token[]) => readonly Token[]): number {
    if (this.fields(slot.address).length === 0) return body
    const { logic, observed, outcomes, snapshot } = slot.bodies[body]
    const after = this.rewritten(slot.address, snapshot, rewrite)
    return this.#local.internBody(slot, { logic, observed, outcomes, snapshot: after })
  }

  /** A snapshot whose uncounted fields are rewritten; then neighbours that are the same and stand for others are one. */
  rewritten(
    address: string,
    snapshot: ActorSnapshot,
    rewrite: (tokens: readonly Token[], field: string) => readonly Token[],
  ): ActorSnapshot {
    const crowds = this.fields(address).map((field) => {
      const tokens = rewrite(this.crowd(address, snapshot, field), field)
      return [field, collapsed(tokens, Array.isArray(crowdIn(address, snapshot, field)))] as const
    })
    return withCrowds(snapshot, crowds)
  }

  /** What is in an uncounted field, in its order. */
  crowd(address: string, snapshot: ActorSnapshot, field: string): readonly Token[] {
    const value = crowdIn(address, snapshot, field)
    return [...value].map((item) => this.token(item))
  }

  /** An item of an uncounted field. */
  token(value: unknown): Token {
    const copies = [...this.copiesIn(value)]
    return {
      value,
      key: keyOf(value, this.#local.driver.addressOf),
      copy: copies[0] ?? FIXED,
      alone: copies.length <= 1,
      others: copies.includes(this.others),
    }
  }

  #leftOut(token: Token, copy: number): Token {
    return token.copy === copy ? this.#named(token, this.others) : token
  }

  /** The item with the name of another copy. */
  #named(token: Token, copy: number): Token {
    const names = new Map(this.#copies[token.copy].map((name, role) => [name, this.#copies[copy][role]]))
    return this.token(renaming(names, this.#local.driver)(token.value))
  }

  /** The copies that are kept in uncounted fields of a configuration, by field; `others` among them. */
  members(slot: number, config: number): readonly { readonly field: string; readonly copies: ReadonlySet<number> }[] {
    const { address } = this.#slot(slot)
    const snapshot = this.#slot(slot).body(config)?.snapshot
    if (snapshot === undefined) return []
    return this.fields(address).map((field) => ({
      field,
      copies: new Set(this.crowd(address, snapshot, field).map(({ copy }) => copy)),
    }))
  }

  /** The configuration with different copies in the places of others, from that one on. */
  spread(slot: number, config: number): number {
    this.#spread[slot] ??= []
    this.#spread[slot][config] ??= this.#spreadOut(this.#slot(slot), config)
    return this.#spread[slot][config]
  }

  #spreadOut(slot: Slot, config: number): number {
    if (config === 0) return 0
    let next = this.others
    const told = (token: Token): Token => (token.others ? this.#named(token, next++) : token)
    const body = this.#withCrowds(slot, slot.configs[config].body, (tokens) => tokens.map(told))
    return slot.intern({ ...slot.configs[config], body })
  }

  /** Whether something in an uncounted field names two copies at once. */
  isTangled(slot: number, config: number): boolean {
    const { address } = this.#slot(slot)
    const snapshot = this.#slot(slot).body(config)?.snapshot
    if (snapshot === undefined || this.fields(address).length === 0) return false
    return this.fields(address).some((field) => this.crowd(address, snapshot, field).some(({ alone }) => !alone))
  }

  /**
   * All configurations that are `one` when the copy `second` is left out, and `other` when `first` is.
   */
  merge(slot: number, one: number, other: number, first: number, second: number): readonly number[] {
    if (one === other || other === 0) return [one]
    if (one === 0) return [other]
    const name = `${slot} ${one} ${other} ${first} ${second}`
    const known = this.#merged.get(name)
    if (known !== undefined) return known
    const merged = this.#merge(this.#slot(slot), one, other, first, second)
    this.#merged.set(name, merged)
    return merged
  }

  #merge(slot: Slot, one: number, other: number, first: number, second: number): readonly number[] {
    const [a, b] = [slot.configs[one], slot.configs[other]]
    const isOther = ({ from }: Channel): boolean => this.owner(from) === second
    const mailbox = [...a.mailbox, ...b.mailbox.filter(isOther)].sort((x, y) =>
      this.#local.roster.compare(x.from, y.from),
    )
    const bodies = this.#mergeBodies(slot, slot.bodies[a.body], slot.bodies[b.body], first, second)
    return bodies.map((body) => slot.intern({ body: body < 0 ? a.body : body, mailbox, timers: a.timers }))
  }

  #mergeBodies(slot: Slot, one: Body, other: Body, first: number, second: number): readonly number[] {
    const { logic, observed, outcomes, snapshot } = one
    let all: (readonly (readonly [string, readonly Token[]])[])[] = [[]]
    for (const field of this.fields(slot.address)) {
      const [ours, theirs] = [one, other].map((body) => this.crowd(slot.address, body.snapshot, field))
      const ordered = Array.isArray(crowdIn(slot.address, snapshot, field))
      const leftOut = (token: Token): Token => this.#leftOut(token, token.copy)
      const woven = weave(ours, theirs, { first, second, ordered, leftOut })
      all = all.flatMap((crowds) => woven.map((tokens) => [...crowds, [field, tokens] as const]))
    }
    return all.map((crowds) =>
      this.#local.internBody(slot, { logic, observed, outcomes, snapshot: withCrowds(snapshot, crowds) }),
    )
  }

  #slot(slot: number): Slot {
    return this.#local.roster.slots[slot]
  }
}

function collapsed(tokens: readonly Token[], ordered: boolean): readonly Token[] {
  const isRepeated = (key: string, at: number): boolean =>
    ordered ? at > 0 && tokens[at - 1].key === key : tokens.findIndex((token) => token.key === key) < at
  return tokens.filter(({ key, others }, at) => !(others && isRepeated(key, at)))
}

function contextOf(snapshot: ActorSnapshot): Readonly<Record<string, unknown>> {
  return (snapshot as { context?: Record<string, unknown> }).context ?? {}
}

function crowdIn(address: string, snapshot: ActorSnapshot, field: string): readonly unknown[] | ReadonlySet<unknown> {
  const value = contextOf(snapshot)[field]
  if (Array.isArray(value) || value instanceof Set) return value
  throw new InterlockError(
    'system',
    `uncounted: '${field}' in the context of ${address} is no array and no Set; name fields that always are one`,
  )
}

function withoutFields(snapshot: ActorSnapshot, fields: readonly string[]): ActorSnapshot {
  return withCrowds(
    snapshot,
    fields.map((field) => [field, []]),
  )
}

/** The snapshot with other contents of these fields, each an array or a Set as it was. */
export function withCrowds(
  snapshot: ActorSnapshot,
  crowds: readonly (readonly [string, readonly Token[]])[],
): ActorSnapshot {
  if (crowds.length === 0) return snapshot
  const before = contextOf(snapshot)
  const after = crowds.map(([field, tokens]) => {
    const values = tokens.map(({ value }) => value)
    return [field, before[field] instanceof Set ? new Set(values) : values]
  })
  const context = { ...before, ...Object.fromEntries(after) }
  return Object.assign({ ...snapshot }, { context })
}
