import { describe, expect, it } from 'vitest'
import { monitors } from '../../src/engine/monitor.ts'
import type { Predicate } from '../../src/engine/property.ts'
import { always } from '../../src/engine/property.ts'
import { searched } from '../systems/checked.ts'
import { network } from '../systems/explore.ts'
import { ring } from '../systems/ring.ts'

/** Asks a predicate in every state of a ring, by a monitor and directly; how often the monitor asked. */
function compare(predicate: Predicate): { states: number; asked: number } {
  const space = network(ring(6))
  const graph = searched(space)
  let asked = 0
  const counted: Predicate = (state) => {
    asked++
    return predicate(state)
  }
  const [monitor] = monitors(space, [always('watched', counted)])
  for (let index = 0; index < graph.states; index++) {
    const state = graph.state(index)
    expect(monitor.violation(state) === undefined).toBe(Boolean(predicate(space.view(state))))
  }
  return { states: graph.states, asked }
}

describe('a predicate watched along a search', () => {
  it('that looks at actors only is asked once for each combination of their snapshots', () => {
    const { states, asked } = compare((state) => state.actors().filter((actor) => actor.matches('asleep')).length < 4)
    expect(states).toBe(836)
    // Six nodes, each asleep or a candidate, and the one that becomes the leader.
    expect(asked).toBeLessThanOrEqual(2 ** 6 + 1)
  })

  it('that looks at mailboxes too is answered as if it were asked everywhere', () => {
    const { asked } = compare((state) => state.actor('node#0').matches('asleep') || state.mailbox('node#0').length < 2)
    expect(asked).toBeGreaterThan(2)
    compare((state) => state.mailbox('node#0').length < 3 && !state.actor('node#0').matches('leader'))
  })
})
