import type { Families, Independence } from '../engine/independence.ts'
import type { Space, StateVector } from '../engine/space.ts'

/** Families whose steps may be taken alone, and how many of these are enabled. */
export interface Group {
  readonly families: Families
  readonly steps: number
}

/** The groups of a state, and how they grow. */
export interface Groups {
  /** Fewest steps first; empty where only the whole will do. */
  readonly groups: readonly Group[]
  /** The least group with these families besides; `undefined` where there is none but the whole. */
  grow(group: Group, families: readonly number[]): Group | undefined
}

/**
 * The stubborn sets of a state (Valmari 1990): groups of families that are closed under `joins`, so that, whatever the
 * others do, the enabled steps of the group stay enabled and the same, and no new one comes up.
 *
 * Time: a step under the `free` clock lets everybody's timers run on, so it depends on every step of an actor that has a
 * timer or sets one. Groups therefore have no timers here, and must set none (`setsTimer` in `Reduction`). Under the
 * `urgent` clock no time passes while a step of the group is enabled, so timers do not matter.
 */
export function stubbornGroups(space: Space, independence: Independence, state: StateVector): Groups {
  const { steps, joins, timed } = survey(space, independence, state)
  const enabled = steps.filter((count) => count > 0).length
  const groupWith = (seeds: readonly number[]): Group | undefined => {
    const families = closure(seeds, joins)
    const members = steps.filter((count, member) => count > 0 && families[member] === 1)
    const spares = !independence.urgent && timed.some((has, member) => has && families[member] === 0)
    if (members.length === enabled && !spares) return undefined
    if (!independence.urgent && timed.some((has, member) => has && families[member] === 1)) return undefined
    return { families, steps: members.reduce((sum, count) => sum + count, 0) }
  }
  const found = new Map<string, Group>()
  for (let family = 0; family < steps.length; family++) {
    const group = steps[family] === 0 ? undefined : groupWith([family])
    if (group !== undefined) found.set(group.families.join(''), group)
  }
  return {
    groups: [...found.values()].sort((a, b) => a.steps - b.steps),
    grow: ({ families }, more) => groupWith([...membersOf(families), ...more]),
  }
}

/** The numbers of the families in a set. */
function membersOf(families: Families): readonly number[] {
  return [...families.keys()].filter((family) => families[family] === 1)
}

/**
 * The families that have an enabled step, timeouts included. (Under the `urgent` clock timers count where nothing else is
 * enabled, and then no group is closed and all steps are taken.)
 */
export function enabledFamilies(space: Space, independence: Independence, state: StateVector): Families {
  const { steps, timed } = survey(space, independence, state)
  return Uint8Array.from(steps, (count, family) => (count > 0 || (timed[family] && !independence.urgent) ? 1 : 0))
}

/** By family: its enabled steps (timeouts aside), the families that it joins, and whether it has a timer. */
interface Survey {
  readonly steps: readonly number[]
  readonly joins: readonly (readonly number[])[]
  readonly timed: readonly boolean[]
}

function survey(space: Space, independence: Independence, state: StateVector): Survey {
  const steps = new Array<number>(independence.families).fill(0)
  const joins = steps.map((): number[] => [])
  const timed = steps.map(() => false)
  for (let slot = 0; slot < state.length; slot++) {
    const config = state[slot]
    if (config === 0) continue
    const family = independence.familyOf(slot)
    steps[family] += independence.prompt(slot, config)
    joins[family].push(...independence.joins(slot, config))
    timed[family] ||= space.timed(slot, config)
  }
  return { steps, joins, timed }
}

function closure(seeds: readonly number[], joins: Survey['joins']): Families {
  const families = new Uint8Array(joins.length)
  for (const seed of seeds) families[seed] = 1
  const open = [...seeds]
  for (const member of open) {
    for (const joined of joins[member]) {
      if (families[joined] === 1) continue
      families[joined] = 1
      open.push(joined)
    }
  }
  return families
}
