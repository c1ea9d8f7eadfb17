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

describe('what an answer rests on', () => {
  it('is what the predicate looked at, also once its answers are no longer remembered', () => {
    const space = network(ring(9))
    const graph = searched(space)
    const all = space.slots.map((_, slot) => ({ slot, mailbox: true }))
    const [monitor] = monitors(space, [
      always('few messages', (state) => state.actors().every((actor) => state.mailbox(actor).length < 9)),
    ])
    const early = monitor.rests?.(graph.state(100))
    for (let index = 0; index < graph.states; index++) monitor.violation(graph.state(index))
    expect(monitor.rests?.(graph.state(100))).toEqual(early)
    expect(early?.filter(({ mailbox }) => mailbox)).toEqual(all)
  })

  it('is the premise while that is false, and nothing where there is something to note', () => {
    const space = network(ring(3))
    const graph = searched(space)
    const awake =
      (name: string): Predicate =>
      (state) =>
        !state.actor(name).matches('asleep')
    const [monitor] = monitors(space, [always('1 before 0', awake('node#1'), { when: awake('node#0') })])
    const rests = (name: string): boolean => {
      const slot = space.slots.indexOf(name)
      return Array.from({ length: graph.states }, (_, index) => monitor.rests?.(graph.state(index))).some(
        (reads) => JSON.stringify(reads) === JSON.stringify([{ slot, mailbox: false }]),
      )
    }
    expect(monitor.rests?.(graph.state(0))).toEqual([{ slot: space.slots.indexOf('node#0'), mailbox: false }])
    expect(rests('node#1')).toBe(true)
    const bad = Array.from({ length: graph.states }, (_, index) => graph.state(index)).filter(
      (state) => monitor.violation(state) !== undefined,
    )
    expect(bad.map((state) => monitor.rests?.(state))).toEqual(bad.map(() => []))
  })
})
