import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Outcome, Script } from '../../src/model/otp/index.ts'
import { likely, outcomes } from '../../src/model/otp/index.ts'
import { noted } from './noted.ts'
import { scenarios } from './scenarios.ts'

interface Observed {
  readonly scenario: string
  readonly outcome: Readonly<Record<string, unknown>>
}

// What OTP 25 did (domain/observed/otp.json). Its times are multiples of 50 ms; the model's are exact, in virtual
// milliseconds, and held against them for equality. Two rows count rounds; they have tests of their own.
const observed: readonly Observed[] = JSON.parse(readFileSync(new URL('otp.json', import.meta.url), 'utf8')).scenarios
const counted = ['reply_twice_100_rounds', 'order_two_clients']

const scriptOf = (scenario: string): Script => {
  const script = scenarios.find(({ name }) => name === scenario)
  if (script === undefined) throw new Error(`no script for ${scenario}`)
  return script
}

const all = (scenario: string): readonly Outcome[] => {
  const found = outcomes(scriptOf(scenario))
  if (found === undefined) throw new Error(`${scenario} has too many situations`)
  return found
}

/** Rows that are not bound to come out as they did, and in how many ways they can: timers due at one moment, and signals
 * that may or may not arrive before the process that they concern has its turn. */
const ways: Readonly<Record<string, number>> = {
  mutual_call_both_started: 3,
  mutual_call_infinity: 3,
  chain_equal_timeouts: 3,
  init_calls_parent_uncaught: 3,
  reply_twice: 2,
  timeout_zero: 2,
}

describe('observed on OTP 25', () => {
  it.each(observed.filter(({ scenario }) => !counted.includes(scenario)))('$scenario', ({ scenario, outcome }) => {
    const expected = Object.fromEntries(
      Object.entries(outcome).map(([field, value]) => [field, Array.isArray(value) ? '[]' : String(value)]),
    )
    expect(noted(likely(scriptOf(scenario)))).toEqual(expected)
    const possible = all(scenario).map(noted)
    expect(possible).toContainEqual(expected)
    expect(possible).toHaveLength(ways[scenario] ?? 1)
  })

  it('reply_twice_100_rounds: the second reply may get past the alias, and never answers the next call', () => {
    const strays = all('reply_twice_100_rounds').map(noted)
    expect(strays.map(({ mailbox }) => mailbox).sort()).toEqual(['[]', "[{[alias|'#r1'],two}]"])
    expect(strays.map(({ next_call }) => next_call)).toEqual(['{ok,next}', '{ok,next}'])
    expect(noted(likely(scriptOf('reply_twice_100_rounds'))).mailbox).not.toBe('[]')
  })

  it('order_two_clients: every interleaving of the two, each in its own order', () => {
    const orders = all('order_two_clients').map((outcome) => noted(outcome).state)
    expect(orders).toHaveLength(20)
    for (const order of orders) {
      const sent = (order.match(/\d+/g) ?? []).map(Number)
      expect(sent.filter((n) => n < 10)).toEqual([1, 2, 3])
      expect(sent.filter((n) => n > 10)).toEqual([11, 12, 13])
    }
  })

  it('every row has a script, and every script a row', () => {
    expect(scenarios.map(({ name }) => name).sort()).toEqual(observed.map(({ scenario }) => scenario).sort())
  })
})
