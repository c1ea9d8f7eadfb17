import type { Clock } from '../../src/engine/clock.ts'
import { Network } from '../../src/engine/network.ts'
import type { Space, StateVector, Taken } from '../../src/engine/space.ts'
import type { System } from '../../src/engine/system.ts'

/** Every reachable state of a space, in the order in which a breadth-first search meets them. */
export interface Exploration {
  readonly space: Space
  readonly states: readonly StateVector[]
  /** The labels of the steps that are enabled in each state, in the defined order. */
  readonly labels: readonly (readonly string[])[]
  readonly transitions: number
}

/** The state space of a system. */
export function network(system: System, clock: Clock = 'free'): Network {
  return new Network(system, clock)
}

/** The labels of the enabled steps, in the defined order. */
export function labels(space: Space, state: StateVector): string[] {
  return space.enabled(state).map(({ label }) => label)
}

/** A state as text; slots that appear later do not change it. */
function nameOf(state: StateVector): string {
  return state.join().replace(/(,0)+$/, '')
}

/** Explores a system completely; throws when it has more states than `limit`. */
export function explore(system: System, clock: Clock = 'free', limit = 20_000): Exploration {
  const space = network(system, clock)
  const states: StateVector[] = []
  const seen = new Set<string>()
  const add = (state: StateVector): void => {
    const name = nameOf(state)
    if (seen.has(name)) return
    if (states.length === limit) throw new Error(`${system.name} has more than ${limit} states`)
    seen.add(name)
    states.push(state.slice())
  }
  add(space.initial().state)
  const enabled: string[][] = []
  let transitions = 0
  for (let index = 0; index < states.length; index++) {
    enabled.push(labels(space, states[index]))
    space.expand(states[index], (next) => {
      transitions++
      add(next)
    })
  }
  return { space, states, labels: enabled, transitions }
}

/** Takes the step with this label. */
export function step(space: Space, state: StateVector, label: string): Taken {
  const enabled = labels(space, state)
  const position = enabled.indexOf(label)
  if (position < 0) throw new Error(`'${label}' is not enabled; enabled are:\n${enabled.join('\n')}`)
  return space.take(state, position)
}

/** The state after these steps. */
export function reach(space: Space, ...schedule: string[]): StateVector {
  return schedule.reduce((state, label) => step(space, state, label).state, space.initial().state)
}

/** The state after always taking the first enabled step until none is left; throws when that takes too long. */
export function settle(space: Space, from: StateVector = space.initial().state): StateVector {
  let state = from
  for (let steps = 0; space.enabled(state).length > 0; steps++) {
    if (steps === 1000) throw new Error('the system does not come to rest')
    state = space.take(state, 0).state
  }
  return state
}
