import type { Term } from './term.ts'

/** Milliseconds, or for ever. */
export type Timeout = number | 'infinity'

/** What every operation may say of its result. */
interface Bound {
  /** The variable that gets the result. */
  readonly as?: string
  /** The result is `{ok, Value}`, or `{exit | error | throw, Reason}` instead of an exception. */
  readonly catch?: boolean
}

/**
 * One operation of a process. `to` is a pid, a registered name, `{Name, Node}` or (of `send`) an alias. Results are OTP's; `call`, `stop`,
 * `start` and the requests are the functions of `gen_server` under these names.
 */
export type Operation = Bound &
  (
    | { readonly do: 'note'; readonly label: string; readonly value: Term }
    | { readonly do: 'set'; readonly value: Term }
    | { readonly do: 'sleep'; readonly ms: Term }
    | { readonly do: 'call'; readonly to: Term; readonly request: Term; readonly timeout?: Timeout }
    | { readonly do: 'cast'; readonly to: Term; readonly request: Term }
    | { readonly do: 'send'; readonly to: Term; readonly message: Term }
    | { readonly do: 'reply'; readonly to: Term; readonly value: Term }
    | { readonly do: 'send_request'; readonly to: Term; readonly request: Term }
    | { readonly do: 'wait_response' | 'receive_response'; readonly request: Term; readonly timeout: Timeout }
    /** The oldest message of this form, or `otherwise` (the atom `timeout`). */
    | { readonly do: 'receive'; readonly match?: Term; readonly timeout?: Timeout; readonly otherwise?: Term }
    /** What waits in the mailbox, oldest first. */
    | { readonly do: 'mailbox' }
    /** Runs the process of this name, with these of one's own variables. Result: its pid. */
    | {
        readonly do: 'spawn'
        readonly process: string
        readonly link?: boolean
        readonly with?: readonly string[]
      }
    /** `gen_server:start` or, with `link`, `start_link`. */
    | {
        readonly do: 'start'
        readonly process: string
        readonly name?: string
        readonly link?: boolean
        readonly timeout?: Timeout
      }
    /** `gen_server:enter_loop` with the process's own server. */
    | { readonly do: 'enter_loop'; readonly state: Term }
    | { readonly do: 'stop'; readonly to: Term; readonly reason?: Term; readonly timeout?: Timeout }
    | { readonly do: 'register' | 'unregister' | 'whereis'; readonly name: string }
    /** With `alias`, the reference is also an alias until the monitor ends (`{alias, demonitor}`). */
    | { readonly do: 'monitor'; readonly to: Term; readonly alias?: boolean }
    | { readonly do: 'make_ref' | 'alias' }
    | { readonly do: 'unalias'; readonly ref: Term }
    | { readonly do: 'demonitor'; readonly ref: Term }
    | { readonly do: 'link' | 'unlink'; readonly to: Term }
    | { readonly do: 'is_alive' | 'process_info'; readonly to: Term }
    | { readonly do: 'trap_exit'; readonly flag: boolean }
    /** `exit(Pid, Reason)` */
    | { readonly do: 'signal'; readonly to: Term; readonly reason: Term }
    | { readonly do: 'exit' | 'error' | 'throw'; readonly reason: Term }
    /** Ends the program (a callback, a process) with this value. */
    | { readonly do: 'return'; readonly value: Term }
  )

/** Operations one after the other. Without `return` the value is `ok`. */
export type Program = readonly Operation[]

/**
 * A callback module. Messages are told apart by their atom, or by the first element of a tuple; `_` takes the rest. A
 * clause sees `Message`, `Arg` (the second element), `State` and, for a call, `From`; `terminate` sees `Reason` and
 * `State`. What it returns is what OTP's callback would return, from `{reply, Reply, State, {continue, C}}` to nonsense.
 */
export interface Server {
  readonly init?: Program
  readonly call?: Readonly<Record<string, Program>>
  readonly cast?: Readonly<Record<string, Program>>
  readonly info?: Readonly<Record<string, Program>>
  readonly continue?: Readonly<Record<string, Program>>
  readonly terminate?: Program
}

/** What a process runs: a program, or the callbacks of a gen_server (both, for `enter_loop`). */
export interface ProcessScript {
  readonly program?: Program
  readonly server?: Server
}

/**
 * What differs between dialects of gen_server.
 *
 * - `alias`: a reply that comes after its caller gave up is dropped (OTP 24, monitors with aliases); without it such a
 *   reply lands in the caller's mailbox.
 * - `refusesSelf`: a call to oneself exits with `calling_self` instead of waiting.
 * - `patience`: the timeout of a call that names none.
 */
export interface Dialect {
  readonly alias: boolean
  readonly refusesSelf: boolean
  readonly patience: Timeout
}

/** OTP 24 and later; what is held against OTP 25. */
export const OTP: Dialect = { alias: true, refusesSelf: true, patience: 5000 }
/** OTP 23 and earlier. */
export const OTP_23: Dialect = { ...OTP, alias: false }
/** The SX runtime's `gen_call`: no alias, no look at who is called, no timeout. */
export const SX: Dialect = { alias: false, refusesSelf: false, patience: 'infinity' }

/**
 * A system of processes. `main` runs from the start, the others when one of them spawns or starts them, once each: a
 * server that is started again is another process under the same name. A pid is the process's name.
 */
export interface Script {
  readonly name: string
  readonly processes: { readonly main: ProcessScript } & Readonly<Record<string, ProcessScript>>
  /** Default: OTP. */
  readonly dialect?: Dialect
}
