import type { Fairness } from '../engine/fairness.ts'
import type { BoundHit, Counterexample, Delay, Verdict, Violation } from '../engine/verdict.ts'
import type { Standing } from './sentence.ts'
import { deadlockSentence } from './sentence.ts'
import { count, enumerate, grouped, printable, quoted, stateName } from './text.ts'

/** A violation in one or two words, for tables. */
export function violationWord(violation: Violation): string {
  switch (violation.kind) {
    case 'deadlock':
      return 'deadlock'
    case 'always':
      return 'does not hold'
    case 'at-most-one':
      return 'not exclusive'
    case 'never':
      return 'never happens'
    case 'vacuous':
      return 'vacuous'
    case 'unhandled':
      return 'unhandled event'
    case 'error':
      return 'error'
    case 'unfulfilled':
      return UNFULFILLED[violation.asks]
    case 'too-late':
      return 'too late'
    case 'observed':
      return 'violation seen'
    case 'timeout-masked':
      return 'timeout-masked'
  }
}

const UNFULFILLED: Readonly<Record<(Violation & { kind: 'unfulfilled' })['asks'], string>> = {
  eventually: 'may never happen',
  'always-eventually': 'may stop',
  'leads-to': 'may never follow',
  converges: 'may never hold again',
  progress: 'no progress',
  observer: 'not satisfied',
}

/** A verdict in one or two words, for tables. */
export function verdictWord(verdict: Verdict): string {
  return verdict.kind === 'counterexample' ? violationWord(verdict.counterexample.violation) : verdict.kind
}

/** What a violation means, as the title of its explanation. */
export function headline({ property, violation }: Counterexample): string {
  switch (violation.kind) {
    case 'deadlock':
      return violation.extent === 'global'
        ? 'deadlock, nothing can move any more'
        : 'deadlock, these actors never move again, whatever the others do'
    case 'always':
      return `${quoted(property)} does not hold`
    case 'at-most-one':
      return `${quoted(violation.tag)} is not exclusive`
    case 'never':
      return `${quoted(property)} never happens`
    case 'vacuous':
      return `${quoted(property)} says nothing`
    case 'unhandled':
      return 'an event that its receiver cannot take'
    case 'error':
      return 'user code threw'
    case 'unfulfilled':
      return violation.asks === 'progress' || violation.asks === 'observer'
        ? `${UNFULFILLED[violation.asks]}: ${quoted(property)}`
        : `${quoted(property)} ${UNFULFILLED[violation.asks]}`
    case 'too-late':
      return `${quoted(property)} takes too long`
    case 'observed':
      return `the observer ${quoted(property)} has seen a violation`
    case 'timeout-masked':
      return 'a deadlock that only a timeout breaks'
  }
}

const NOT_KEPT: Readonly<Record<(Violation & { kind: 'unfulfilled' })['asks'], string>> = {
  eventually: 'it never happens',
  'always-eventually': 'it does not happen again',
  'leads-to': 'what was asked for never follows',
  converges: 'it does not hold after faults have stopped',
  progress: 'nothing that goes on is progress',
  observer: 'its observer is never satisfied',
}

function fairnessClause(fairness: Fairness): string {
  if (fairness === 'none')
    return "no fairness is assumed (fairness: 'weak' leaves out those that pass over an actor for ever)"
  return typeof fairness === 'string' ? `it is ${fairness}ly fair to every actor` : 'it is as fair as was declared'
}

function unfulfilledSentence(
  property: string,
  { asks, extent, fairness }: Violation & { kind: 'unfulfilled' },
): string {
  if (extent === 'bound') return `${quoted(property)}: this run has gone on for long enough, and ${NOT_KEPT[asks]}.`
  if (extent === 'end') return `${quoted(property)}: this execution comes to an end, and ${NOT_KEPT[asks]}.`
  return `${quoted(property)}: this execution can go round for ever, and ${NOT_KEPT[asks]}; ${fairnessClause(fairness)}.`
}

/** How long a response takes at worst. */
export function delayText(delay: Delay): string {
  switch (delay) {
    case 'never':
      return 'never comes'
    case 'unbounded':
      return 'takes any length of time'
    default:
      return `takes ${grouped(delay)} ms`
  }
}

/** What went wrong, in one sentence. */
export function violationSentence({ property, violation }: Counterexample, standing: Standing): string {
  switch (violation.kind) {
    case 'deadlock':
      return deadlockSentence(violation.explanation, standing)
    case 'always':
      return `${quoted(property)} is false in a state that can be reached.`
    case 'at-most-one':
      return `${enumerate(violation.actors.map(printable))} are ${quoted(violation.tag)} at the same time; at most one may be.`
    case 'never':
      return `No reachable state shows ${quoted(property)}.`
    case 'vacuous':
      return `The premise of ${quoted(property)} holds in no reachable state, so that it says nothing.`
    case 'unhandled':
      return `${printable(violation.actor)} gets ${quoted(violation.event.type)} from ${printable(violation.from)} in a state that does not take it.`
    case 'error':
      return `${printable(violation.actor)} threw: ${printable(violation.message)}.`
    case 'unfulfilled':
      return unfulfilledSentence(property, violation)
    case 'too-late':
      return `${quoted(property)}: at worst the response ${delayText(violation.worst)}; at most ${grouped(violation.within)} ms are allowed.`
    case 'observed':
      return `${quoted(property)}: the observer comes to ${quoted(stateName(violation.state))}.`
    case 'timeout-masked':
      return `${deadlockSentence(violation.explanation, standing)} Only timers break this, after ${grouped(violation.cost)} ms at the earliest.`
  }
}

function chance(value: number): string {
  return value === 0 ? '0' : value < 0.0001 ? value.toExponential(0) : `${(100 * value).toPrecision(2)} %`
}

/** Why no bound on memory would have been high enough. */
const FIXED: Readonly<Record<NonNullable<BoundHit['fixed']>, string>> = {
  system: "of the system's own tables, which is all that these can have: look at what keeps growing",
  states: 'of states, which is all that these can have: --reduce and --bitstate take less',
}

/** Which bound ended a search, and what raises it. */
export function boundSentence({ bound, limit, fixed, omission = 0 }: BoundHit): string {
  switch (bound) {
    case 'states':
      return `stopped at ${count(limit, 'state')} (--max-states raises the bound)`
    case 'depth':
      return `stopped at a depth of ${count(limit, 'step')} (--max-depth raises the bound)`
    case 'memory':
      return `stopped at ${grouped(Math.round(limit / 2 ** 20))} MiB ${fixed === undefined ? '(--max-memory raises the bound)' : FIXED[fixed]}`
    case 'seconds':
      return `stopped after ${limit === 1 ? '1 second' : `${limit} seconds`} (--max-seconds raises the bound)`
    case 'steps':
      return `stopped at ${count(limit, 'step')} (--steps raises the bound)`
    case 'interrupted':
      return 'interrupted by the user'
    case 'bitstate':
      return `a bitstate search in ${grouped(limit / 2 ** 20)} MiB, which may omit states: in the end it took a new one for known with a chance of ${chance(omission)}`
  }
}
