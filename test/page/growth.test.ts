import { describe, expect, test } from 'vitest'
import { check } from '../../src/check/check.ts'
import { Network } from '../../src/engine/network.ts'
import { drawnOf, grow, NOTHING_GROWN } from '../../src/page/growth.ts'
import { exploredAlong } from '../../src/report/page/explored.ts'
import { philosophers } from '../systems/philosophers.ts'

const system = philosophers(3)
const space = new Network(system, 'free')

function along(choices: readonly number[]) {
  const explored = exploredAlong(space, choices)
  if (explored === undefined) throw new Error('no such step')
  return explored
}

describe('a state graph that grows', () => {
  test('begins with a way, whose states are open but for the last', () => {
    const heard = along([0, 1])
    const { graph, ways } = drawnOf(grow(NOTHING_GROWN, heard, heard.path))
    expect(graph.path).toHaveLength(3)
    const [start, next, last] = graph.path
    expect([start, next, last].map((state) => graph.states[state].mark)).toEqual(['open', 'open', 'plain'])
    expect([start, next, last].map((state) => graph.states[state].depth)).toEqual([0, 1, 2])
    expect(ways[last]).toEqual([0, 1])
  })

  test('comes to all states of the system, each once, when every open one is asked for', () => {
    const heard = along([])
    let grown = grow(NOTHING_GROWN, heard, heard.path)
    for (;;) {
      const { graph, ways } = drawnOf(grown)
      const open = graph.states.findIndex(({ mark }) => mark === 'open')
      if (open < 0) break
      grown = grow(grown, along(ways[open]), grown.path)
    }
    const { graph, ways } = drawnOf(grown)
    const { states, transitions, findings } = check(system)
    expect([graph.states.length, graph.edges.length]).toEqual([states, transitions])
    const deadlock = graph.states.findIndex(({ mark }) => mark === 'deadlock')
    expect(ways[deadlock]).toHaveLength(findings[0].steps.length)
  })
})
