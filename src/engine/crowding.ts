import { Blindness, SPARE } from './blindness.ts'
import type { Local } from './local.ts'
import { Projection } from './projection.ts'
import { Symmetry } from './symmetry.ts'
import type { System } from './system.ts'

/** What it takes to leave copies out of the states of a system whose copies are interchangeable. */
export interface Crowding {
  readonly projection: Projection
  readonly blindness: Blindness
  /** Of the copies that can be seen. */
  readonly symmetry: Symmetry
  /** The events in the mailbox of a configuration that may be delivered next, by number. */
  heads(slot: number, config: number): readonly number[]
}

/** The same, with so many copies to be seen; the others stand in for those that are left out. */
export function crowdingOf({ name, symmetric, uncounted, delivery }: System, seen: number, local: Local): Crowding {
  const copies = symmetric[0].slice(0, seen + SPARE)
  const projection = new Projection(copies, seen, uncounted, local)
  return {
    projection,
    blindness: new Blindness(copies.slice(seen), projection, local),
    symmetry: new Symmetry(name, [copies.slice(0, seen)], local),
    heads: (slot, config) =>
      local.roster.slots[slot].configs[config].mailbox.flatMap(({ events }) =>
        delivery === 'async' ? events.slice(0, 1) : events,
      ),
  }
}
