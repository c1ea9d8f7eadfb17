import type { Clock } from './clock.ts'
import { InterlockError } from './error.ts'
import { checksum } from './fingerprint.ts'
import type { System } from './system.ts'
import type { ExecutionStep } from './verdict.ts'

/** How to make an execution again: the choices themselves, or the seed of a run. */
export type Schedule =
  | {
      readonly kind: 'choices'
      readonly choices: readonly number[]
      /** A short digest of each step (see `stepDigest`), so that a replay notices where a changed model parts from it. */
      readonly digests: readonly string[]
      /** A digest of each step's label alone (see `labelDigest`), to find it by elsewhere; empty in tokens of old. */
      readonly labels: readonly string[]
      /** Virtual milliseconds that pass before each step while nobody moves; empty when none do. */
      readonly waited: readonly number[]
      /** The property violated at the end, if any, and the actors that are stuck there if it is a deadlock. */
      readonly property: string | undefined
      readonly stuck: readonly string[]
      /** Where the loop of a lasso begins (see `Counterexample`). */
      readonly loop?: number
    }
  | {
      readonly kind: 'seed'
      readonly seed: number
      readonly strategy: string
      readonly steps: number
      readonly duration: readonly [number, number]
      /** The digest of all steps of the run; empty when only the seed is known. */
      readonly digest: string
      /** The mix of faults (see `SimulateOptions`), where it is not the one that the seed draws. */
      readonly faults?: string
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

/**
 * Two characters that tell one step from most others: of its label and of what else was enabled. One in 4,096 changes of
 * a step goes unnoticed there; a trace file, which holds the labels, notices all.
 */
export function stepDigest({ label, enabled }: Pick<ExecutionStep, 'label' | 'enabled'>): string {
  return twoDigits([label, ...enabled].join('\n'))
}

/** Two characters that tell one label from most others. */
export function labelDigest(label: string): string {
  return twoDigits(label)
}

function twoDigits(text: string): string {
  const sum = Number.parseInt(checksum(text), 16)
  return DIGITS[sum & 63] + DIGITS[(sum >>> 6) & 63]
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/**
 * The second is the first with a loop, the third with a mix of faults, the fourth violates nothing: an older interlock refuses
 * what it would misread.
 */
const [PREFIX, LOOPED, MIXED, UNVIOLATED] = ['il1', 'il2', 'il3', 'il4']
const PREFIXES: readonly (string | undefined)[] = [PREFIX, LOOPED, MIXED, UNVIOLATED]

/**
 * The token as text: `il1.<base64url of JSON>.<checksum>`; `il2` for a lasso, `il3` for a run with a mix of faults, `il4` for
 * an execution that violates nothing.
 */
export function formatToken(token: Token): string {
  const { tool, system, parameters, module, model, clock, schedule } = token
  const tail = schedule.kind === 'choices' ? choicesTail(schedule) : seedTail(schedule)
  const json = JSON.stringify([tool, system, parameters, module ?? null, model, clock, ...tail])
  const body = btoa(Array.from(new TextEncoder().encode(json), (byte) => String.fromCharCode(byte)).join(''))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')
  return `${prefixOf(schedule)}.${body}.${checksum(body)}`
}

function prefixOf(schedule: Schedule): string {
  if (schedule.kind === 'choices') {
    if (schedule.property === undefined) return UNVIOLATED
    return schedule.loop === undefined ? PREFIX : LOOPED
  }
  return schedule.faults === undefined ? PREFIX : MIXED
}

function seedTail({ seed, strategy, steps, duration, digest, faults }: Schedule & { kind: 'seed' }): unknown[] {
  return [seed, strategy, steps, duration, digest, ...(faults === undefined ? [] : [faults])]
}

function choicesTail(schedule: Schedule & { kind: 'choices' }): unknown[] {
  const { choices, property, stuck, digests, labels, waited, loop } = schedule
  const tail = [choices.join('.'), property ?? null, stuck, digests.join('')]
  return [...tail, ...(loop === undefined ? [] : [loop]), labels.join(''), ...(waited.length === 0 ? [] : [waited])]
}

/** The pairs of characters that digests are joined to. */
function pairs(text: string | undefined): readonly string[] {
  return text?.match(/../g) ?? []
}

function mixed(faults: string | undefined): { readonly faults?: string } {
  return faults === undefined ? {} : { faults }
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
  const [prefix, body, sum, ...more] = text.split('.')
  if (!PREFIXES.includes(prefix)) {
    throw new InterlockError(
      'trace',
      `the token begins with '${prefix}', this interlock reads ${PREFIXES.map((each) => `'${each}'`).join(', ')}: use the interlock that printed it`,
    )
  }
  if (body === undefined || sum !== checksum(body) || more.length > 0) throw damaged('its checksum does not fit')
  const bytes = Uint8Array.from(atob(body.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0))
  const [tool, system, parameters, module, model, clock, first, second, third, fourth, ...rest] = JSON.parse(
    new TextDecoder().decode(bytes),
  )
  const loop = typeof rest[0] === 'number' ? rest[0] : undefined
  const [labels, waited] = loop === undefined ? rest : rest.slice(1)
  const schedule: Schedule =
    typeof first === 'string'
      ? {
          kind: 'choices',
          choices: first === '' ? [] : first.split('.').map(Number),
          digests: pairs(fourth),
          labels: pairs(labels),
          waited: waited ?? [],
          property: second ?? undefined,
          stuck: third,
          ...(loop === undefined ? {} : { loop }),
        }
      : {
          kind: 'seed',
          seed: first,
          strategy: second,
          steps: third,
          duration: fourth,
          digest: rest[0],
          ...mixed(rest[1]),
        }
  // The checksum does not cover the prefix.
  if (prefixOf(schedule) !== prefix) throw damaged(`it holds what begins with '${prefixOf(schedule)}'`)
  return { tool, system, parameters, module: module ?? undefined, model, clock, schedule }
}

function damaged(how: string): InterlockError {
  return new InterlockError('trace', `the token is damaged (${how}); copy the whole word again`)
}
