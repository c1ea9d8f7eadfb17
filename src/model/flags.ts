import { InterlockError } from '../engine/error.ts'
import type { DesignName } from './designs.ts'
import type { Runner, Variant } from './variant.ts'
import { plain } from './variant.ts'

/** What `--variant` makes of the models. */
const VARIANTS: Readonly<Record<string, Partial<Variant> & { readonly design: DesignName }>> = {
  original: { design: 'original' },
  'original-leak': { design: 'original', leak: true },
  'a-yield': { design: 'pattern-a' },
  'a-hook': { design: 'pattern-a-hook' },
  'a-hook-noswap': { design: 'pattern-a-hook', swap: false },
  'a-naive': { design: 'pattern-a-naive' },
  'b-spawn': { design: 'pattern-b' },
  'b-wait-locked': { design: 'pattern-b-wait-locked' },
  'b-lostwake': { design: 'pattern-b-lost-wakeup' },
  'b-noexit': { design: 'pattern-b', noexit: true },
}

/** The designs by the miniature's names. */
export const variantNames: readonly string[] = Object.keys(VARIANTS)

const RUNNERS: readonly Runner[] = ['thread', 'parked', 'parked-held', 'parked+thread', 'return', 'return-nolock']

/** What the flags of the miniature that take no value make of the models. */
const SWITCHES: Readonly<Record<string, Partial<Variant>>> = {
  '--pump': { pump: true },
  '--sched-guard': { guard: true },
  '--spin': { spin: true },
  '--untagged': { untagged: true },
  '--no-monitors': { monitors: false },
}

function oneOf<T extends string>(flag: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value)
  if (found !== undefined) return found
  throw new InterlockError('bounds', `${flag} is '${value}'; it must be one of ${allowed.join(', ')}`)
}

function milliseconds(flag: string, value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value)
  throw new InterlockError('bounds', `${flag} is '${value}'; it must be a number of milliseconds`)
}

const limit = (flag: string, value: string): number | null => milliseconds(flag, value) || null

/**
 * What the flags that take a value make of the models. Switch points (`--preempt`), `--window` and `--sched-delay` make
 * likely what the models always allow, and change nothing.
 */
const SETTINGS: Readonly<Record<string, (value: string, flag: string) => Partial<Variant>>> = {
  '--variant': (value, flag) => VARIANTS[oneOf(flag, value, Object.keys(VARIANTS))],
  '--runner': (value, flag) => ({ runner: oneOf(flag, value, RUNNERS) }),
  '--io': (value, flag) => ({ io: oneOf(flag, value, ['block', 'release', 'async']) }),
  '--gen-timeout': (value, flag) => ({ genTimeout: limit(flag, value) }),
  '--http-timeout': (value, flag) => ({ httpTimeout: limit(flag, value) }),
  '--self': (value, flag) => ({ sharedSelf: oneOf(flag, value, ['fresh', 'shared']) === 'shared' }),
  '--sigpipe': (value, flag) => ({ sigpipe: oneOf(flag, value, ['ignore', 'default']) === 'default' }),
  '--preempt': (value, flag) => {
    oneOf(flag, value, ['none', 'yield', 'io', 'work'])
    return {}
  },
  '--window': (value, flag) => {
    milliseconds(flag, value)
    return {}
  },
  '--sched-delay': (value, flag) => {
    milliseconds(flag, value)
    return {}
  },
}

function instanceOf(words: readonly string[]): Variant {
  let variant = plain('original')
  for (let at = 0; at < words.length; at++) {
    const flag = words[at]
    if (Object.hasOwn(SWITCHES, flag)) {
      variant = { ...variant, ...SWITCHES[flag] }
    } else if (Object.hasOwn(SETTINGS, flag)) {
      const value = words[++at]
      if (value === undefined) throw new InterlockError('bounds', `${flag} needs a value`)
      variant = { ...variant, ...SETTINGS[flag](value, flag) }
    } else {
      const known = [...Object.keys(SETTINGS), ...Object.keys(SWITCHES)].join(', ')
      throw new InterlockError('bounds', `unknown flag '${flag}'; known are ${known}`)
    }
  }
  return modelled(variant)
}

/** Threads that poll the mailbox that all share, without the mutex: who of them gets a message is not modelled. */
function modelled(variant: Variant): Variant {
  const { sharedSelf, pump, design, runner } = variant
  const unlocked = design === 'pattern-a-naive' || (design === 'original' && runner === 'return-nolock')
  if (!sharedSelf || pump || !unlocked) return variant
  throw new InterlockError('bounds', '--self shared is not modelled where threads poll without the mutex; add --pump')
}

/**
 * The instances that a string of the miniature's flags stands for: those after `::` are the second one's, which otherwise
 * has the flags of the first.
 *
 * @throws InterlockError that names the flag.
 */
export function parseFlags(text: string): readonly [Variant, Variant] {
  const words = text.split(/\s+/).filter((word) => word !== '')
  const cut = words.indexOf('::')
  if (cut < 0) {
    const both = instanceOf(words)
    return [both, both]
  }
  return [instanceOf(words.slice(0, cut)), instanceOf(words.slice(cut + 1))]
}
