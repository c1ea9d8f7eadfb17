import { day, join, list, record, text } from './shape.ts'

/** A finding that is known, and for how long it may stay. */
export interface Known {
  readonly fingerprint: string
  readonly rule: string
  readonly reason: string
  /** The last day on which it does not count. */
  readonly expires: string
}

function known(value: unknown, path: string): Known {
  const fields = record(value, path, ['fingerprint', 'rule', 'reason', 'expires'])
  return {
    fingerprint: text(fields.fingerprint, join(path, 'fingerprint')),
    rule: text(fields.rule, join(path, 'rule')),
    reason: text(fields.reason, join(path, 'reason')),
    expires: day(fields.expires, join(path, 'expires')),
  }
}

/**
 * Reads a baseline from data.
 *
 * @throws InterlockError `gate` that names what is wrong, and what would be right.
 */
export function baselineOf(value: unknown): readonly Known[] {
  return list(known)(record(value, '', ['known']).known, 'known')
}
