import type { Clock } from './clock.ts'
import { InterlockError } from './error.ts'
import { checksum } from './fingerprint.ts'
import type { System } from './system.ts'

/** How to make an execution again: the choices themselves, or the seed of a run. */
export type Schedule =
  | {
      readonly kind: 'choices'
      readonly choices: readonly number[]
      /** The property violated at the end, and the actors that are stuck there if it is a deadlock. */
      readonly property: string
      readonly stuck: readonly string[]
    }
  | {
      readonly kind: 'seed'
      readonly seed: number
      readonly strategy: string
      readonly steps: number
      readonly duration: readonly [number, number]
    }

/** All that a replay needs, in one printable word. */
export interface Token {
  readonly tool: string
  readonly system: string
  readonly parameters: System['parameters']
  /** The file that exports the system, when it is not one of interlock's own. */
  readonly module: string | undefined
  /** The model hash (see `fingerprint`). */
  readonly model: string
  readonly clock: Clock
  readonly schedule: Schedule
}

const PREFIX = 'il1'

/** The token as text: `il1.<base64url of JSON>.<checksum>`. */
export function formatToken(token: Token): string {
  const { tool, system, parameters, module, model, clock, schedule } = token
  const tail =
    schedule.kind === 'choices'
      ? [schedule.choices.join('.'), schedule.property, schedule.stuck]
      : [schedule.seed, schedule.strategy, schedule.steps, schedule.duration]
  const json = JSON.stringify([tool, system, parameters, module ?? null, model, clock, ...tail])
  const body = btoa(String.fromCharCode(...new TextEncoder().encode(json)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')
  return `${PREFIX}.${body}.${checksum(body)}`
}

/** Whether a text means to be a token. */
export function isToken(text: string): boolean {
  return /^il\d+\./.test(text)
}

/**
 * Reads a token.
 * @throws InterlockError `trace` when it is damaged (a character lost in copying) or of a newer format.
 */
export function parseToken(text: string): Token {
  const [prefix, body, sum] = text.split('.')
  if (prefix !== PREFIX) {
    throw new InterlockError(
      'trace',
      `the token begins with '${prefix}', this interlock reads '${PREFIX}': use the interlock that printed it`,
    )
  }
  if (body === undefined || sum !== checksum(body)) {
    throw new InterlockError('trace', 'the token is damaged (its checksum does not fit); copy the whole word again')
  }
  const bytes = Uint8Array.from(atob(body.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0))
  const [tool, system, parameters, module, model, clock, first, second, third, fourth] = JSON.parse(
    new TextDecoder().decode(bytes),
  )
  const schedule: Schedule =
    typeof first === 'string'
      ? { kind: 'choices', choices: first === '' ? [] : first.split('.').map(Number), property: second, stuck: third }
      : { kind: 'seed', seed: first, strategy: second, steps: third, duration: fourth }
  return { tool, system, parameters, module: module ?? undefined, model, clock, schedule }
}
