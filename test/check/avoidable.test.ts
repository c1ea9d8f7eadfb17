import { describe, expect, it } from 'vitest'
import { avoidable } from '../../src/check/avoidable.ts'
import { findStuck } from '../../src/check/stuck.ts'
import { checkSpace, searched } from '../systems/checked.ts'
import { graph } from '../systems/graph.ts'

/** The nodes, in the order in which they are found, from which deadlock can be avoided. */
function escapes(edges: readonly string[], resting: Record<string, string>): string {
  const space = graph(edges, { resting })
  const found = searched(space)
  return [...avoidable(found, findStuck(space, found))].join('')
}

describe('a deadlock can be avoided', () => {
  it('until the choice that leads nowhere else', () => {
    expect(escapes(['a x b', 'a x c', 'b x d', 'd x e'], { x: 'c' })).toBe('10100')
    expect(checkSpace(graph(['a x b', 'a x c', 'b x d', 'd x e'], { resting: { x: 'c' } })).fatal).toBe(1)
  })

  it('nowhere, where every schedule ends in one', () => {
    expect(escapes(['a x b', 'a x c'], {})).toBe('000')
    expect(checkSpace(graph(['a x b', 'a x c'])).fatal).toBe(0)
  })

  it('everywhere, where there is none', () => {
    expect(escapes(['a x b', 'b x a'], {})).toBe('11')
    expect(checkSpace(graph(['a x b', 'b x a'])).fatal).toBe(undefined)
  })

  it('by going round for ever, though the way out of the circle is bad', () => {
    expect(escapes(['a x b', 'b x a', 'b x c'], {})).toBe('110')
    expect(checkSpace(graph(['a x b', 'b x a', 'b x c'])).fatal).toBe(2)
  })

  it('not by going round where somebody is stuck already', () => {
    expect(escapes(['a x b', 'b t c', 'c t b'], {})).toBe('000')
  })
})
