import type { Stuck } from '../../check/stuck.ts'
import type { Space, StateVector } from '../../engine/space.ts'
import type { StateGraph } from '../export/state-graph.ts'
import { isEnd, labelsOf } from '../export/state-graph.ts'
import { stateName } from '../text.ts'
import type { GraphPage, GraphState } from './data.ts'
import { Interned, shownText } from './record.ts'

/** A state space that is small enough to be drawn. */
export interface Drawable extends StateGraph {
  readonly stuck: Stuck
  /** The states, as flags, from which some schedule avoids deadlock. */
  readonly avoidable: Uint8Array
}

function markOf(drawable: Drawable, index: number): GraphState['mark'] {
  const { space, graph, stuck, avoidable } = drawable
  if (stuck.deadlocks.includes(index)) return 'deadlock'
  if (avoidable[index] === 0) return 'doomed'
  return isEnd(drawable, index) && allRest(space, graph.state(index)) ? 'end' : 'plain'
}

/** Whether everybody may stay where he is. */
export function allRest(space: Space, state: StateVector): boolean {
  return !state.some((config, slot) => space.readiness(slot, config) === 'running')
}

/** Where each actor stands in a state. */
export function whereabouts(space: Space, state: StateVector): readonly string[] {
  return space
    .view(state)
    .actors()
    .map(({ name, value, status }) => shownText(`${name}: ${status === 'active' ? stateName(value) : status}`))
}

/** The whole state graph, with the states of one schedule as its path. */
export function graphPage(drawable: Drawable, schedule: readonly number[]): GraphPage {
  const { space, graph } = drawable
  const texts = new Interned<string>()
  const edges: [number, number, number][] = []
  const depths: number[] = [0]
  for (let index = 0; index < graph.states; index++) {
    const labels = labelsOf(drawable, index).map(shownText)
    graph.successors(index, (target, _, position) => {
      depths[target] ??= depths[index] + 1
      edges.push([index, target, texts.of(labels[position], () => labels[position])])
    })
  }
  const states = depths.map((depth, index): GraphState => {
    return { depth, mark: markOf(drawable, index), actors: whereabouts(space, graph.state(index)) }
  })
  return { texts: texts.all, states, edges, path: pathAlong(drawable, schedule) }
}

function pathAlong({ graph }: Drawable, schedule: readonly number[]): readonly number[] {
  const path = [0]
  for (const choice of schedule) {
    const at = path[path.length - 1]
    graph.successors(at, (target, _, position) => {
      if (position === choice) path.push(target)
    })
  }
  return path
}
