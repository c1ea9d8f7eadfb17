import type { GeneratorValue } from 'fast-check'
import fc from 'fast-check'
import type { AnyStateMachine } from 'xstate'
import { assign, createMachine, enqueueActions, sendParent, sendTo, spawnChild, stopChild } from 'xstate'
import type { Property, System } from '../../src/index.ts'
import { always, atMostOne, deadlockFree, defineSystem, noUnhandledEvents, sometimes } from '../../src/index.ts'

/** Configurations are made of what XState takes, far below what its types can say about random ones. */
type Loose = any

const EVENTS = ['A', 'B']

/** What an actor may do; and where there are children, their parent, and who gets to know them. */
const KINDS = ['send', 'send', 'twice', 'twice', 'none']
const PARENT = ['spawn', 'spawn', 'spawn', 'spawn', 'kid', 'send']
const FRIEND = ['ref', 'ref', 'send', 'twice', 'none']

/** What a network has much of, so that a condition of the reduction that only one of these needs is needed often enough. */
export const THEMES = ['plain', 'timers', 'children', 'rounds'] as const

/**
 * Draws small networks: three to five actors that pass a few messages, with planted deadlocks and races; by theme also
 * timers, children that others get to know, and messages that go round for ever (livelocks).
 */
class Networks {
  readonly #g: GeneratorValue
  readonly #names: readonly string[]
  readonly #theme: (typeof THEMES)[number]
  /** One state in so many is one in which an actor must not stay for ever. */
  readonly #unrest: number

  constructor(g: GeneratorValue, theme?: (typeof THEMES)[number]) {
    this.#g = g
    this.#theme = theme ?? this.#pick(THEMES)
    this.#names = Array.from({ length: 3 + this.#below(3) }, (_, index) => `x${index}`)
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
      name: this.#theme,
      delivery: this.#once(4) ? 'unordered' : 'async',
      clock: this.#pick(['free', 'free', 'urgent'] as const),
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
      context: { left: 2 + this.#below(2), kid: false, ref: null },
      initial: 's0',
      states: Object.fromEntries(states.map((state, index) => [state, this.#state(name, states, index)])),
    }
    return createMachine(config).provide({ actors: { kid: this.#kid() } }) as AnyStateMachine
  }

  #state(name: string, states: readonly string[], index: number): Loose {
    if (index === states.length - 1 && this.#once(3)) return { type: 'final' }
    const on = EVENTS.filter(() => !this.#once(3)).map((event) => [event, this.#transition(name, states, true)])
    const timed = this.#theme === 'timers' && this.#once(2)
    return {
      tags: [...(this.#once(this.#unrest) ? [] : ['idle']), ...(this.#once(3) ? ['busy'] : [])],
      entry: index === 0 && !this.#once(4) ? this.#actions(name) : [],
      on: Object.fromEntries(on),
      ...(timed && { after: { [this.#pick([0, 1, 2, 5])]: this.#transition(name, states) } }),
    }
  }

  /** `received`: it takes a message, and may pass it on for nothing, since there are no more messages then. */
  #transition(name: string, states: readonly string[], received = false): Loose {
    const guard = this.#once(4) ? { guard: ({ context }: Loose) => context.left > 0 } : {}
    const relays = received && (this.#theme === 'rounds' || this.#theme === 'timers') && this.#once(2)
    const actions = relays ? [this.#send(this.#pick(this.#names))] : this.#actions(name)
    return { ...(this.#once(4) ? {} : { target: this.#pick(states) }), ...guard, actions: [keepRef, ...actions] }
  }

  #send(to: string): Loose {
    return sendTo(({ system }: Loose): Loose => system.get(to), { type: this.#pick(EVENTS) })
  }

  /** A send costs one of the few that an actor has, so that there are finitely many states. */
  #actions(name: string): Loose[] {
    const kind = this.#pick(this.#theme === 'children' ? (name === 'x0' ? PARENT : FRIEND) : KINDS)
    const event = { type: this.#pick(EVENTS) }
    const act: Record<string, Loose[]> = {
      none: [],
      send: [this.#send(this.#pick(this.#names))],
      twice: [this.#send(this.#pick(this.#names)), this.#send(this.#pick(this.#names))],
      spawn: [
        assign({ kid: true }),
        stopChild('k'),
        spawnChild('kid' as Loose, { id: 'k', input: this.#once(2) } as Loose),
      ],
      stop: [assign({ kid: false }), stopChild('k')],
      kid: [sendTo('k', event)],
      ref: [sendTo(({ context }: Loose) => context.ref, event)],
    }
    return [
      enqueueActions(({ context, enqueue }: Loose) => {
        if (context.left === 0 || (kind === 'kid' && !context.kid) || (kind === 'ref' && !context.ref)) return
        enqueue.assign({ left: context.left - 1 })
        for (const action of act[kind]) enqueue(action)
      }),
    ]
  }

  /** A child, which may be finished at once, and known to somebody: who can then send to it, and to the next one of this name. */
  #kid(): AnyStateMachine {
    const [event, other] = [{ type: this.#pick(EVENTS) }, { type: this.#pick(EVENTS) }]
    const to = this.#pick(['x1', 'x1', 'x2'])
    const known = ({ system }: Loose): Loose => system.get(to)
    return createMachine({
      context: ({ input }: Loose) => ({ brief: input }),
      initial: 'u',
      entry: this.#once(6) ? [] : sendTo(known, ({ self }: Loose) => ({ ...event, ref: self })),
      states: {
        u: {
          always: { guard: ({ context }: Loose) => context.brief, target: 'v' },
          tags: 'idle',
          on: { [other.type]: { target: 'v', actions: this.#once(2) ? [sendParent(other)] : [] } },
        },
        v: {
          tags: this.#once(2) ? [] : ['idle'],
          ...(this.#once(2) ? { type: 'final' } : this.#once(2) ? { on: { A: 'u' } } : {}),
        },
      },
    } as Loose) as AnyStateMachine
  }
}

/** Keeps the child that an event is about. */
const keepRef = assign({ ref: ({ context, event }: Loose) => event.ref ?? context.ref })

/** Small random networks, cheap to explore in full. */
export function smallSystems(theme?: (typeof THEMES)[number]): fc.Arbitrary<System> {
  return fc.gen().map((g) => {
    const system = new Networks(g, theme).system()
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
