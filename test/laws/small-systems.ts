import type { GeneratorValue } from 'fast-check'
import fc from 'fast-check'
import type { AnyStateMachine } from 'xstate'
import { assign, createMachine, enqueueActions, sendParent, sendTo, spawnChild, stopChild } from 'xstate'
import type { Property, System } from '../../src/index.ts'
import { always, atMostOne, deadlockFree, defineSystem, noUnhandledEvents, sometimes } from '../../src/index.ts'

/** Configurations are made of what XState takes, far below what its types can say about random ones. */
type Loose = any

const EVENTS = ['A', 'B']

/** Draws small networks: three to five actors that pass a few messages, with planted deadlocks, races and livelocks. */
class Networks {
  readonly #g: GeneratorValue
  readonly #names: readonly string[]
  readonly #timers: boolean
  readonly #children: boolean
  /** One state in so many is one in which an actor must not stay for ever. */
  readonly #unrest: number

  constructor(g: GeneratorValue) {
    this.#g = g
    this.#names = Array.from({ length: 3 + this.#below(3) }, (_, index) => `x${index}`)
    this.#timers = this.#once(2)
    this.#children = this.#once(3)
    this.#unrest = this.#pick([1, 2, 6, 12])
  }

  #below(n: number): number {
    return this.#g(fc.nat, { max: n - 1 })
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#below(values.length)]
  }

  /** True once in n. */
  #once(n: number): boolean {
    return this.#below(n) === n - 1
  }

  system(): System {
    const actors = Object.fromEntries(
      this.#names.map((name) => [
        name,
        { machine: this.#machine(name), unhandled: this.#pick(['defer', 'defer', 'drop'] as const) },
      ]),
    )
    return defineSystem({
      name: 'small',
      delivery: this.#once(5) ? 'unordered' : 'async',
      clock: this.#pick(['free', 'urgent'] as const),
      actors,
      properties: this.#properties(),
    })
  }

  #properties(): readonly Property[] {
    const some: Property[] = [
      atMostOne('busy'),
      noUnhandledEvents(),
      ...this.#names.slice(0, 2).flatMap((name) => [
        sometimes(`${name} is in s2`, (state) => state.actor(name).matches('s2')),
        always(`${name} has sent no two`, (state) => state.actor(name).context.left > 0, {
          when: (state) => state.actor('x2').hasTag('busy'),
        }),
      ]),
      sometimes('two messages wait for x1', (state) => state.mailbox('x1').length > 1),
    ]
    return [deadlockFree(), ...some.filter(() => this.#once(3))]
  }

  #machine(name: string): AnyStateMachine {
    const count = 2 + this.#below(2)
    const states = Array.from({ length: count }, (_, index) => `s${index}`)
    const config: Loose = {
      id: name,
      context: { left: 2 + this.#below(2), kid: false },
      initial: 's0',
      states: Object.fromEntries(states.map((state, index) => [state, this.#state(states, index)])),
    }
    return createMachine(config).provide({ actors: { kid: this.#kid() } }) as AnyStateMachine
  }

  #state(states: readonly string[], index: number): Loose {
    if (index === states.length - 1 && this.#once(3)) return { type: 'final' }
    const on = EVENTS.filter(() => !this.#once(3)).map((event) => [event, this.#transition(states)])
    return {
      tags: [...(this.#once(this.#unrest) ? [] : ['idle']), ...(this.#once(3) ? ['busy'] : [])],
      entry: index === 0 && !this.#once(4) ? this.#actions() : [],
      on: Object.fromEntries(on),
      ...(this.#timers && this.#once(3) && { after: { [this.#pick([0, 1, 3])]: this.#transition(states) } }),
    }
  }

  #transition(states: readonly string[]): Loose {
    const guard = this.#once(4) ? { guard: ({ context }: Loose) => context.left > 0 } : {}
    return { ...(this.#once(4) ? {} : { target: this.#pick(states) }), ...guard, actions: this.#actions() }
  }

  /** A send costs one of the few that an actor has, so that there are finitely many states; a livelock sends none. */
  #actions(): Loose[] {
    const kinds = ['send', 'send', 'twice', 'twice', 'none', ...(this.#children ? ['spawn', 'stop', 'kid'] : [])]
    const kind = this.#pick(kinds)
    const [to, other] = [this.#pick(this.#names), this.#pick(this.#names)]
    const event = { type: this.#pick(EVENTS) }
    const free = this.#once(12)
    const target = ({ system }: Loose): Loose => system.get(to)
    const act: Record<string, Loose[]> = {
      none: [],
      send: [sendTo(target, event)],
      twice: [sendTo(target, event), sendTo(({ system }: Loose): Loose => system.get(other), event)],
      spawn: [assign({ kid: true }), spawnChild('kid' as Loose, { id: 'k' }), sendTo('k', event)],
      stop: [assign({ kid: false }), stopChild('k')],
      kid: [sendTo('k', event)],
    }
    return [
      enqueueActions(({ context, enqueue }: Loose) => {
        if ((!free && context.left === 0) || (kind === 'kid' && !context.kid)) return
        if (!free) enqueue.assign({ left: context.left - 1 })
        for (const action of act[kind]) enqueue(action)
      }),
    ]
  }

  #kid(): AnyStateMachine {
    const [event, other] = [{ type: this.#pick(EVENTS) }, { type: this.#pick(EVENTS) }]
    const to = this.#pick(this.#names)
    return createMachine({
      initial: 'u',
      states: {
        u: { on: { [event.type]: { target: 'v', actions: [sendParent(other)] } } },
        v: {
          entry: sendTo(({ system }: Loose) => system.get(to), event),
          ...(this.#once(2) ? { type: 'final' } : { on: { A: 'u' } }),
        },
      },
    } as Loose) as AnyStateMachine
  }
}

/** Small random networks, cheap to explore in full. */
export function smallSystems(): fc.Arbitrary<System> {
  return fc.gen().map((g) => {
    const system = new Networks(g).system()
    return Object.assign(system, { [fc.toStringMethod]: () => systemText(system) })
  })
}

/** A random system as a text, for when it makes a law fail. */
export function systemText({ actors, delivery, clock, properties }: System): string {
  const machines = [...actors].map(([name, { machine, unhandled }]) => [
    name,
    unhandled,
    (machine as AnyStateMachine).config,
  ])
  return JSON.stringify({ delivery, clock, properties: properties.map(({ name }) => name), machines }, undefined, 1)
}
