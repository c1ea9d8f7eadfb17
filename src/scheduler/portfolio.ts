import type { Strategy } from '../engine/strategy.ts'

/** Divides the runs among strategies: the seed says whose turn it is. No one strategy finds every kind of bug. */
export function portfolio(members: readonly Strategy[]): Strategy {
  let current = members[0]
  return {
    name: members.map(({ name }) => name).join('+'),
    begin: (seed, trial, rehearsal) => {
      const turn = ((seed % members.length) + members.length) % members.length
      current = members[turn]
      current.begin(seed, trial, rehearsal && { ...rehearsal, stride: rehearsal.stride * members.length })
    },
    pick: (enabled) => current.pick(enabled),
  }
}
