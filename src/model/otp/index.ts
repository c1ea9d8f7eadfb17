/** A general gen_server after OTP's: scripts of processes, and the systems that they are. See docs/otp.md. */
export type { Note, Outcome } from './outcomes.ts'
export { likely, outcomeKey, outcomes } from './outcomes.ts'
export type { ProcessState } from './process-state.ts'
export type { Dialect, Operation, ProcessScript, Program, Script, Server, Timeout } from './script.ts'
export { OTP, OTP_23, SX } from './script.ts'
export { otpSystem } from './system.ts'
export type { Term } from './term.ts'
export { numbered, show, tuple, variable } from './term.ts'
