import type { GeneratorValue } from 'fast-check'
import fc from 'fast-check'
import type { AnyStateMachine } from 'xstate'
import { createMachine, enqueueActions, sendTo, spawnChild } from 'xstate'
import type { Property, System } from '../../src/index.ts'
import { always, atMostOne, deadlockFree, defineSystem, noUnhandledEvents, sometimes } from '../../src/index.ts'

import { systemText } from './small-systems.ts'

/** Configurations are made of what XState takes, far below what its types can say about random ones. */
type Loose = any

const EVENTS = ['A', 'B']
const STATES = ['s0', 's1', 's2']

const KID = createMachine({ tags: 'idle' })

/** Draws systems of two or three copies of one machine around a hub, which keeps the names of copies and sends to them. */
class Copies {
  readonly #g: GeneratorValue
  readonly #names: readonly string[]
  /** Whether messages to oneself go round for ever, and whether there are children. */
  readonly #rounds: boolean
  readonly #children: boolean
  /** One state in so many is one in which an actor must not stay for ever. */
  readonly #unrest: number

  constructor(g: GeneratorValue, children: boolean) {
    this.#g = g
    this.#names = Array.from({ length: 2 + this.#below(2) }, (_, index) => `x#${index + 1}`)
    this.#rounds = this.#once(2)
    this.#children = children
    this.#unrest = this.#pick([1, 2, 6, 12])
  }

  #below(n: number): number {
    return this.#g(fc.nat, { max: n - 1 })
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#below(values.length)]
  }

  #once(n: number): boolean {
    return this.#below(n) === n - 1
  }

  system(): System {
    const copy = this.#machine('copy')
    const unhandled = this.#pick(['defer', 'defer', 'drop'] as const)
    const helped = this.#once(2)
    const helper = this.#machine('helper')
    const input = (me: string) => ({ me, helper: helped ? `y${me.slice(1)}` : 'hub', hub: 'hub', all: new Set() })
    return defineSystem({
      name: 'symmetric',
      delivery: this.#once(5) ? 'unordered' : 'async',
      clock: this.#pick(['free', 'urgent'] as const),
      actors: {
        ...Object.fromEntries(this.#names.map((me) => [me, { machine: copy, unhandled, input: input(me) }])),
        ...(helped &&
          Object.fromEntries(
            this.#names.map((me) => [
              input(me).helper,
              { machine: helper, unhandled, input: { ...input(me), me: input(me).helper } },
            ]),
          )),
        hub: {
          machine: this.#machine('hub'),
          unhandled: this.#pick(['defer', 'drop'] as const),
          input: { me: 'hub', helper: 'hub', hub: 'hub', all: new Set(this.#names) },
        },
      },
      symmetric: helped ? [['x', 'y']] : ['x'],
      properties: this.#properties(),
    })
  }

  #properties(): readonly Property[] {
    const [one, other] = this.#names
    const some: Property[] = [
      atMostOne('busy'),
      noUnhandledEvents(),
      sometimes(
        `${one} alone is in s1`,
        (state) => state.actor(one).matches('s1') && !state.actor(other).matches('s1'),
      ),
      sometimes(`${other} has last heard of the hub`, (state) => state.actor(other).context.last === 'hub'),
      always(`${one} has sent no two`, (state) => state.actor(one).context.left > 0, {
        when: (state) => state.actor(other).hasTag('busy'),
      }),
      sometimes('two wait for the hub', (state) => state.mailbox('hub').length > 1),
    ]
    return [deadlockFree(), ...some.filter(() => this.#once(3))]
  }

  #machine(id: string): AnyStateMachine {
    const left = 1 + this.#below(2)
    const timers = this.#once(3)
    const config: Loose = {
      id,
      context: ({ input }: Loose) => ({ ...input, left, last: null, met: [] }),
      initial: 's0',
      states: Object.fromEntries(
        STATES.map((state, index) => [
          state,
          index === 2 && this.#once(3) ? { type: 'final' } : this.#state(index, timers),
        ]),
      ),
    }
    return createMachine(config).provide({ actors: { kid: KID } } as Loose) as AnyStateMachine
  }

  #state(index: number, timers: boolean): Loose {
    const on = EVENTS.filter(() => !this.#once(3)).map((event) => [event, this.#transition(true)])
    return {
      tags: [...(this.#once(this.#unrest) ? [] : ['idle']), ...(this.#once(3) ? ['busy'] : [])],
      entry: index === 0 && !this.#once(3) ? this.#actions() : [],
      on: Object.fromEntries(on),
      ...(timers && this.#once(2) && { after: { [this.#pick([0, 1, 3])]: this.#transition() } }),
    }
  }

  /** `received`: it takes a message, and may send itself another one for nothing, since there are no more messages then. */
  #transition(received = false): Loose {
    const guard = this.#once(3) ? { guard: ({ context }: Loose) => context.last !== null } : {}
    const again = received && this.#rounds && this.#once(2)
    const actions = again ? [sendTo(({ self }: Loose) => self, { type: this.#pick(EVENTS) })] : this.#actions()
    return { ...(this.#once(4) ? {} : { target: this.#pick(STATES) }), ...guard, actions }
  }

  /** Sends to the hub, the helper, or who was heard of last; the hub also to all copies. Names go along in events. */
  #actions(): Loose[] {
    const to = this.#pick(['hub', 'hub', 'helper', 'last', 'last', 'all', 'none'])
    const type = this.#pick(EVENTS)
    const keeps = this.#once(2)
    const free = this.#once(12)
    const spawns = this.#children && this.#once(4)
    return [
      enqueueActions(({ context, event, enqueue, system }: Loose) => {
        if (keeps && event.from) enqueue.assign({ last: event.from, met: [...context.met, event.from].slice(-2) })
        if (to === 'none' || (!free && context.left === 0)) return
        if (!free) enqueue.assign({ left: context.left - 1 })
        if (spawns) enqueue(spawnChild('kid' as Loose, { id: 'k' }))
        const from = (!keeps && context.last) || context.me
        for (const target of targetsOf(context, to)) enqueue.sendTo(system.get(target), { type, from })
      }),
    ]
  }
}

function targetsOf(context: Loose, to: string): readonly string[] {
  return to === 'all' ? [...context.all] : [context[to] ?? context.hub]
}

/** Small random systems of interchangeable actors, cheap to explore in full; with `children`, some start one. */
export function symmetricSystems({ children }: { children: boolean }): fc.Arbitrary<System> {
  return fc.gen().map((g) => {
    const system = new Copies(g, children).system()
    return Object.assign(system, { [fc.toStringMethod]: () => systemText(system) })
  })
}
