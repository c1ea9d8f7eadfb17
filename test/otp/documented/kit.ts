import type { Operation, Script, Term } from '../../../src/model/otp/index.ts'
import { t, v } from '../kit.ts'

/** What is known of a scenario, and from where. */
export interface Documented {
  /** The part of OTP's source or documentation that says so. */
  readonly source: string
  readonly script: Script
  /** The likely outcome, by label. */
  readonly expected: Readonly<Record<string, string>>
  /** In how many ways it can come out, if not in one. */
  readonly ways?: number
}

export const S = 's'
export const STATE = v('State')
export const NODE = 'nonode@nohost'
export const failed = (reason: string): string => `{exit,{${reason},{gen_server,call,'...'}}}`

export const trap: Operation = { do: 'trap_exit', flag: true }
export const linked = (process: string): Operation => ({ do: 'start', process, link: true, as: 'R' })
export const stop = (to: Term, more: object = {}): Operation => ({ do: 'stop', to, as: 'R', catch: true, ...more })
export const monitor = (to: Term): Operation => ({ do: 'monitor', to, as: 'Ref' })
export const down: Operation = { do: 'receive', match: t('DOWN', '_', '_', '_', '_'), timeout: 1000, as: 'R' }
export const ask = (request: Term, as = 'Q'): Operation => ({ do: 'send_request', to: { pid: S }, request, as })
export const response = (what: 'wait_response' | 'receive_response', timeout: number, as = 'Q'): Operation => ({
  do: what,
  request: v(as),
  timeout,
  as: 'R',
})

export const SERVER = 'gen_server.erl'
export const GEN = 'gen.erl'
export const PROC_LIB = 'proc_lib.erl'
export const MANUAL = 'Erlang Reference Manual, Processes'
