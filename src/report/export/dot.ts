import { printable, shortened, stateName } from '../text.ts'
import type { StateGraph } from './state-graph.ts'
import { isEnd, labelsOf } from './state-graph.ts'

/** Longer labels are cut: a drawing is for the eye. */
const LONGEST = 80

/** A quoted string, in which Graphviz gives a backslash a meaning of its own. */
function quoted(lines: readonly string[]): string {
  const escaped = lines.map((line) => shortened(printable(line), LONGEST).replace(/["\\]/g, '\\$&'))
  return `"${escaped.join('\\n')}"`
}

function node(explored: StateGraph, index: number): string {
  const { space, graph } = explored
  const state = graph.state(index)
  const actors = space.view(state).actors()
  const lines = actors.flatMap(({ name, value, status }) =>
    status === 'active' ? (value === undefined ? [] : [`${name}: ${stateName(value)}`]) : [`${name}: ${status}`],
  )
  const ends = isEnd(explored, index)
  const stuck = ends && state.some((config, slot) => space.readiness(slot, config) === 'running')
  const look = stuck ? ', shape=doubleoctagon, color=red' : ends ? ', peripheries=2' : index === 0 ? ', style=bold' : ''
  return `  ${index} [label=${quoted(lines)}${look}];`
}

/** A state space for Graphviz: the start bold, deadlocks red, other ends with a double border. */
export function dot(explored: StateGraph): string {
  const { space, graph } = explored
  const lines: string[] = []
  for (let index = 0; index < graph.states; index++) {
    lines.push(node(explored, index))
    const labels = labelsOf(explored, index)
    graph.successors(index, (target, _mover, position) => {
      lines.push(`  ${index} -> ${target} [label=${quoted([labels[position]])}];`)
    })
  }
  return `${[`digraph ${quoted([space.name])} {`, '  node [shape=box];', ...lines, '}'].join('\n')}\n`
}
