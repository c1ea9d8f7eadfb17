import { printable } from '../text.ts'
import type { StateGraph } from './state-graph.ts'
import { labelsOf } from './state-graph.ts'

/** A label between double quotes, which it may not hold itself: they become single ones, and those escaped. */
function quoted(label: string): string {
  return `"${printable(label).replace(/[\\']/g, '\\$&').replaceAll('"', "'")}"`
}

/** A state space in the Aldebaran format of CADP and mCRL2: a transition a line, the initial state being 0. */
export function aut(explored: StateGraph): string {
  const { graph } = explored
  const lines = [`des (0, ${graph.transitions}, ${graph.states})`]
  for (let index = 0; index < graph.states; index++) {
    const labels = labelsOf(explored, index)
    graph.successors(index, (target, _mover, position) => {
      lines.push(`(${index}, ${quoted(labels[position])}, ${target})`)
    })
  }
  return `${lines.join('\n')}\n`
}
