import { not } from 'xstate'
import type { ActionList, Site, StateConfig, TransitionConfig } from './config.ts'
import { actionListsOf, arrowsOf, stateAt, targetPath } from './config.ts'

/** One state, edited in one place. */
interface Edit {
  /** Where in the state, and what was done there: `entry`, `drop unlock`. */
  readonly where: string
  readonly what: string
  /** The edit matters only when this event is at hand for an actor in the state. */
  readonly event?: string | undefined
  readonly state: StateConfig
}

/** One way to break a state. */
export type Operator = (site: Site) => readonly Edit[]

const eachList =
  (edit: (list: ActionList) => readonly Pick<Edit, 'what' | 'state'>[]): Operator =>
  ({ state }) =>
    actionListsOf(state).flatMap((list) =>
      edit(list).map((made) => ({ where: list.where, event: list.event, ...made })),
    )

const dropAction = eachList(({ actions, put }) =>
  actions.map((action, at) => ({ what: `drop ${action}`, state: put(actions.filter((_, other) => other !== at)) })),
)

const swapActions = eachList(({ actions, put }) =>
  actions.slice(1).map((second, at) => ({
    what: `${second} before ${actions[at]}`,
    state: put([...actions.slice(0, at), second, actions[at], ...actions.slice(at + 2)]),
  })),
)

const dropGuard: Operator = ({ state }) =>
  arrowsOf(state).flatMap(({ where, event, transition: { guard, ...rest }, put }) =>
    guard === undefined ? [] : [{ where, event, what: `do not ask ${guard}`, state: put(rest) }],
  )

const negateGuard: Operator = ({ state }) =>
  arrowsOf(state).flatMap(({ where, event, transition, put }) =>
    typeof transition.guard === 'string'
      ? [
          {
            where,
            event,
            what: `unless ${transition.guard}`,
            state: put({ ...transition, guard: not(transition.guard) }),
          },
        ]
      : [],
  )

const dropTransition: Operator = ({ state }) =>
  arrowsOf(state).map(({ where, event, put }) => ({ where, event, what: 'drop', state: put() }))

/** To each sibling of its target instead. Back to the state that it leaves means to enter that once more. */
const redirect: Operator = ({ state, path, root }) =>
  arrowsOf(state).flatMap(({ where, event, transition, put }) => {
    const { target } = transition
    if (target === undefined) return []
    const aim = targetPath(target, path)
    const others = Object.keys(stateAt(root, aim.slice(0, -1)).states ?? {}).filter((key) => key !== aim.at(-1))
    return others.map((key) => ({
      where,
      event,
      what: `to ${key}`,
      state: put({ ...transition, target: [...target.split('.').slice(0, -1), key].join('.'), reenter: true }),
    }))
  })

/** Goes on at once to where some event would lead: with what is done on entry (it does not wait), and without. */
const skipState: Operator = ({ state, path }) => {
  const { entry, exit } = state
  const next = arrowsOf({ ...(state.on && { on: state.on }) }).flatMap(({ transition }) => transition.target ?? [])
  return [...new Set(next)].flatMap((target) => {
    const hurry = { where: '', what: `go on to ${target} without waiting`, state: { ...awake(state), always: target } }
    const skip = { where: '', what: `skip, to ${target}`, state: { always: target } }
    return path.length === 0 ? [] : entry === undefined && exit === undefined ? [skip] : [hurry, skip]
  })
}

function awake({ on: _, ...state }: StateConfig): StateConfig {
  return state
}

/** The events that siblings of a state take, and it does not; with the transitions by which they do. */
function untaken({ state, path, root }: Site): readonly (readonly [event: string, as: string, how: unknown])[] {
  if (path.length === 0 || state.type === 'final') return []
  const siblings = Object.entries(stateAt(root, path.slice(0, -1)).states ?? {})
  return siblings.flatMap(([as, { on = {} }]) =>
    Object.entries(on).flatMap(([event, how]) => (state.on?.[event] === undefined ? [[event, as, how] as const] : [])),
  )
}

function taking(state: StateConfig, event: string, how: unknown): StateConfig {
  return { ...state, on: { ...state.on, [event]: how as TransitionConfig } }
}

/** Takes an event, that would have to wait, as another state does: a mutex that grants itself while it is held. */
const takeEarly: Operator = (site) => {
  const made = untaken(site).map(([event, as, how]) => ({
    where: `on ${event}`,
    event,
    what: `as ${as}`,
    key: JSON.stringify([event, how]),
    state: taking(site.state, event, how),
  }))
  return made.filter(({ key }, at) => made.findIndex((other) => other.key === key) === at)
}

const nothing = (): void => {}

const loseEvent: Operator = (site) =>
  [...new Set(untaken(site).map(([event]) => event))].map((event) => ({
    where: `on ${event}`,
    event,
    what: 'lose it',
    state: taking(site.state, event, { actions: nothing }),
  }))

const beginElsewhere: Operator = ({ state }) =>
  Object.keys(state.states ?? {})
    .filter((key) => key !== state.initial)
    .map((key) => ({ where: 'initial', what: key, state: { ...state, initial: key } }))

/** The operators by name. */
export const operators = {
  'drop an action': dropAction,
  'swap two actions': swapActions,
  'drop a guard': dropGuard,
  'negate a guard': negateGuard,
  'drop a transition': dropTransition,
  'go elsewhere': redirect,
  'skip a state': skipState,
  'take an event early': takeEarly,
  'lose an event': loseEvent,
  'begin elsewhere': beginElsewhere,
} as const satisfies Readonly<Record<string, Operator>>
