/** One channel of a mailbox: events of one sender, oldest first. Senders are slots, events are interned. */
export interface Channel {
  readonly from: number
  readonly events: readonly number[]
}

/** An actor's mailbox: its non-empty channels, in the defined order of their senders. Never changed in place. */
export type Mailbox = readonly Channel[]

/** The mailbox of an actor to which nothing was sent. */
export const EMPTY: Mailbox = []

/** Adds an event at the end of the channel from `from`; `compare` is the defined order of senders. */
export function append(
  mailbox: Mailbox,
  from: number,
  event: number,
  compare: (a: number, b: number) => number,
): Mailbox {
  const at = mailbox.findIndex((channel) => channel.from === from)
  if (at >= 0) return mailbox.with(at, { from, events: [...mailbox[at].events, event] })
  const behind = mailbox.findIndex((channel) => compare(from, channel.from) < 0)
  return mailbox.toSpliced(behind < 0 ? mailbox.length : behind, 0, { from, events: [event] })
}

/** Removes the event at a position of a channel. */
export function remove(mailbox: Mailbox, channel: number, position: number): Mailbox {
  const { from, events } = mailbox[channel]
  return events.length === 1
    ? mailbox.toSpliced(channel, 1)
    : mailbox.with(channel, { from, events: events.toSpliced(position, 1) })
}

/** The positions that may be delivered next: the head of a FIFO channel, each distinct event of an unordered one. */
export function candidates(channel: Channel, fifo: boolean): readonly number[] {
  if (fifo) return [0]
  return channel.events.flatMap((event, position) => (channel.events.indexOf(event) === position ? [position] : []))
}

/** The mailbox without the events that a test finds. */
export function without(mailbox: Mailbox, found: (from: number, event: number) => boolean): Mailbox {
  return mailbox
    .map(({ from, events }) => ({ from, events: events.filter((event) => !found(from, event)) }))
    .filter(({ events }) => events.length > 0)
}
