import { describe, expect, it } from 'vitest'
import { simulate } from '../../src/index.ts'
import { sampledText } from '../../src/report/run-report.ts'
import { UNPAINTED } from '../../src/report/style.ts'
import { philosophers } from '../systems/philosophers.ts'

/** What is said of a sample of three philosophers who cannot hang, on one line. */
function said(strategy: string, runs: number): string {
  const style = { paint: UNPAINTED, columns: 10_000, ascii: false }
  return sampledText(simulate(philosophers(3, true), { strategy, runs, steps: 40, duration: [0, 0] }), 40, style)
}

describe('what PCT promises', () => {
  // Six channels between philosophers and forks on either way, and the bound of 40 steps: 1/(12 * 40).
  it('is said with its numbers and its conditions', () => {
    const text = said('pct:2', 48)
    expect(text).toContain(
      'A bug of depth 2 is found by one run with a probability of at least 1/480, by 48 runs with at least 9.53 %: if no run has more than the 12 chains and 40 steps of the trial run, and if the bug takes an order of chains alone. Outcomes, how long steps take, messages that overtake and faults are drawn besides.',
    )
  })

  it('counts only its own runs in a portfolio', () => {
    const text = said('pos+pct:2', 97)
    expect(text).toContain(
      'A bug of depth 2 is found by one run of its own, one in 2, with a probability of at least 1/480, by 97 runs with at least 9.53 %',
    )
    expect(said('pos+pct:2', 1)).toContain('by 1 run with at least 0.00 %')
  })

  it('is nothing for other strategies', () => {
    expect(said('pos+urw', 10)).not.toContain('probability')
  })
})
