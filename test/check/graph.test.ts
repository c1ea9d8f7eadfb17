import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { check } from '../../src/check/check.ts'
import type { Graph } from '../../src/check/graph.ts'
import { pathTo } from '../../src/check/graph.ts'
import { search } from '../../src/check/search.ts'
import { findStuck } from '../../src/check/stuck.ts'
import type { Space } from '../../src/engine/space.ts'
import { searched } from '../systems/checked.ts'
import { network } from '../systems/explore.ts'
import { graph } from '../systems/graph.ts'
import { philosophers } from '../systems/philosophers.ts'
import { ring } from '../systems/ring.ts'

/** The graph of a search that had too little memory to keep its edges. */
function withoutEdges(space: Space, whole: Graph): Graph {
  const run = search(space, space.initial().state, { memory: whole.bytes - 1 }, { flagged: () => {} })
  for (;;) {
    const { done, value } = run.next(undefined)
    if (done) return value
  }
}

function edgesOf(found: Graph): [number, number, number][] {
  const edges: [number, number, number][] = []
  for (let index = 0; index < found.expanded; index++) {
    found.successors(index, (target, mover, position) => {
      edges.push([target, mover, position])
      expect(found.target(index, position)).toBe(target)
    })
  }
  return edges
}

describe('the explored graph', () => {
  it('has the edges that the steps make, in their order', () => {
    const space = network(philosophers(3))
    const found = searched(space)
    expect([found.states, found.transitions, found.expanded]).toEqual([153, 363, 153])
    for (let index = 0; index < found.states; index++) {
      const steps = space.enabled(found.state(index))
      expect(found.degree(index)).toBe(steps.length)
      found.successors(index, (target, mover, position) => {
        expect(found.indexOf(space.take(found.state(index), position).state)).toBe(target)
        expect(space.slots[mover]).toBe(steps[position].actor)
      })
    }
  })

  it('names the first way by which a state was found, and the schedule to it', () => {
    const space = network(ring(5))
    const found = searched(space)
    for (let index = 0; index < found.states; index += 7) {
      let state = space.initial().state
      for (const position of pathTo(found, index)) state = space.take(state, position).state
      expect(found.indexOf(state)).toBe(index)
    }
  })

  it('is the same when its edges were given up for want of memory', () => {
    for (const system of [philosophers(5), ring(6)]) {
      const space = network(system)
      const whole = searched(space)
      const lean = withoutEdges(space, whole)
      expect(lean.bytes).toBeLessThan(whole.bytes)
      expect(lean.hit).toBeUndefined()
      expect(edgesOf(lean)).toEqual(edgesOf(whole))
      expect(findStuck(space, lean).deadlocks).toEqual(findStuck(space, whole).deadlocks)
      for (let index = 0; index < whole.states; index += 5) expect(pathTo(lean, index)).toEqual(pathTo(whole, index))
    }
  })

  it('can be asked for other edges while edges are visited', () => {
    const edge = fc.tuple(fc.nat(5), fc.constantFrom('x', 'y'), fc.nat(5)).map((parts) => parts.join(' '))
    fc.assert(
      fc.property(fc.array(edge, { minLength: 1, maxLength: 20 }), (edges) => {
        const found = searched(graph(edges))
        const flat: number[] = []
        const nested: number[] = []
        for (let index = 0; index < found.states; index++) found.successors(index, (target) => flat.push(target))
        for (let index = 0; index < found.states; index++) {
          found.successors(index, (target) => {
            nested.push(target)
            found.successors(target, () => {})
          })
        }
        expect(nested).toEqual(flat)
      }),
      { numRuns: 100, seed: 3 },
    )
  })
})

it('a bound on memory that only the edges exceed does not end a check', () => {
  const { bytes } = check(philosophers(6))
  expect(check(philosophers(6), { memory: bytes * 4 })).toMatchObject({ complete: true, deadlocks: 1 })
})
