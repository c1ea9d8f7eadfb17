import { expect, test } from 'vitest'
import type { System } from '../../../src/index.ts'
import { aut } from '../../../src/report/export/aut.ts'
import { dot } from '../../../src/report/export/dot.ts'
import { printable } from '../../../src/report/text.ts'
import { philosophers } from '../../systems/philosophers.ts'
import { explored, family, hostile } from './kit.ts'

const systems = [philosophers(3), family, hostile]
const graphOf = (system: System) => explored(system)

/** The edges as the graph itself has them. */
function edgesOf(system: System): (readonly [number, string, number])[] {
  const { space, graph } = explored(system)
  return Array.from({ length: graph.states }, (_, index) => index).flatMap((index) => {
    const labels = space.enabled(graph.state(index)).map(({ label }) => printable(label))
    const edges: [number, string, number][] = []
    graph.successors(index, (target, _mover, position) => edges.push([index, labels[position], target]))
    return edges
  })
}

test.each(systems)('Aldebaran: read back, it is the same graph ($name.length)', (system) => {
  const [head, ...lines] = aut(graphOf(system)).trimEnd().split('\n')
  const edges = lines.map((line) => {
    const [, from, label, to] = /^\((\d+), "([^"]*)", (\d+)\)$/.exec(line) ?? []
    const read = label.replace(/\\(.)|'/g, (quote, escaped) => escaped ?? (quote === "'" ? '"' : ''))
    return [Number(from), read, Number(to)]
  })
  expect(edges).toEqual(edgesOf(system))
  const { graph } = explored(system)
  expect(head).toBe(`des (0, ${edges.length}, ${graph.states})`)
})

test.each(systems)('dot: a node for each state, an edge for each step ($name.length)', (system) => {
  const lines = dot(graphOf(system)).trimEnd().split('\n')
  const TEXT = '"(?:[^"\\\\\\n]|\\\\.)*"'
  const node = new RegExp(`^  \\d+ \\[label=${TEXT}(, [a-z]+=[a-z0-9]+)*\\];$`)
  const edge = new RegExp(`^  (\\d+) -> (\\d+) \\[label=${TEXT}\\];$`)
  expect(lines[0]).toMatch(new RegExp(`^digraph ${TEXT} \\{$`))
  expect(lines.at(-1)).toBe('}')
  const { graph } = explored(system)
  expect(lines.slice(2, -1).filter((line) => node.test(line))).toHaveLength(graph.states)
  expect(lines.slice(2, -1).filter((line) => edge.test(line))).toHaveLength(graph.transitions)
  expect(lines).toHaveLength(3 + graph.states + graph.transitions)
})

test('dot marks the one deadlock of the philosophers', () => {
  expect(dot(graphOf(philosophers(3))).match(/color=red/g)).toHaveLength(1)
})
