import type { Strategy } from '../engine/strategy.ts'
import { delayBounded } from './delay-bounded.ts'
import { guided } from './guided.ts'
import { nonPreemptive } from './non-preemptive.ts'
import { pct } from './pct.ts'
import { portfolio } from './portfolio.ts'
import { partialOrderSampling } from './pos.ts'
import { preemptionBounded } from './preemption-bounded.ts'
import { randomWalk } from './random.ts'
import { roundRobin } from './round-robin.ts'
import { uniformWalk } from './urw.ts'

/** A strategy by name; those with a number have a default for it. */
interface Entry {
  readonly make: (number: number) => Strategy
  /** The default of the number after the colon, and the least; `undefined` for a strategy without one. */
  readonly number?: { readonly is: string; readonly default: number; readonly least: number }
}

const entries: Readonly<Record<string, Entry>> = {
  random: { make: randomWalk },
  pct: { make: pct, number: { is: 'depth', default: 3, least: 1 } },
  pos: { make: partialOrderSampling },
  urw: { make: uniformWalk },
  guided: { make: guided },
  'round-robin': { make: roundRobin, number: { is: 'quantum', default: 1, least: 1 } },
  'delay-bounded': { make: delayBounded, number: { is: 'delays', default: 2, least: 0 } },
  'preemption-bounded': { make: preemptionBounded, number: { is: 'preemptions', default: 2, least: 0 } },
}

const WRAPPER = 'non-preemptive/'

/** How each strategy is asked for, for people. */
export const strategyForms: readonly string[] = [
  ...Object.entries(entries).map(([name, { number }]) => (number === undefined ? name : `${name}[:${number.is}]`)),
  `${WRAPPER}<strategy>`,
  '<strategy>+<strategy>…',
]

/**
 * The strategy that a command line or a token asks for: a name, with a number after a colon where it takes one
 * (`pct:4`); `non-preemptive/` before it wraps it; several joined by `+` share the runs. `undefined` when it is none.
 */
export function strategyNamed(text: string): Strategy | undefined {
  const members = text.split('+').map(member)
  if (!members.every((each) => each !== undefined)) return undefined
  return members.length === 1 ? members[0] : portfolio(members)
}

function member(text: string): Strategy | undefined {
  if (text.startsWith(WRAPPER)) {
    const inner = member(text.slice(WRAPPER.length))
    return inner && nonPreemptive(inner)
  }
  const [, name, digits] = /^([a-z-]+)(?::(\d{1,6}))?$/.exec(text) ?? []
  const entry = name !== undefined && Object.hasOwn(entries, name) ? entries[name] : undefined
  if (entry === undefined || (digits !== undefined && entry.number === undefined)) return undefined
  const number = digits === undefined ? (entry.number?.default ?? 0) : Number(digits)
  return number < (entry.number?.least ?? 0) ? undefined : entry.make(number)
}
