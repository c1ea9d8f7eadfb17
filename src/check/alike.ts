import type { Space, StateVector } from '../engine/space.ts'
import type { Step } from '../engine/step.ts'
import { StateStore } from './store.ts'

interface Successor {
  readonly state: StateVector
  readonly mover: number
}

/** Slots stay far below 2^10, configurations of one slot below 2^21. */
const CONFIGS = 2 ** 21

function successors(space: Space, state: StateVector): readonly Successor[] | undefined {
  const all: Successor[] = []
  let flawed = false
  space.expand(state, (next, mover, flags) => {
    if (flags !== 0) flawed = true
    all.push({ state: next.slice(), mover })
  })
  return flawed ? undefined : all
}

/** What can be seen of an actor: whether it may rest, its tags, and its enabled steps with all that the messages carry. */
function visible(space: Space, state: StateVector, slot: number, enabled: readonly Step[]): string {
  const name = space.slots[slot]
  const steps = enabled.filter(({ actor }) => actor === name)
  return JSON.stringify([
    space.readiness(slot, state[slot]),
    space.view(state).actor(name).tags,
    steps.map(({ label, event }) => [label, event]),
  ])
}

/**
 * Whether two systems with the same actors cannot be told apart by their steps: every schedule of the one is a schedule
 * of the other, with the same messages, and after it each actor shows the same. A walk over pairs of states that the same schedule leads to (the
 * synchronous product). Steps of one state have different names, so that this is strong bisimilarity (Milner 1989).
 * `false` also when there are more than so many pairs, when a step is flawed, and when actors are spawned.
 */
export function alike(one: Space, other: Space, pairs: number): boolean {
  const [first, second] = [one.initial(), other.initial()]
  const width = first.state.length
  if (first.flaw !== undefined || second.flaw !== undefined || second.state.length !== width) return false
  const store = new StateStore(2 * width)
  const known = new Set<number>()
  const sameSight = (a: StateVector, b: StateVector): boolean => {
    const unknown: number[] = []
    a.forEach((config, slot) => {
      const key = (slot * CONFIGS + config) * CONFIGS + b[slot]
      if (!known.has(key)) unknown.push(slot)
      known.add(key)
    })
    if (unknown.length === 0) return true
    const [ahead, behind] = [one.enabled(a), other.enabled(b)]
    return unknown.every((slot) => visible(one, a, slot, ahead) === visible(other, b, slot, behind))
  }
  const follow = (a: StateVector, b: StateVector): boolean => {
    const [ahead, behind] = [successors(one, a), successors(other, b)]
    if (ahead === undefined || behind === undefined || ahead.length !== behind.length) return false
    return ahead.every(({ state, mover }, position) => {
      const partner = behind[position]
      if (partner.mover !== mover || state.length !== width || partner.state.length !== width) return false
      store.add(paired(state, partner.state))
      return true
    })
  }
  store.add(paired(first.state, second.state))
  for (let at = 0; at < store.count && store.count <= pairs; at++) {
    const pair = store.get(at).slice()
    const [a, b] = [pair.subarray(0, width), pair.subarray(width)]
    if (!sameSight(a, b) || !follow(a, b)) return false
  }
  return store.count <= pairs
}

function paired(a: StateVector, b: StateVector): StateVector {
  const pair = new Int32Array(a.length + b.length)
  pair.set(a)
  pair.set(b, a.length)
  return pair
}
