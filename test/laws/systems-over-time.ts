import type { GeneratorValue } from 'fast-check'
import fc from 'fast-check'
import type { AnyStateMachine } from 'xstate'
import { createMachine, sendTo } from 'xstate'
import type { Predicate, Property, System } from '../../src/index.ts'
import { alwaysEventually, deadlockFree, defineSystem, eventually, leadsTo, progress } from '../../src/index.ts'
import { smallSystems, systemText } from './small-systems.ts'

/** Configurations are made of what XState takes, far below what its types can say about random ones. */
type Loose = any

const EVENTS = ['A', 'B']

/** Draws networks in which a few messages are passed on for ever: a step sends at most one for the one that it takes. */
class Rounds {
  readonly #g: GeneratorValue
  readonly #names: readonly string[]
  readonly #timers: boolean

  constructor(g: GeneratorValue) {
    this.#g = g
    this.#names = Array.from({ length: 3 + this.#below(3) }, (_, index) => `x${index}`)
    this.#timers = this.#below(4) === 0
  }

  #below(n: number): number {
    return this.#g(fc.nat, { max: n - 1 })
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#below(values.length)]
  }

  system(): System {
    const begins = this.#names.map((_, index) => index === 1 || this.#below(2) === 0)
    const actors = this.#names.map((name, index) => [
      name,
      { machine: this.#machine(name, begins[index]), unhandled: this.#pick(['defer', 'drop'] as const) },
    ])
    const walk = this.#below(4) > 0 ? { x0: this.#walker(), w: this.#starter() } : {}
    return defineSystem({
      name: 'rounds',
      delivery: this.#below(5) === 0 ? 'unordered' : 'async',
      clock: this.#pick(['free', 'urgent'] as const),
      actors: { ...Object.fromEntries(actors), ...walk },
    })
  }

  /** Goes through its states once, or round and round, as messages come; it may tell others of it. */
  #walker(): AnyStateMachine {
    const path = ['s1', 's2', this.#pick(['s0', 's2', 's2'])]
    const tells = (): Loose[] => (this.#below(4) === 0 ? [this.#send()] : [])
    const states = path.map((target, index) => [`s${index}`, { tags: 'idle', on: { A: { target, actions: tells() } } }])
    return createMachine({ id: 'x0', initial: 's0', states: Object.fromEntries(states) } as Loose) as AnyStateMachine
  }

  #starter(): AnyStateMachine {
    const sends = Array.from({ length: this.#pick([1, 2, 2, 2, 4]) }, () =>
      sendTo(({ system }: Loose): Loose => system.get('x0'), { type: 'A' }),
    )
    return createMachine({ id: 'w', entry: sends, tags: 'idle' } as Loose) as AnyStateMachine
  }

  #machine(name: string, begins: boolean): AnyStateMachine {
    const states = ['s0', 's1', 's2'].slice(0, 1 + this.#below(3))
    const config: Loose = {
      id: name,
      initial: 's0',
      entry: begins ? [this.#send()] : [],
      states: Object.fromEntries(states.map((state) => [state, this.#state(states)])),
    }
    return createMachine(config) as AnyStateMachine
  }

  #state(states: readonly string[]): Loose {
    const on = EVENTS.filter(() => this.#below(6) > 0).map((event) => [event, this.#transition(states)])
    return {
      tags: this.#pick([[], ['idle'], ['idle', 'busy']]),
      on: Object.fromEntries(on),
      ...(this.#timers && this.#below(3) === 0 && { after: { [this.#pick([1, 2])]: { target: this.#pick(states) } } }),
    }
  }

  #transition(states: readonly string[]): Loose {
    return { target: this.#pick(states), actions: this.#below(8) === 0 ? [] : [this.#send()] }
  }

  #send(): Loose {
    const [to, type] = [this.#pick(this.#names), this.#pick(EVENTS)]
    return sendTo(({ system }: Loose): Loose => system.get(to), { type })
  }
}

/** A statement about the states of one or two actors, or about what waits for one. */
function statement(): fc.Arbitrary<{ readonly text: string; readonly holds: Predicate }> {
  const at = fc
    .tuple(fc.constantFrom('x0', 'x0', 'x1', 'x2'), fc.constantFrom('s0', 's1', 's2', 'mail'))
    .map(([name, value]) => ({
      text: `${name} in ${value}`,
      holds: ((state) =>
        value === 'mail' ? state.mailbox(name).length > 0 : state.actor(name).matches(value)) as Predicate,
    }))
  return fc.array(at, { minLength: 1, maxLength: 2 }).map((parts) => ({
    text: parts.map(({ text }) => text).join(' and '),
    holds: (state) => parts.every(({ holds }) => holds(state)),
  }))
}

/** Once the walker has set out it must arrive; where it begins and where it ends it may stay. */
const WALK: readonly Property[] = [
  eventually('the walker arrives', (state) => state.actor('x0').matches('s2')),
  alwaysEventually('the walker goes on', (state) => !state.actor('x0').matches('s1')),
  leadsTo(
    'who sets out arrives',
    (state) => state.actor('x0').matches('s1'),
    (state) => state.actor('x0').matches('s2'),
  ),
  leadsTo(
    'once x1 has mail, the walker goes on',
    (state) => state.mailbox('x1').length > 0,
    (state) => !state.actor('x0').matches('s1'),
  ),
]

function overTime(): fc.Arbitrary<Property> {
  const walk = fc.constantFrom(...WALK)
  return fc.oneof(
    walk,
    walk,
    walk,
    statement().map(({ text, holds }) => eventually(`eventually ${text}`, holds)),
    statement().map(({ text, holds }) => alwaysEventually(`again and again ${text}`, holds)),
    fc
      .tuple(statement(), statement())
      .map(([one, other]) => leadsTo(`${one.text} leads to ${other.text}`, one.holds, other.holds)),
    fc
      .constantFrom({ tag: 'busy' }, { events: ['A'] })
      .map((made) => progress(`progress by ${Object.values(made)}`, made)),
  )
}

/** Random networks, most of them with rounds that never end, with properties over time that no fairness helps. */
export function systemsOverTime(): fc.Arbitrary<System> {
  const rounds = fc.gen().map((g) => new Rounds(g).system())
  const properties = fc.uniqueArray(overTime(), { minLength: 1, maxLength: 3, selector: ({ name }) => name })
  return fc
    .tuple(fc.oneof(rounds, rounds, rounds, smallSystems()), properties, fc.boolean())
    .map(([drawn, asked, stuck]) => {
      const system = { ...drawn, properties: [...(stuck ? [deadlockFree()] : []), ...asked] }
      return Object.assign(system, { [fc.toStringMethod]: () => systemText(system) })
    })
}
