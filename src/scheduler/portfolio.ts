import type { Strategy } from '../engine/strategy.ts'

/**
 * Divides the runs among strategies: they take turns by the seed, and the seeds of each follow one another as though it were
 * alone. No one strategy finds every kind of bug.
 */
export function portfolio(members: readonly Strategy[]): Strategy {
  let current = members[0]
  return {
    name: members.map(({ name }) => name).join('+'),
    begin: (seed, trial, rehearse) => {
      const own = Math.floor(seed / members.length)
      const turn = seed - own * members.length
      current = members[turn]
      current.begin(own, trial, rehearse && ((earlier) => rehearse(earlier * members.length + turn)))
    },
    pick: (enabled) => current.pick(enabled),
    guarantees: (trial) =>
      members.flatMap(({ guarantees }) =>
        (guarantees?.(trial) ?? []).map((one) => ({ ...one, turns: one.turns * members.length })),
      ),
  }
}
