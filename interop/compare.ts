import type { Outcome, Script } from '../src/model/otp/index.ts'
import { numbered, outcomes, show } from '../src/model/otp/index.ts'
import type { RealOutcome } from './erlang.ts'
import { runOnOtp } from './erlang.ts'

/** How late the real thing may be: less than half of the shortest time in a script. */
const LATE = 45

/** How a script's real outcome relates to the model. */
export interface Comparison {
  readonly script: Script
  readonly real: RealOutcome
  /** `undefined`: too many to list. */
  readonly possible: readonly Outcome[] | undefined
  readonly allowed: boolean
  /** How often it was run. */
  readonly runs: number
}

function same(real: RealOutcome, { ended, notes }: Outcome): boolean {
  const processes = Object.keys(notes)
  if (ended !== real.ended || processes.length !== Object.keys(real.notes).length) return false
  return processes.every((process) => {
    const seen = real.notes[process] ?? []
    return (
      seen.length === notes[process].length &&
      notes[process].every(({ label, value, at }, index) => {
        const late = seen[index].at - at
        return seen[index].label === label && seen[index].text === show(value, numbered()) && late >= -2 && late <= LATE
      })
    )
  })
}

/**
 * Runs scripts on the real OTP and looks for each outcome among those of the model. A machine that was busy elsewhere may
 * miss a deadline, so what differs is run again, twice; what is wrong stays wrong.
 */
export function compare(scripts: readonly Script[], limit = 100_000): readonly Comparison[] {
  const possible = scripts.map((script) => outcomes(script, limit))
  const judge = (index: number, real: RealOutcome, runs: number): Comparison => ({
    script: scripts[index],
    real,
    possible: possible[index],
    allowed: possible[index]?.some((outcome) => same(real, outcome)) ?? true,
    runs,
  })
  const result = runOnOtp(scripts).map((real, index) => judge(index, real, 1))
  for (let again = 0; again < 2; again++) {
    const wrong = [...result.keys()].filter((index) => !result[index].allowed)
    if (wrong.length === 0) break
    const reals = runOnOtp(wrong.map((index) => scripts[index]))
    for (const [position, index] of wrong.entries()) result[index] = judge(index, reals[position], again + 2)
  }
  return result
}

/** A difference, for the reader. */
export function difference({ script, real, possible }: Comparison): string {
  const model = (possible ?? []).slice(0, 5).map((outcome) =>
    Object.entries(outcome.notes)
      .flatMap(([process, notes]) =>
        notes.map(({ label, value, at }) => `  ${process} ${at} ${label} ${show(value, numbered())}`),
      )
      .join('\n'),
  )
  const seen = Object.entries(real.notes).flatMap(([process, notes]) =>
    notes.map(({ label, text, at }) => `  ${process} ${at} ${label} ${text}`),
  )
  return `${script.name}\n${JSON.stringify(script.processes)}\nreal (ended: ${real.ended})\n${seen.join('\n')}\nmodel, ${possible?.length} outcomes\n${model.join('\n  or\n')}`
}
