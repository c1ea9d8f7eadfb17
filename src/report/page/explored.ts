import type { Space, StateVector } from '../../engine/space.ts'
import type { Explored, ExploredState, ExploredStep } from './data.ts'
import { allRest, whereabouts } from './graph.ts'
import { shownText } from './record.ts'

/** What stands for a state: its configurations. Actors that do not exist yet are left out, as they may not be known yet. */
function identity(state: StateVector): string {
  return state.join('.').replace(/(\.0)+$/, '')
}

/** The states along these choices from the start, and what each step of the last leads to; `undefined` when one cannot be taken. */
export function exploredAlong(space: Space, choices: readonly number[]): Explored | undefined {
  const states = new Map<string, ExploredState>()
  const steps: ExploredStep[] = []
  const see = (state: StateVector): string => {
    const id = identity(state)
    if (!states.has(id)) states.set(id, described(space, state, id))
    return id
  }
  const take = (from: StateVector, choice: number): StateVector => {
    const { label } = space.enabled(from)[choice]
    const { state } = space.take(from, choice)
    steps.push({ from: see(from), to: see(state), choice, label: shownText(label) })
    return state
  }
  let { state } = space.initial()
  const path = [see(state)]
  for (const choice of choices) {
    if (space.enabled(state)[choice] === undefined) return undefined
    state = take(state, choice)
    path.push(see(state))
  }
  space.enabled(state).forEach((_, choice) => {
    take(state, choice)
  })
  return { states: [...states.values()], steps, path }
}

function described(space: Space, state: StateVector, id: string): ExploredState {
  const enabled = space.enabled(state).length
  const mark = enabled > 0 ? 'plain' : allRest(space, state) ? 'end' : 'deadlock'
  return { id, mark, enabled, actors: whereabouts(space, state) }
}
