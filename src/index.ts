export type { CheckBounds, CheckResult, WorstResponse } from './check/check.ts'
export { check, checking } from './check/check.ts'
export type { Bounds, Progress } from './check/search.ts'
export type { Clock } from './engine/clock.ts'
export { InterlockError } from './engine/error.ts'
export type { Fairness, Party } from './engine/fairness.ts'
export type { ActorFaults, FaultsDefinition, Harm, MessageFaults, Recovery } from './engine/faults.ts'
export type { Predicate, Property } from './engine/property.ts'
export {
  always,
  alwaysEventually,
  atMostOne,
  converges,
  deadlockFree,
  eventually,
  leadsTo,
  noUnhandledEvents,
  observer,
  progress,
  respondsWithin,
  sometimes,
} from './engine/property.ts'
export type { ActorState, SystemState } from './engine/state.ts'
export type { Step } from './engine/step.ts'
export type { Strategy } from './engine/strategy.ts'
export type { ActorOptions, Delivery, Outcome, System, SystemDefinition, Unhandled } from './engine/system.ts'
export { defineSystem } from './engine/system.ts'
export type { Token } from './engine/token.ts'
export { formatToken, parseToken } from './engine/token.ts'
export type { Trace } from './engine/trace.ts'
export { formatTrace, parseTrace, traceOf } from './engine/trace.ts'
export type { Counterexample, Delay, Explanation, Verdict, Violation } from './engine/verdict.ts'
export { signatureOf } from './engine/verdict.ts'
export { VERSION } from './engine/version.ts'
export type { Wait, WaitEdge, WaitKind, WaitMeta } from './engine/wait.ts'
/** gen_server as OTP has it, and scripts of processes that use it (docs/otp.md). */
export * as otp from './model/otp/index.ts'
export { bestEffort } from './sim/best-effort.ts'
export type { CoverageReport, StateOf, TransitionOf } from './sim/coverage.ts'
export { Coverage } from './sim/coverage.ts'
export type { FaultMix } from './sim/mix.ts'
export type { Replayed } from './sim/replay.ts'
export { replay, searchToken } from './sim/replay.ts'
export type { ShrinkOptions, ShrinkProgress, Shrunk } from './sim/shrink.ts'
export { shrink, shrinking } from './sim/shrink.ts'
export type { SimulateOptions, SimulationResult } from './sim/simulate.ts'
export { simulate } from './sim/simulate.ts'
