/** A transition as `createMachine` takes it; what the operators look at. */
export interface TransitionConfig {
  readonly target?: string
  readonly guard?: unknown
  readonly actions?: unknown
  readonly reenter?: boolean
}

/** What stands where transitions may: a target, a transition, or alternatives in their order. */
type Transitions = string | TransitionConfig | readonly (string | TransitionConfig)[]

/** A state of a machine's configuration, or the machine itself; what the operators look at. */
export interface StateConfig {
  readonly id?: string
  readonly initial?: string
  readonly entry?: unknown
  readonly exit?: unknown
  readonly type?: string
  readonly on?: Readonly<Record<string, Transitions>>
  readonly always?: Transitions
  readonly onDone?: Transitions
  readonly states?: Readonly<Record<string, StateConfig>>
}

/** A state, where it is, and the whole that it is part of. */
export interface Site {
  readonly path: readonly string[]
  readonly state: StateConfig
  readonly root: StateConfig
}

/** A transition of a state, and the state with another one (or none) in its place. */
export interface Arrow {
  /** `on reply`, `always 2`: what it answers to, and which of several alternatives it is. */
  readonly where: string
  /** The event that it answers to; none for `always` and `done`. */
  readonly event: string | undefined
  readonly transition: TransitionConfig
  readonly put: (...instead: readonly TransitionConfig[]) => StateConfig
}

/** The actions that are done at one place of a state, and the state with others in their place. */
export interface ActionList {
  readonly where: string
  /** The event that makes the state do them, when they are those of a transition. */
  readonly event: string | undefined
  readonly actions: readonly unknown[]
  readonly put: (actions: readonly unknown[]) => StateConfig
}

/** All states of a configuration, the root first, each before those inside it. */
export function sitesOf(root: StateConfig, path: readonly string[] = []): readonly Site[] {
  const state = stateAt(root, path)
  const inner = Object.keys(state.states ?? {}).flatMap((key) => sitesOf(root, [...path, key]))
  return [{ path, state, root }, ...inner]
}

/** The state at a path; an empty one where there is none. */
export function stateAt(root: StateConfig, path: readonly string[]): StateConfig {
  return path.reduce<StateConfig>((state, key) => state.states?.[key] ?? {}, root)
}

/** The configuration with another state at a path. */
export function replaced(root: StateConfig, [key, ...rest]: readonly string[], state: StateConfig): StateConfig {
  if (key === undefined) return state
  const inner = replaced(root.states?.[key] ?? {}, rest, state)
  return { ...root, states: { ...root.states, [key]: inner } }
}

/** What XState takes alone or in an array. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

function arrowsAt(
  where: string,
  event: string | undefined,
  given: unknown,
  put: (all: readonly TransitionConfig[]) => StateConfig,
): Arrow[] {
  const all = listOf(given).map((one) => (typeof one === 'string' ? { target: one } : (one as TransitionConfig)))
  return all.map((transition, at) => ({
    where: all.length === 1 ? where : `${where} ${at + 1}`,
    event,
    transition,
    put: (...instead) => put([...all.slice(0, at), ...instead, ...all.slice(at + 1)]),
  }))
}

/** The transitions of a state. Without one, its event is not taken there, and waits. */
export function arrowsOf(state: StateConfig): readonly Arrow[] {
  const onEvents = Object.entries(state.on ?? {}).flatMap(([event, given]) =>
    arrowsAt(`on ${event}`, event, given, (all) => ({ ...state, on: { ...state.on, [event]: all } })),
  )
  const always = arrowsAt('always', undefined, state.always, (all) => ({ ...state, always: all }))
  return [...onEvents, ...always, ...arrowsAt('done', undefined, state.onDone, (all) => ({ ...state, onDone: all }))]
}

/** The lists of actions of a state: on entry, on exit and of each transition. */
export function actionListsOf(state: StateConfig): readonly ActionList[] {
  return [
    {
      where: 'entry',
      event: undefined,
      actions: listOf(state.entry),
      put: (actions) => ({ ...state, entry: actions }),
    },
    { where: 'exit', event: undefined, actions: listOf(state.exit), put: (actions) => ({ ...state, exit: actions }) },
    ...arrowsOf(state).map(({ where, event, transition, put }) => ({
      where,
      event,
      actions: listOf(transition.actions),
      put: (actions: readonly unknown[]) => put({ ...transition, actions }),
    })),
  ]
}

/** The path that a transition's target stands for, seen from the state that has the transition. */
export function targetPath(target: string, from: readonly string[]): readonly string[] {
  const keys = target.split('.')
  return target.startsWith('#') ? keys.slice(1) : [...from.slice(0, -1), ...keys]
}
