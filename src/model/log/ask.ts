import type { LogEvent } from './event.ts'

/** What the value of a field must be. */
export type Expected = string | number | ((value: string | number | undefined) => boolean)

/** An event that a thread may log next. */
export interface Offer {
  readonly op: string
  /** All its fields; one that may have any value, or be missing, is a function. */
  readonly fields: Readonly<Record<string, Expected>>
  /** Why not yet, if not yet: asked when the event comes. */
  readonly blocked?: () => string | undefined
}

/** A message in a mailbox. */
export type Message =
  | { readonly tag: 'ack' }
  | { readonly tag: 'call'; readonly from: number; readonly ref: number; readonly request: Request }
  | { readonly tag: 'reply'; readonly ref: number; readonly value: Value }
  | { readonly tag: 'DOWN'; readonly ref: number }
  | { readonly tag: 'http'; readonly ref: number; readonly status: number }

/** What the kernel is asked. */
export interface Request {
  readonly name: string
  /** `slow`: for how many milliseconds it sleeps. */
  readonly ms?: number
}

/** A reply: a number, or `tuple`, `string`, or an atom with a colon before it. */
export type Value = number | string

/** A selective receive. */
export interface Receive {
  readonly what: string
  readonly accepts: (message: Message) => boolean
  /** Milliseconds after which it goes on without. */
  readonly after: number | null
  /** The reply for which it waits; without references any reply will do. */
  readonly reply?: number
}

/** What a program needs to go on: one of several events, a look at the thread's next one, or (a process) a message. */
export type Ask =
  | { readonly kind: 'event'; readonly offers: readonly Offer[] }
  | { readonly kind: 'peek' }
  | { readonly kind: 'receive'; readonly receive: Receive }

/** A message that was received; `undefined`: the receive timed out. */
export interface Received {
  readonly message: Message | undefined
}

/** A program of the server, as a generator that asks for the events it logs. */
export type Code<T> = Generator<Ask, T, unknown>

/** An exception of the server, as `Printexc.to_string` prints it. */
export class Raised extends Error {
  override readonly name = 'Raised'
}

/** `Sx_runtime.Er_exit`. */
export function erExit(reason: string): Raised {
  return new Raised(`Sx_runtime.Er_exit("${reason}")`)
}

/** Any value, or none. */
export const ANY = (): boolean => true

/** Logs one event. */
export function* log(op: string, fields: Offer['fields'] = {}, blocked?: Offer['blocked']): Code<LogEvent> {
  const offer = blocked === undefined ? { op, fields } : { op, fields, blocked }
  return (yield { kind: 'event', offers: [offer] }) as LogEvent
}

/** Logs one of several events. */
export function* logOneOf(...offers: readonly Offer[]): Code<LogEvent> {
  return (yield { kind: 'event', offers }) as LogEvent
}

/** The next event of this thread, which is yet to be logged: where the log decides what the program does. */
export function* peek(): Code<LogEvent> {
  return (yield { kind: 'peek' }) as LogEvent
}

/** A program that logs nothing. */
export function* atOnce<T>(make: () => T): Code<T> {
  yield* []
  return make()
}

/** Receives a message. */
export function* receive(wanted: Receive): Code<Message | undefined> {
  return ((yield { kind: 'receive', receive: wanted }) as Received).message
}
