import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AnyStateMachine } from 'xstate'
import { createMachine, sendTo } from 'xstate'
import { check, defineSystem, type FaultsDefinition, type System } from '../../src/index.ts'

// What faults mean, said a second time without the engine: small automata that pass messages, and an environment that harms
// them, enumerated state by state. The check of the same automata as XState machines must come to the same graph.

type Message = 'A' | 'B'
type Sends = readonly (readonly [to: number, message: Message])[]

interface Automaton {
  /** By state: what it takes, where that leads, and what it sends. The last state is final where it takes nothing. */
  readonly takes: readonly Partial<Record<Message, { readonly to: number; readonly sends: Sends }>>[]
  readonly starts: Sends
  readonly idle: readonly boolean[]
  readonly defers: boolean
}

type Budgets = Readonly<Record<'drop' | 'duplicate' | 'delay' | 'reorder' | 'crash' | 'leave', number>>

interface Model {
  readonly automata: readonly Automaton[]
  readonly budgets: Budgets
  readonly restarts: boolean
}

/** A state: where everybody is, `from>to` by message in flight, what is held back, what is left. */
interface State {
  readonly at: readonly (number | 'crashed' | 'left')[]
  readonly channels: Readonly<Record<string, readonly Message[]>>
  readonly held: readonly string[]
  readonly left: Budgets
}

interface Next {
  readonly state: State
  readonly harm: boolean
}

const isFinal = ({ takes }: Automaton, at: number): boolean =>
  at === takes.length - 1 && Object.keys(takes[at]).length === 0

function isDown({ automata }: Model, { at }: State, actor: number): boolean {
  const here = at[actor]
  return typeof here === 'string' || isFinal(automata[actor], here)
}

function put(state: State, channel: string, messages: readonly Message[]): State {
  const { [channel]: _, ...others } = state.channels
  return { ...state, channels: messages.length === 0 ? others : { ...others, [channel]: messages } }
}

function send(model: Model, state: State, from: number, sends: Sends): State {
  return sends.reduce((so, [to, message]) => {
    if (isDown(model, so, to)) return so
    const channel = `${from}>${to}`
    return put(so, channel, [...(so.channels[channel] ?? []), message])
  }, state)
}

/** Whoever ends loses what was sent to it. */
function move(model: Model, state: State, actor: number, at: number | 'crashed' | 'left'): State {
  const moved: State = { ...state, at: state.at.with(actor, at) }
  if (!isDown(model, moved, actor)) return moved
  return Object.keys(moved.channels).reduce<State>(
    (so, channel) => (channel.endsWith(`>${actor}`) ? put(so, channel, []) : so),
    moved,
  )
}

function spend(state: State, kind: keyof Budgets): State {
  return { ...state, left: { ...state.left, [kind]: state.left[kind] - 1 } }
}

function* nexts(model: Model, state: State): Generator<Next> {
  for (const [channel, messages] of Object.entries(state.channels)) yield* onChannel(model, state, channel, messages)
  for (const [index, held] of state.held.entries()) {
    if (state.held.indexOf(held) !== index) continue
    const [channel, message] = held.split(':')
    const [from, to] = channel.split('>').map(Number)
    const arrived = { ...state, held: state.held.toSpliced(index, 1) }
    yield { state: send(model, arrived, from, [[to, message as Message]]), harm: false }
  }
  for (const actor of model.automata.keys()) yield* onActor(model, state, actor)
}

function* onChannel(model: Model, state: State, channel: string, messages: readonly Message[]): Generator<Next> {
  const [from, to] = channel.split('>').map(Number)
  const [head, second, ...rest] = messages
  const { takes, defers } = model.automata[to]
  const taken = takes[state.at[to] as number][head]
  const without = put(state, channel, messages.slice(1))
  if (taken !== undefined) {
    yield { state: send(model, move(model, without, to, taken.to), to, taken.sends), harm: false }
  } else if (!defers) yield { state: without, harm: false }
  if (from === to) return
  const { drop, duplicate, delay, reorder } = state.left
  if (drop > 0) yield { state: spend(without, 'drop'), harm: true }
  if (duplicate > 0) yield { state: spend(put(state, channel, [...messages, head]), 'duplicate'), harm: true }
  if (delay > 0) {
    yield { state: { ...spend(without, 'delay'), held: [...state.held, `${channel}:${head}`].sort() }, harm: true }
  }
  if (reorder > 0 && second !== undefined && second !== head) {
    yield { state: spend(put(state, channel, [second, head, ...rest]), 'reorder'), harm: true }
  }
}

function* onActor(model: Model, state: State, actor: number): Generator<Next> {
  if (state.at[actor] === 'crashed' && model.restarts) {
    yield { state: send(model, move(model, state, actor, 0), actor, model.automata[actor].starts), harm: false }
  }
  if (isDown(model, state, actor)) return
  if (state.left.crash > 0) yield { state: spend(move(model, state, actor, 'crashed'), 'crash'), harm: true }
  if (state.left.leave > 0) yield { state: spend(move(model, state, actor, 'left'), 'leave'), harm: true }
}

function keyOf({ at, channels, held, left }: State): string {
  return JSON.stringify([at, Object.entries(channels).sort(), held, left])
}

/** All states, all steps, and the states in which nothing but harm is enabled and somebody is not done. */
function enumerated(model: Model) {
  const nowhere: State = { at: model.automata.map(() => 0), channels: {}, held: [], left: model.budgets }
  const initial = model.automata.reduce((so, { starts }, actor) => send(model, so, actor, starts), nowhere)
  const states = new Map([[keyOf(initial), initial]])
  let [transitions, deadlocks] = [0, 0]
  for (const state of states.values()) {
    let calm = 0
    for (const next of nexts(model, state)) {
      transitions++
      if (!next.harm) calm++
      if (!states.has(keyOf(next.state))) states.set(keyOf(next.state), next.state)
    }
    const running = model.automata.some(
      ({ idle }, actor) => !isDown(model, state, actor) && !idle[state.at[actor] as number],
    )
    if (calm === 0 && running) deadlocks++
  }
  return { states: states.size, transitions, deadlocks }
}

function machineOf(automaton: Automaton): AnyStateMachine {
  const actions = (sends: Sends) => sends.map(([to, type]) => sendTo(({ system }) => system.get(`x${to}`), { type }))
  const states = automaton.takes.map((takes, at) => [
    `s${at}`,
    isFinal(automaton, at)
      ? { type: 'final' as const }
      : {
          tags: automaton.idle[at] ? ['idle'] : [],
          on: Object.fromEntries(
            Object.entries(takes).map(([message, { to, sends }]) => [
              message,
              { target: `s${to}`, actions: actions(sends) },
            ]),
          ),
        },
  ])
  // The entry of the machine itself, so that only a start sends.
  return createMachine({ initial: 's0', entry: actions(automaton.starts), states: Object.fromEntries(states) } as never)
}

function systemOf({ automata, budgets, restarts }: Model): System {
  const names = automata.map((_, index) => `x${index}`)
  const { crash, leave, ...messages } = budgets
  const faults: FaultsDefinition = {
    ...messages,
    crash: { most: crash, actors: names },
    leave: { most: leave, actors: names },
    ...(restarts ? { restart: names } : {}),
  }
  const actors = automata.map((automaton, index) => [
    `x${index}`,
    { machine: machineOf(automaton), unhandled: automaton.defers ? 'defer' : 'drop' } as const,
  ])
  return defineSystem({ name: 'small', actors: Object.fromEntries(actors), faults })
}

/** Two or three automata whose states only go up, so that everybody comes to an end. */
const models: fc.Arbitrary<Model> = fc.integer({ min: 2, max: 3 }).chain((n) => {
  const sends = fc.array(fc.tuple(fc.nat(n - 1), fc.constantFrom<Message>('A', 'B')), { maxLength: 2 })
  const automaton = fc.integer({ min: 2, max: 3 }).chain((size) => {
    const taken = (at: number) => fc.record({ to: fc.integer({ min: at + 1, max: size - 1 }), sends })
    const row = (at: number) =>
      at === size - 1 ? fc.constant({}) : fc.record({ A: taken(at), B: taken(at) }, { requiredKeys: [] })
    return fc.record({
      takes: fc.tuple(...Array.from({ length: size }, (_, at) => row(at))),
      starts: sends,
      idle: fc.array(fc.boolean(), { minLength: size, maxLength: size }),
      defers: fc.boolean(),
    })
  })
  const few = fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 2 }) },
  )
  return fc.record({
    automata: fc.array(automaton, { minLength: n, maxLength: n }),
    budgets: fc.record({ drop: few, duplicate: few, delay: few, reorder: few, crash: few, leave: few }),
    restarts: fc.boolean(),
  })
})

it('a check with faults explores what an enumeration without the engine does, on random systems', () => {
  const seen = { harmed: 0, deadlocked: 0, sound: 0 }
  fc.assert(
    fc.property(models, (model) => {
      const naive = enumerated(model)
      if (naive.states > 1_500) return
      const { states, transitions, deadlocks, complete } = check(systemOf(model))
      expect({ states, transitions, deadlocks, complete }).toEqual({ ...naive, complete: true })
      if (Object.values(model.budgets).some((most) => most > 0)) seen.harmed++
      if (naive.deadlocks > 0) seen.deadlocked++
      else seen.sound++
    }),
    { seed: 1, numRuns: 150 },
  )
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20)
})
