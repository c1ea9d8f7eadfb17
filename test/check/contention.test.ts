import { expect, test } from 'vitest'
import { contentionOf } from '../../src/check/contention.ts'
import type { WaitEdge } from '../../src/engine/wait.ts'
import { searched } from '../systems/checked.ts'
import { graph } from '../systems/graph.ts'

const wants = (from: string, to: string): WaitEdge => ({ from, kind: 'acquires', to })

test('waiting at its worst: the longest chain and the most wanted lock, each in the nearest state', () => {
  const space = graph(['a x b', 'b x c', 'c x d'], {
    waits: {
      b: [wants('x', 'lock')],
      c: [wants('x', 'lock'), { from: 'lock', kind: 'held-by', to: 'y' }, wants('z', 'lock')],
      d: [wants('x', 'lock'), { from: 'lock', kind: 'held-by', to: 'y' }, wants('z', 'lock')],
    },
  })
  const { chain, lock } = contentionOf(space, searched(space))
  expect(chain).toEqual({ edges: [wants('x', 'lock'), { from: 'lock', kind: 'held-by', to: 'y' }], steps: 2 })
  expect(lock).toEqual({ name: 'lock', waiters: ['x', 'z'], steps: 2 })
})

test('nobody waits', () => {
  const space = graph(['a x b'])
  expect(contentionOf(space, searched(space))).toEqual({ chain: undefined, lock: undefined })
})

test('a circle of waits is followed once', () => {
  const space = graph(['a x b'], { waits: { b: [wants('x', 'y'), wants('y', 'x')] } })
  expect(contentionOf(space, searched(space)).chain?.edges).toEqual([wants('x', 'y')])
})
