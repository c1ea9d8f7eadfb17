import type { Outcome } from '../../src/model/otp/index.ts'
import { numbered, show } from '../../src/model/otp/index.ts'

/**
 * What a run noted, by label. Labels in `_ms` stand for the time since the note `begin` of their process; references are
 * numbered in the order in which they show up.
 */
export function noted(outcome: Outcome): Record<string, string> {
  const naming = numbered()
  const fields: Record<string, string> = {}
  for (const notes of Object.values(outcome.notes)) {
    let began = 0
    for (const { label, value, at } of notes) {
      if (label === 'begin') began = at
      else fields[label] = label.endsWith('_ms') ? String(at - began) : show(value, naming)
    }
  }
  return fields
}
