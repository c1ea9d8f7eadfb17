import { InterlockError } from './error.ts'

/** What harms messages: takes the head of a channel away, copies it, holds it back, or lets the next one pass it. */
export const MESSAGE_HARMS = ['drop', 'duplicate', 'delay', 'reorder'] as const
/** All that does harm, in the defined order. Nobody may count on harm, and each kind has its budget. */
export const HARMS = [...MESSAGE_HARMS, 'crash', 'leave', 'jump'] as const

/** A kind of harm that messages come to. */
export type MessageHarm = (typeof MESSAGE_HARMS)[number]
/** A kind of harm. */
export type Harm = (typeof HARMS)[number]
/** What the environment has promised: what was held back arrives, who has crashed starts again, faults stop. */
export type Recovery = 'arrive' | 'restart' | 'heal'

/** How often messages come to harm, and which: those between actors that are named, or that have a role that is. */
export interface MessageFaults {
  readonly most: number
  readonly from?: readonly string[]
  readonly to?: readonly string[]
}

/** How often actors come to harm, and which. */
export interface ActorFaults {
  readonly most: number
  readonly actors: readonly string[]
}

/**
 * The faults that a system is to withstand, each with its budget (`most`): how often it may strike in one execution. A bare
 * number stands for that many of any messages between declared actors. Actors are named, or by role (`client` for all
 * `client#…`). See docs/faults.md.
 */
export interface FaultsDefinition {
  /** The head of a channel is lost. */
  readonly drop?: number | MessageFaults
  /** A copy of the head comes behind what is in its channel. */
  readonly duplicate?: number | MessageFaults
  /** The head is held back, and arrives some time later, behind what was sent meanwhile. */
  readonly delay?: number | MessageFaults
  /** The head and the message behind it change places. */
  readonly reorder?: number | MessageFaults
  /** An actor stops where it is: its snapshot, mailbox, timers and children are lost. */
  readonly crash?: ActorFaults
  /** An actor leaves for good, as a client that closes its connection. */
  readonly leave?: ActorFaults
  /** The clock jumps ahead by one of these numbers of virtual milliseconds. */
  readonly jump?: { readonly most: number; readonly by: readonly number[] }
  /** Who starts again, some time after a crash, with the input of the first time. */
  readonly restart?: readonly string[]
  /** In simulated runs only: who may be slow, its steps taking so many times as long. */
  readonly slow?: { readonly actors: readonly string[]; readonly by: number }
  /** Promises that faults stop at some time, after which these actors start again if they have crashed. */
  readonly heal?: { readonly actors: readonly string[] }
}

/** Which messages, by the names of the declared actors that send and get them. */
interface Messages {
  readonly from: ReadonlySet<string>
  readonly to: ReadonlySet<string>
}

/** The faults of a system, checked, with every actor by its name. */
export interface Faults {
  /** By kind of harm, how often it may strike; 0 where it is not declared. */
  readonly most: Readonly<Record<Harm, number>>
  readonly messages: Readonly<Partial<Record<MessageHarm, Messages>>>
  readonly crash: readonly string[]
  readonly leave: readonly string[]
  readonly jump: readonly number[]
  readonly restart: readonly string[]
  readonly slow: { readonly actors: readonly string[]; readonly by: number }
  /** `undefined` where faults need not stop. */
  readonly heal: readonly string[] | undefined
}

/** The name under which predicates find what is left of the budgets. */
export const ENVIRONMENT = 'faults'

const KNOWN: readonly string[] = [...HARMS, 'restart', 'slow', 'heal']

/** Reads one declaration; its errors name the place. */
class Reader {
  readonly #system: string
  readonly #actors: readonly string[]

  constructor(system: string, actors: readonly string[]) {
    this.#system = system
    this.#actors = actors
  }

  refuse(where: string, what: string): InterlockError {
    return new InterlockError('system', `${this.#system}: faults: ${where} ${what}`)
  }

  /** A declaration with these fields and no others. */
  fields(where: string, value: unknown, known: readonly string[]): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.refuse(where, `is ${JSON.stringify(value)}; give { ${known.join(', ')} }`)
    }
    const odd = Object.keys(value).find((key) => !known.includes(key))
    if (odd !== undefined) throw this.refuse(where, `has the unknown field '${odd}'; known are ${known.join(', ')}`)
    return value as Readonly<Record<string, unknown>>
  }

  number(where: string, value: unknown, least = 0): number {
    if (Number.isSafeInteger(value) && (value as number) >= least) return value as number
    throw this.refuse(where, `is ${JSON.stringify(value)}; give a whole number of at least ${least}`)
  }

  list(where: string, value: unknown): readonly unknown[] {
    if (Array.isArray(value) && value.length > 0) return value
    throw this.refuse(where, `is ${JSON.stringify(value)}; give a list of at least one`)
  }

  /** The declared actors that a list names, in their order. */
  actors(where: string, value: unknown): readonly string[] {
    const named = new Set<string>()
    for (const name of this.list(where, value)) {
      const meant = this.#actors.filter((actor) => actor === name || actor.startsWith(`${String(name)}#`))
      if (meant.length === 0) {
        throw this.refuse(
          where,
          `names '${String(name)}', which is no actor and no role; declared are ${this.#actors.join(', ')}`,
        )
      }
      for (const actor of meant) named.add(actor)
    }
    return this.#actors.filter((actor) => named.has(actor))
  }

  messages(kind: MessageHarm, value: unknown): { readonly most: number; readonly messages: Messages } {
    const given = typeof value === 'number' ? { most: value } : this.fields(kind, value, ['most', 'from', 'to'])
    const side = (name: 'from' | 'to'): ReadonlySet<string> => {
      const listed = (given as Partial<MessageFaults>)[name]
      return new Set(listed === undefined ? this.#actors : this.actors(`${kind}.${name}`, listed))
    }
    return { most: this.number(`${kind}.most`, given.most), messages: { from: side('from'), to: side('to') } }
  }
}

/**
 * Reads the faults that a definition declares.
 * @throws InterlockError `system` when they make no sense; the message names the field and the fix.
 */
export function faultsOf(
  system: string,
  definition: FaultsDefinition,
  names: readonly string[],
  fifo: boolean,
): Faults {
  const reader = new Reader(system, names)
  const given = reader.fields('they', definition, KNOWN)
  if (names.includes(ENVIRONMENT)) throw reader.refuse('no actor', `may be named '${ENVIRONMENT}' then; rename it`)
  if (given.reorder !== undefined && !fifo) {
    throw reader.refuse('reorder', "asks for delivery: 'async'; a channel that is unordered has no order to lose")
  }
  const most: Record<Harm, number> = { drop: 0, duplicate: 0, delay: 0, reorder: 0, crash: 0, leave: 0, jump: 0 }
  const messages: Partial<Record<MessageHarm, Messages>> = {}
  for (const kind of MESSAGE_HARMS) {
    if (given[kind] === undefined) continue
    const read = reader.messages(kind, given[kind])
    most[kind] = read.most
    messages[kind] = read.messages
  }
  const struck = (kind: 'crash' | 'leave'): readonly string[] => {
    if (given[kind] === undefined) return []
    const fields = reader.fields(kind, given[kind], ['most', 'actors'])
    most[kind] = reader.number(`${kind}.most`, fields.most)
    return reader.actors(`${kind}.actors`, fields.actors)
  }
  const crash = struck('crash')
  return {
    crash,
    leave: struck('leave'),
    jump: jumpsOf(reader, given.jump, most),
    restart: restartedOf(reader, given.restart, crash),
    slow: slowOf(reader, given.slow),
    heal:
      given.heal === undefined
        ? undefined
        : reader.actors('heal.actors', reader.fields('heal', given.heal, ['actors']).actors),
    most,
    messages,
  }
}

function jumpsOf(reader: Reader, value: unknown, most: Record<Harm, number>): readonly number[] {
  if (value === undefined) return []
  const { most: times, by } = reader.fields('jump', value, ['most', 'by'])
  most.jump = reader.number('jump.most', times)
  return reader.list('jump.by', by).map((milliseconds) => reader.number('jump.by', milliseconds, 1))
}

function restartedOf(reader: Reader, value: unknown, crash: readonly string[]): readonly string[] {
  if (value === undefined) return []
  const actors = reader.actors('restart', value)
  const safe = actors.find((actor) => !crash.includes(actor))
  if (safe !== undefined) throw reader.refuse('restart', `names '${safe}', which never crashes; add it to crash.actors`)
  return actors
}

function slowOf(reader: Reader, value: unknown): Faults['slow'] {
  if (value === undefined) return { actors: [], by: 1 }
  const { actors, by } = reader.fields('slow', value, ['actors', 'by'])
  return { actors: reader.actors('slow.actors', actors), by: reader.number('slow.by', by, 2) }
}
