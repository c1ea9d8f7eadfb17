import fc from 'fast-check'
import { InterlockError } from '../engine/error.ts'
import { HARMS } from '../engine/faults.ts'
import type { Step } from '../engine/step.ts'
import type { Strategy } from '../engine/strategy.ts'
import type { System } from '../engine/system.ts'
import type { FaultMix } from './mix.ts'
import { mixText, RATES } from './mix.ts'

/** One deviation from the plain schedule: after so many steps, which of the other actors takes over. */
interface Deviation {
  readonly after: number
  readonly to: number
}

/** How large schedules get. */
export interface SchedulesOptions {
  /** The most deviations from the plain schedule; default 12. */
  readonly switches?: number
  /** The most steps between two of them; default 8. */
  readonly stretch?: number
  /** The most times that an actor with several steps does not take the first; default 12. */
  readonly choices?: number
}

/** How large workloads get. */
export interface WorkloadsOptions {
  /** The most clients; default 3. */
  readonly clients?: number
  /** The most requests of one client; default 3. */
  readonly requests?: number
}

/**
 * Schedules, as strategies for `simulate`. A schedule is the plain one, in which an actor goes on for as long as it can, by the first
 * of its steps, and then the first that can does, with deviations from it (delay-bounded scheduling: Emmi, Qadeer, Rakamarić
 * 2011) and other choices where an actor has several steps (outcomes, timers, messages). fast-check shrinks by leaving both
 * out, so that what is left is a schedule with few context switches.
 */
export function schedules({ switches = 12, stretch = 8, choices = 12 }: SchedulesOptions = {}): fc.Arbitrary<Strategy> {
  const deviation = fc.record({ after: fc.nat(stretch), to: fc.nat(7) })
  return fc
    .tuple(
      fc.array(deviation, { maxLength: switches, size: 'max' }),
      fc.array(fc.nat(7), { maxLength: choices, size: 'max' }),
    )
    .map(([deviations, chosen]) => scheduleOf(deviations, chosen))
}

/**
 * Workloads: for each client the requests that it makes one after another, drawn from these. They shrink toward fewer clients with
 * fewer requests, and the earlier ones of the list.
 */
export function workloads<T>(
  requests: readonly T[],
  { clients = 3, requests: most = 3 }: WorkloadsOptions = {},
): fc.Arbitrary<readonly (readonly T[])[]> {
  const client = fc.array(fc.constantFrom(...requests), { minLength: 1, maxLength: most })
  return fc.array(client, { minLength: 1, maxLength: clients })
}

/**
 * Mixes of faults within what a system declares, for `simulate`. They shrink toward no faults at all, and no slow actors.
 *
 * @throws InterlockError `system` for a system that declares none.
 */
export function faultMixes({ name, faults }: System): fc.Arbitrary<FaultMix> {
  if (faults === undefined) {
    throw new InterlockError('system', `${name} declares no faults; see faults in defineSystem`)
  }
  const kinds = HARMS.filter((kind) => faults.most[kind] > 0)
  return fc
    .tuple(
      fc.tuple(...kinds.map((kind) => fc.nat(faults.most[kind]))),
      fc.constantFrom(...RATES.toReversed()),
      fc.subarray([...faults.slow.actors]),
    )
    .map(([times, every, slow]) => {
      const mix = { harms: Object.fromEntries(kinds.map((kind, at) => [kind, times[at]])), every, slow }
      return Object.assign(mix, { [fc.toStringMethod]: () => mixText(mix) })
    })
}

function scheduleOf(deviations: readonly Deviation[], chosen: readonly number[]): Strategy {
  let running: string | undefined
  let next = 0
  let left = 0
  let choice = 0
  const switched = deviations.map(({ after, to }) => `after ${after} to ${to}`)
  const name = `schedule(${[...switched, ...(chosen.length === 0 ? [] : [`choose ${chosen.join(' ')}`])].join(', ')})`
  const begin = (): void => {
    running = undefined
    next = 0
    left = deviations[0]?.after ?? 0
    choice = 0
  }
  const pick = (enabled: readonly Step[]): number => {
    const actors = [...new Set(enabled.map(({ actor }) => actor))]
    const others = actors.filter((actor) => actor !== running)
    if (next < deviations.length && left-- === 0) {
      const { to } = deviations[next++]
      left = deviations[next]?.after ?? 0
      if (others.length > 0) running = others[to % others.length]
    }
    if (running === undefined || !actors.includes(running)) running = actors[0]
    const own = [...enabled.keys()].filter((position) => enabled[position].actor === running)
    return own.length === 1 ? own[0] : own[(chosen[choice++] ?? 0) % own.length]
  }
  return Object.assign({ name, begin, pick }, { [fc.toStringMethod]: () => name })
}
