import type { Class, Frame } from './frame.ts'
import type { Draft, ProcessState } from './process-state.ts'
import { deliver, oldest, withStack } from './process-state.ts'
import type { Dialect, ProcessScript } from './script.ts'
import type { Question, Signal } from './signal.ts'
import type { Term } from './term.ts'
import { tuple } from './term.ts'

/** The actor that keeps the registered names. */
export const NAMES = '$names'

/** What one of OTP's functions does: when it is called, when what it waited for is there, when that raised. */
interface Behaviour<F extends Frame = Frame> {
  readonly enter: (run: Run, frame: F) => undefined
  readonly resume: (run: Run, frame: F, value: Term) => undefined
  /** The frame is still on top. Without it the exception goes on to the caller. */
  readonly raise?: (run: Run, frame: F, thrown: Thrown) => undefined
}

/** An exception. */
export interface Thrown {
  readonly class: Class
  readonly reason: Term
}

/** Behaviours by the function that they are of. */
export type Behaviours = { readonly [K in Frame['fn']]: Behaviour<Extract<Frame, { fn: K }>> }

/** Code and dialect of a process; constant, so not part of its state. */
export interface Program {
  readonly script: ProcessScript
  readonly dialect: Dialect
}

/** What an exception comes to as a reason of exit: of an error also where it was raised. */
export function exitReason({ class: kind, reason }: Thrown): Term {
  if (kind === 'exit') return reason
  return withStack(kind === 'error' ? reason : tuple('nocatch', reason))
}

/** Where a failed call names itself. */
export const inCall = (reason: Term, module: string, name: string): Term => tuple(reason, tuple(module, name, '...'))

/**
 * One turn of a process on a scheduler: from where it stands to the next receive that has to wait. Signals go out in
 * order; others may come in only between turns, which loses nothing: what a turn sends before it looks at its mailbox
 * again may as well be sent at once and arrive late.
 */
export class Run {
  readonly self: Draft
  readonly code: Program
  readonly sent: { readonly to: string; readonly signal: Signal }[] = []
  readonly notes: { readonly label: string; readonly value: Term }[] = []
  readonly #behaviours: Behaviours

  constructor(state: ProcessState, program: Program, behaviours: Behaviours) {
    this.self = { ...state }
    this.code = program
    this.#behaviours = behaviours
  }

  get pid(): Term {
    return { pid: this.self.me }
  }

  send(to: string, signal: Signal): undefined {
    this.sent.push({ to, signal })
  }

  /** `To ! Body`. What a process sends to itself is there at once. */
  message(to: string, body: Term, alias: string | null = null): undefined {
    if (to === this.self.me) deliver(this.self, body, alias)
    else this.send(to, { type: 'message', body, alias })
  }

  /** Goes on where the process stands: what it waited for has come. */
  continue(): undefined {
    const { wait, answer, mailbox } = this.self
    if (wait === null) return this.enter()
    this.self.wait = null
    if (wait.asked) {
      this.self.answer = null
      return this.resume(answer as Term)
    }
    const expired = this.self.expired
    this.self.expired = false
    if (expired) return this.resume('timeout')
    this.resume(this.#remove(oldest(mailbox, wait.patterns)))
  }

  /** Calls a function. */
  push(frame: Frame): undefined {
    this.self.frames = [...this.self.frames, frame]
    this.enter()
  }

  /** The innermost function goes over into this state. */
  become(frame: Frame): undefined {
    this.self.frames = this.self.frames.with(-1, frame)
  }

  /** The innermost function ends with a value. */
  give(value: Term): undefined {
    this.self.frames = this.self.frames.slice(0, -1)
    if (this.self.frames.length === 0) this.exit('normal')
    else this.resume(value)
  }

  /** The innermost function ends with an exception. */
  raise(kind: Class, reason: Term): undefined {
    this.self.frames = this.self.frames.slice(0, -1)
    const frame = this.self.frames.at(-1)
    if (frame === undefined) return this.exit(exitReason({ class: kind, reason }))
    const behaviour = this.#behaviours[frame.fn] as Behaviour
    if (behaviour.raise === undefined) this.raise(kind, reason)
    else behaviour.raise(this, frame, { class: kind, reason })
  }

  private enter(): undefined {
    const frame = this.self.frames.at(-1) as Frame
    const behaviour = this.#behaviours[frame.fn] as Behaviour
    behaviour.enter(this, frame)
  }

  /** The innermost function gets what it waits for. */
  resume(value: Term): undefined {
    const frame = this.self.frames.at(-1) as Frame
    const behaviour = this.#behaviours[frame.fn] as Behaviour
    behaviour.resume(this, frame, value)
  }

  /**
   * `receive`: the innermost function gets the oldest message that fits, now or later, or the atom `timeout`. With a
   * timeout of 0 whatever is under way may still come in first.
   */
  receive(
    patterns: readonly Term[],
    timeout: number | null,
    where: string,
    { on = null, idle = false }: { on?: string | null; idle?: boolean } = {},
  ): undefined {
    const found = this.take(patterns)
    if (found !== undefined) this.resume(found)
    else this.self.wait = { patterns, timeout, where, on, asked: false, idle }
  }

  /** `receive … after 0`, without what is still under way. */
  take(patterns: readonly Term[]): Term | undefined {
    const at = oldest(this.self.mailbox, patterns)
    return at < 0 ? undefined : this.#remove(at)
  }

  #remove(at: number): Term {
    const message = this.self.mailbox[at]
    this.self.mailbox = this.self.mailbox.toSpliced(at, 1)
    return message
  }

  /** The innermost function gets the answer of another process, or of the names. */
  ask(to: string, question: Question, name = ''): undefined {
    this.send(to, { type: 'ask', question, name, by: this.self.me })
    this.self.wait = { patterns: [], timeout: null, where: 'erlang', on: to, asked: true, idle: false }
  }

  reference(): string {
    this.self.refs += 1
    return `${this.self.me}#${this.self.refs}`
  }

  /** `monitor(process, To)`; `object` is what DOWN will name. A monitor of oneself is none, and no alias either. */
  monitor(to: string, alias: boolean, object: Term = { pid: to }): string {
    const ref = this.reference()
    if (to === this.self.me) return ref
    this.self.monitors = [...this.self.monitors, { ref, object, alias }]
    this.send(to, { type: 'monitor', ref, by: this.self.me })
    return ref
  }

  /** `alias()`: kept with the monitors, though it monitors nobody. */
  alias(): string {
    const ref = this.reference()
    this.self.monitors = [...this.self.monitors, { ref, object: 'alias', alias: true }]
    return ref
  }

  /** Ends an alias; a monitor of the same reference stays. Says whether there was one. */
  unalias(ref: string): boolean {
    const active = this.self.monitors.some((monitor) => monitor.ref === ref && monitor.alias)
    this.self.monitors = this.self.monitors.flatMap((monitor) => {
      if (monitor.ref !== ref) return [monitor]
      return monitor.object === 'alias' ? [] : [{ ...monitor, alias: false }]
    })
    return active
  }

  /** `demonitor(Ref, [flush])`, which also ends the alias. */
  demonitor(ref: string): undefined {
    const monitor = this.self.monitors.find((other) => other.ref === ref)
    this.self.monitors = this.self.monitors.filter((other) => other !== monitor)
    const to = monitor?.object
    if (typeof to === 'object' && 'pid' in to) this.send(to.pid, { type: 'demonitor', ref })
    this.take([tuple('DOWN', { ref }, '_', '_', '_')])
  }

  link(to: string): undefined {
    if (this.self.links.includes(to)) return
    this.self.links = [...this.self.links, to].sort()
  }

  unlink(to: string): undefined {
    this.self.links = this.self.links.filter((other) => other !== to)
    this.send(to, { type: 'unlink', by: this.self.me })
  }

  /** The process is over. Its names go first (see `bury`), then its links and watchers hear of it. */
  exit(reason: Term): undefined {
    this.self.frames = []
    this.self.wait = null
    this.self.mailbox = []
    this.self.reason = reason
  }
}
