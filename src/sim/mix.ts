import { InterlockError } from '../engine/error.ts'
import type { Faults, Harm } from '../engine/faults.ts'
import { HARMS } from '../engine/faults.ts'
import type { System } from '../engine/system.ts'
import { random } from '../scheduler/prng.ts'

/** The faults of one run, within what its system declares. */
export interface FaultMix {
  /** By kind of harm, how often it may strike. */
  readonly harms: Readonly<Partial<Record<Harm, number>>>
  /** Harm strikes before about one step in so many. */
  readonly every: number
  /** Whose steps take longer. */
  readonly slow: readonly string[]
}

/** A run without faults. */
const CALM: FaultMix = { harms: {}, every: 1, slow: [] }

/** The default of `SimulateOptions.faults`. */
export const SWARM = 'swarm'

/** How a mix is asked for, for people. */
export const mixForms = `${SWARM}, all, none, or kinds with how often they strike: drop=2,crash,every=8,slow=NAME`

/** How often harm strikes: from often to hardly ever. */
export const RATES = [2, 4, 8, 16, 32] as const
/** How often it strikes when nobody says. */
const EVERY = 8

/**
 * The mix of a seed: each kind of fault is in it or not by the fall of a coin, and so is each actor that may be slow; how often
 * which strikes is drawn as well. Swarm testing (Groce, Zhang, Eide, Chen, Regehr, "Swarm testing", ISSTA 2012): runs with
 * few kinds come to states that runs with all kinds hardly ever do, for one fault hides what another would have shown.
 *
 * Deviation: besides what is in the mix, its budgets and its rate are drawn.
 */
export function swarmMix(faults: Faults, seed: number): FaultMix {
  const draw = random(seed, 4)
  const heads = (): boolean => draw(0, 1) === 1
  const struck = HARMS.filter((kind) => faults.most[kind] > 0 && heads())
  const harms = Object.fromEntries(struck.map((kind) => [kind, draw(1, faults.most[kind])]))
  const every = RATES[draw(0, RATES.length - 1)]
  return { harms, every, slow: faults.slow.actors.filter(heads) }
}

/** A mix as text, which `mixOf` reads. */
export function mixText({ harms, every, slow }: FaultMix): string {
  const kinds = HARMS.filter((kind) => (harms[kind] ?? 0) > 0).map((kind) => `${kind}=${harms[kind]}`)
  const rate = kinds.length === 0 ? [] : [`every=${every}`]
  return [...kinds, ...rate, ...slow.map((actor) => `slow=${actor}`)].join(',') || 'none'
}

/** What is asked for, as text. */
export function askedText(asked: string | FaultMix = SWARM): string {
  return typeof asked === 'string' ? asked : mixText(asked)
}

/**
 * By seed, the mix that is asked for: `swarm`, `all`, `none`, a mix, or one as text.
 * @throws InterlockError `bounds` for one that makes no sense, or that the system does not allow.
 */
export function mixesOf({ name, faults }: System, asked: string | FaultMix = SWARM): (seed: number) => FaultMix {
  if (faults === undefined) {
    if (asked === SWARM || asked === 'none' || asked === 'all') return () => CALM
    throw new InterlockError(
      'bounds',
      `${name} declares no faults, so none can be asked for; see faults in defineSystem`,
    )
  }
  if (asked === SWARM) return (seed) => swarmMix(faults, seed)
  const mix = typeof asked === 'string' ? parsed(faults, asked) : asked
  for (const [kind, times] of Object.entries(mix.harms)) checkKind(faults, kind, times)
  const odd = mix.slow.find((actor) => !faults.slow.actors.includes(actor))
  if (odd !== undefined) throw refusal(`'${odd}' may not be slow; ${enumerated(faults.slow.actors)} may`)
  if (!Number.isSafeInteger(mix.every) || mix.every < 1)
    throw refusal(`every is ${mix.every}; give a whole number of at least 1`)
  return () => mix
}

function parsed(faults: Faults, text: string): FaultMix {
  if (text === 'none') return CALM
  if (text === 'all') return { harms: faults.most, every: EVERY, slow: faults.slow.actors }
  const parts = text.split(',').map((part) => {
    const [, key, value] = /^([a-z]+)(?:=(.+))?$/.exec(part) ?? []
    if (key === undefined) throw refusal(`'${part}' cannot be read; give ${mixForms}`)
    return { key, value }
  })
  const kinds = parts.filter(({ key }) => key !== 'slow' && key !== 'every')
  const times = (key: string, value: string | undefined): number =>
    value === undefined ? faults.most[key as Harm] || 1 : Number(value)
  return {
    harms: Object.fromEntries(kinds.map(({ key, value }) => [key, times(key, value)])),
    every: Number(parts.find(({ key }) => key === 'every')?.value ?? EVERY),
    slow: parts.flatMap(({ key, value }) => (key === 'slow' ? [value ?? ''] : [])),
  }
}

function checkKind(faults: Faults, kind: string, times: number): void {
  const declared = HARMS.filter((other) => faults.most[other] > 0)
  if (!(HARMS as readonly string[]).includes(kind)) throw refusal(`there is no '${kind}'; give ${mixForms}`)
  const most = faults.most[kind as Harm]
  if (times > 0 && most === 0) throw refusal(`the system does not declare ${kind}; it declares ${enumerated(declared)}`)
  if (Number.isSafeInteger(times) && times >= 0 && times <= most) return
  throw refusal(`${kind}=${times} is not within what the system declares, ${most} at most`)
}

function refusal(what: string): InterlockError {
  return new InterlockError('bounds', `faults: ${what}`)
}

function enumerated(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ')
}
