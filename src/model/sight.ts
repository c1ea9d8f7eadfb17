import type { Network } from '../engine/network.ts'
import type { StateVector } from '../engine/space.ts'
import type { CountName } from './observation.ts'
import { IN_RUNTIME } from './properties.ts'
import type { Result } from './routes.ts'

/** Two threads of one instance are in its runtime (`violation concurrent_entry`). */
export const CONCURRENT_ENTRY = 1
/** A process takes itself for another one (`violation wrong_self`). */
export const WRONG_SELF = 2

/** What an execution came to: how many requests ended how, and the `/` afterwards. */
export type Tally = Readonly<Record<CountName | 'wrong', number>> & { readonly root: Result }

function tallyOf(results: readonly Result[], root: Result): Tally {
  const count = (...kinds: readonly Result[]): number => results.filter((result) => kinds.includes(result)).length
  return {
    ok: count('ok'),
    hang: count('hang'),
    error_reply: count('error', 'wrong'),
    no_server: count('dead'),
    gave_up_on_purpose: count('gaveup'),
    wrong: count('wrong'),
    root: root === 'wrong' ? 'error' : root,
  }
}

/** A state value as a path. */
function stateOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([key, inner]) => `${key}.${stateOf(inner)}`)
    .join()
}

/**
 * Whether an actor's next step cannot be disturbed: a thread waits for the answer of one other; a mutex that is held takes
 * nothing but its holder's `unlock`; a process that asks who it is, or exits, does not look into its mailbox.
 */
function isSequential(name: string, state: string): boolean {
  if (/^(conn#|http#|curl#|sched$)/.test(name)) return true
  if (name === 'mtx') return state === 'held'
  if (/^[PD]#/.test(name)) return /^(absent|Running\.(calling|starting|fetching)|exiting\.)/.test(state)
  return name === 'nx_kernel' && state === 'Running.handling'
}

/**
 * How to look at the states of a deployment: over when the client of the `/` afterwards is done; its outcome is a `Tally`
 * as JSON. What a single configuration shows is worked out once.
 */
export function sightOf(space: Network) {
  const curls = space.slots.flatMap((name, slot) => (name.startsWith('curl#') ? [slot] : []))
  const last = curls[curls.length - 1]
  const instances = [...new Set(space.slots.map((name) => /^i\d:/.exec(name)?.[0] ?? ''))]
  const instance = space.slots.map((name) => instances.indexOf(/^i\d:/.exec(name)?.[0] ?? ''))
  const shown: number[][] = space.slots.map(() => [])
  const show = (state: StateVector, slot: number): number => {
    const config = state[slot]
    const known = shown[slot][config]
    if (known !== undefined) return known
    const astray = space.view(state).actor(space.slots[slot]).context?.astray ?? null
    const found = (space.tagged(slot, config, IN_RUNTIME) ? 1 : 0) | (astray === null ? 0 : 2)
    shown[slot][config] = found
    return found
  }
  const inside = new Int32Array(instances.length)
  const alone: boolean[][] = space.slots.map(() => [])
  const sequential = (state: StateVector, slot: number): boolean => {
    const name = space.slots[slot]
    alone[slot][state[slot]] ??= isSequential(name.replace(/^i\d:/, ''), stateOf(space.view(state).actor(name).value))
    return alone[slot][state[slot]]
  }
  return {
    shown: show,
    sequential,
    end: (state: StateVector): string | undefined => {
      if (space.readiness(last, state[last]) !== 'finished') return undefined
      const view = space.view(state)
      const outputs = curls.map((slot) => view.actor(space.slots[slot]).output as readonly Result[])
      return JSON.stringify(tallyOf(outputs.slice(0, -1).flat(), outputs[outputs.length - 1][0]))
    },
    marks: (state: StateVector): number => {
      let marks = 0
      inside.fill(0)
      for (let slot = 0; slot < instance.length; slot++) {
        const bits = show(state, slot)
        if ((bits & 1) === 1 && ++inside[instance[slot]] > 1) marks |= CONCURRENT_ENTRY
        if ((bits & 2) === 2) marks |= WRONG_SELF
      }
      return marks
    },
  }
}
