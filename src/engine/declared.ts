import type { ActorLogic } from './machine.ts'

/** A state that a machine declares, with the events that it has transitions for. */
export interface DeclaredState {
  /** The names of the state and those around it, from the outside; the machine itself is left out. */
  readonly path: readonly string[]
  readonly events: readonly string[]
  /** Whether it is left at once, by a transition without an event, or holds no state of its own (history). */
  readonly passing: boolean
}

/** What is read of XState's state nodes. */
interface Node {
  readonly type: string
  readonly path: readonly string[]
  readonly states: Readonly<Record<string, Node>>
  readonly transitions: ReadonlyMap<string, readonly Arrow[]>
  readonly always?: readonly unknown[]
}

interface Arrow {
  readonly target?: unknown
  readonly actions: readonly unknown[]
}

/** All states of a machine, outer ones first; none for logic that is no machine. */
export function declaredStates(logic: ActorLogic): readonly DeclaredState[] {
  const { root } = logic as { readonly root?: Node }
  return root === undefined ? [] : statesOf(root)
}

function statesOf(node: Node): readonly DeclaredState[] {
  const { type, path, states, transitions, always = [] } = node
  // A transition that leads nowhere and does nothing forbids its event.
  const taken = [...transitions].filter(([, arrows]) =>
    arrows.some(({ target, actions }) => target !== undefined || actions.length > 0),
  )
  const own = { path, events: taken.map(([event]) => event), passing: always.length > 0 || type === 'history' }
  return [own, ...Object.values(states).flatMap(statesOf)]
}

/** The paths of the states that a state value says are active, outer ones first; the empty one is the machine itself. */
export function activePaths(value: unknown): readonly (readonly string[])[] {
  if (typeof value === 'string') return [[], [value]]
  if (typeof value !== 'object' || value === null) return [[]]
  const inner = Object.entries(value).flatMap(([key, part]) => activePaths(part).map((path) => [key, ...path]))
  return [[], ...inner]
}
