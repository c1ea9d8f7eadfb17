import type { Frame } from './frame.ts'
import type { Term } from './term.ts'
import { matches, tuple } from './term.ts'

/** What a process waits for. */
interface Wait {
  /** Patterns of the receive; none for a sleep. */
  readonly patterns: readonly Term[]
  readonly timeout: number | null
  /** What `process_info` names as the current function. */
  readonly where: string
  /** Whom it waits for, when that is known. */
  readonly on: string | null
  /** A question is out: only its answer counts. */
  readonly asked: boolean
  /** A server between two messages. */
  readonly idle: boolean
}

/** A monitor of one's own. */
interface Monitor {
  readonly ref: string
  readonly object: Term
  /** Whether the reference is also an active alias. */
  readonly alias: boolean
}

/** All there is to know of a process; what the machine keeps as its context. */
export interface ProcessState {
  readonly me: string
  /** Who made it. */
  readonly parent: string
  /** What it is in the middle of, innermost last. */
  readonly frames: readonly Frame[]
  /** In the order of arrival. */
  readonly mailbox: readonly Term[]
  readonly wait: Wait | null
  /** The timer of the receive has fired. */
  readonly expired: boolean
  readonly answer: Term | null
  readonly links: readonly string[]
  readonly monitors: readonly Monitor[]
  /** Who is told when it dies. */
  readonly watchers: readonly { readonly ref: string; readonly by: string }[]
  readonly traps: boolean
  /** It may have registered a name. */
  readonly named: boolean
  /** References made so far. */
  readonly refs: number
  /** Why it died; `null` while it lives. */
  readonly reason: Term | null
}

/** A process state while one step is worked out. */
export type Draft = { -readonly [K in keyof ProcessState]: ProcessState[K] }

/** A process that does not exist yet. */
export function unborn(me: string): ProcessState {
  return {
    me,
    parent: me,
    frames: [],
    mailbox: [],
    wait: null,
    expired: false,
    answer: null,
    links: [],
    monitors: [],
    watchers: [],
    traps: false,
    named: false,
    refs: 0,
    reason: null,
  }
}

/** What is left of a process that died. */
export const buried = (me: string, reason: Term | null): ProcessState => ({ ...unborn(me), reason })

/** A message arrives; through an alias only while that is active. */
export function deliver(self: Draft, message: Term, alias: string | null = null): undefined {
  if (alias !== null && !self.monitors.some((monitor) => monitor.alias && monitor.ref === alias)) return
  self.mailbox = [...self.mailbox, message]
}

/** The position of the oldest message of one of these forms; -1 for none. */
export function oldest(mailbox: readonly Term[], patterns: readonly Term[]): number {
  return mailbox.findIndex((message) => patterns.some((pattern) => matches(pattern, message)))
}

/** Whether a waiting process has what it waits for. */
export function awake({ wait, mailbox, expired, answer }: ProcessState): boolean {
  if (wait === null) return false
  return wait.asked ? answer !== null : expired || oldest(mailbox, wait.patterns) >= 0
}

/** What an error is as a reason: `{Reason, Stack}`, its stack left out. */
export const withStack = (reason: Term): Term => tuple(reason, 'stack')
