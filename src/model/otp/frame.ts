import type { Question } from './signal.ts'
import type { Term, Variables } from './term.ts'

/** Where a program stands: in the process's program, or in a clause of a callback. */
export interface Code {
  readonly callback: 'program' | 'init' | 'call' | 'cast' | 'info' | 'continue' | 'terminate'
  readonly clause: string
}

/** The class of an exception. */
export type Class = 'exit' | 'error' | 'throw'

/** What a process is in the middle of: an activation of a program, or of one of OTP's functions. */
export type Frame =
  | { readonly fn: 'program'; readonly code: Code; readonly at: number; readonly variables: Variables }
  /** `gen:call/4`; `ref` once the server is known. */
  | {
      readonly fn: 'call'
      readonly to: Term
      readonly request: Term
      readonly timeout: number | null
      readonly ref: string | null
    }
  | { readonly fn: 'send_request'; readonly to: Term; readonly request: Term }
  | { readonly fn: 'response'; readonly ref: string; readonly timeout: number | null; readonly keeps: boolean }
  /** `proc_lib:start`, `start_link`. */
  | {
      readonly fn: 'start'
      readonly process: string
      readonly name: string | null
      readonly link: boolean
      readonly timeout: number | null
      readonly ref: string | null
      readonly started: boolean
    }
  | {
      readonly fn: 'stop'
      readonly to: Term
      readonly reason: Term
      readonly timeout: number | null
      readonly ref: string | null
    }
  /** `Name ! Message` and the like: what is done once the name is looked up. */
  | { readonly fn: 'located'; readonly to: Term; readonly then: Located }
  /** A question to another process or to the names; the answer is the value. */
  | { readonly fn: 'ask'; readonly to: string; readonly question: Question; readonly name: string }
  /** `link/1` of a process that does not trap exits: fails when the other one is dead. */
  | { readonly fn: 'link'; readonly to: string }
  /** A receive; the message is the value. */
  | {
      readonly fn: 'receive'
      readonly patterns: readonly Term[]
      readonly timeout: number | null
      readonly where: string
      readonly otherwise: Term
    }
  /** Raises. */
  | { readonly fn: 'raise'; readonly class: Class; readonly reason: Term }
  /** Looks at the mailbox after whatever may have come in. */
  | { readonly fn: 'mailbox' }
  /** `gen_server:init_it`. */
  | {
      readonly fn: 'init'
      readonly starter: string
      /** Whose end is the server's own: the starter if it is linked, or nobody but itself. */
      readonly parent: string
      readonly name: string | null
      readonly stage: 'registering' | 'init' | 'leaving'
      /** What the starter is told, and why the process ends. */
      readonly ack: Term
      readonly raised: { readonly class: Class; readonly reason: Term } | null
    }
  /** `gen_server:loop`. */
  | {
      readonly fn: 'loop'
      readonly parent: string
      readonly state: Term
      readonly timeout: number | null
      readonly stage: 'receive' | 'call' | 'other' | 'terminate'
      readonly from: Term | null
      /** While terminating: why, and the reply of `{stop, Reason, Reply, State}`. */
      readonly end: { readonly class: Class; readonly reason: Term; readonly reply: Term | null } | null
    }

/** What a process does with the receiver that it looked up. */
type Located =
  /** `quiet`: a cast, which never fails. */
  | { readonly kind: 'send'; readonly message: Term; readonly quiet: boolean }
  | { readonly kind: 'monitor'; readonly alias: boolean }
