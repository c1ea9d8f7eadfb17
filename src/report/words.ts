import type { BoundHit, Counterexample, Verdict, Violation } from '../engine/verdict.ts'
import type { Standing } from './sentence.ts'
import { deadlockSentence } from './sentence.ts'
import { count, enumerate, grouped, printable, quoted } from './text.ts'

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
  }
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
  }
}

/** Which bound ended a search, and what raises it. */
export function boundSentence({ bound, limit }: BoundHit): string {
  switch (bound) {
    case 'states':
      return `stopped at ${count(limit, 'state')} (--max-states raises the bound)`
    case 'depth':
      return `stopped at a depth of ${count(limit, 'step')} (--max-depth raises the bound)`
    case 'memory':
      return `stopped at ${grouped(Math.round(limit / 2 ** 20))} MiB (--max-memory raises the bound)`
    case 'seconds':
      return `stopped after ${limit === 1 ? '1 second' : `${limit} seconds`} (--max-seconds raises the bound)`
    case 'steps':
      return `stopped at ${count(limit, 'step')} (--steps raises the bound)`
    case 'interrupted':
      return 'interrupted by the user'
  }
}
