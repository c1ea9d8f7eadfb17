import type { GeneratorValue } from 'fast-check'
import fc from 'fast-check'
import type { AnyStateMachine } from 'xstate'
import { createMachine, enqueueActions } from 'xstate'
import type { Family } from '../../src/check/every.ts'
import { atMostOne, deadlockFree, defineSystem } from '../../src/index.ts'

/** Configurations are made of what XState takes, far below what its types can say about random ones. */
type Loose = any

const EVENTS = ['A', 'B']

/** Draws a machine of copies, a hub that keeps some of their names, and a relay between them. */
class Draw {
  readonly #g: GeneratorValue

  constructor(g: GeneratorValue) {
    this.#g = g
  }

  #pick<T>(values: readonly T[]): T {
    return values[this.#g(fc.nat, { max: values.length - 1 })]
  }

  family(): Family {
    const copy = this.#copy()
    const others = { hub: this.#hub(), relay: this.#relay() }
    const uncounted = { hub: ['line', 'crowd'] }
    return (n) =>
      defineSystem({
        name: `random-${n}`,
        actors: {
          ...Object.fromEntries(
            Array.from({ length: n }, (_, index) => [
              `x#${index + 1}`,
              { machine: copy, input: { me: `x#${index + 1}` } },
            ]),
          ),
          ...others,
        },
        symmetric: ['x'],
        uncounted,
        properties: [deadlockFree(), atMostOne('busy')],
        unhandled: 'defer',
      })
  }

  /** A copy goes through a few states: it asks somebody something, and waits for an answer. */
  #copy(): AnyStateMachine {
    const states = ['s0', 's1', 's2']
    const busy = this.#pick([-1, 1, 2])
    const config: Loose = {
      context: ({ input }: Loose) => ({ ...input }),
      initial: 's0',
      states: {
        ...Object.fromEntries(
          states.map((state, at) => [
            state,
            {
              tags: [...(busy === at ? ['busy'] : []), ...(this.#pick([0, 0, 0, 1]) === 1 ? ['idle'] : [])],
              entry: this.#asks(),
              on: Object.fromEntries(
                this.#pick([['A'], ['B'], EVENTS]).map((event) => [
                  event,
                  this.#pick([states[at + 1] ?? 'end', states[at + 1] ?? 'end', 'end', 's1']),
                ]),
              ),
            },
          ]),
        ),
        end: { entry: this.#pick([[], this.#asks()]), type: 'final' },
      },
    }
    return createMachine(config) as AnyStateMachine
  }

  #asks(): Loose[] {
    const asked = this.#pick(['hub', 'hub', 'hub', 'relay', 'nobody'])
    const type = this.#pick(EVENTS)
    if (asked === 'nobody') return []
    return [
      enqueueActions(({ context, enqueue, system }: Loose) =>
        enqueue.sendTo(system.get(asked), { type, from: context.me }),
      ),
    ]
  }

  /** Passes on to the hub, one at a time, or answers itself. */
  #relay(): AnyStateMachine {
    const answers = this.#pick([true, false])
    const type = this.#pick(EVENTS)
    const send = (to: string | undefined) =>
      enqueueActions(({ event, enqueue, system }: Loose) =>
        enqueue.sendTo(system.get(to ?? event.from), { type, from: event.from }),
      )
    const on = Object.fromEntries(EVENTS.map((event) => [event, { actions: send(answers ? undefined : 'hub') }]))
    return createMachine({ tags: 'idle', on } as Loose) as AnyStateMachine
  }

  #hub(): AnyStateMachine {
    const states = ['free', 'held']
    const config: Loose = {
      context: { last: null, line: [], crowd: new Set() },
      initial: 'free',
      states: Object.fromEntries(
        states.map((state) => [
          state,
          {
            tags: this.#pick([['idle'], ['idle'], []]),
            on: Object.fromEntries(
              EVENTS.filter(() => this.#pick([true, true, false])).map((event) => [
                event,
                [this.#takes(), this.#takes()],
              ]),
            ),
          },
        ]),
      ),
    }
    return createMachine(config) as AnyStateMachine
  }

  #takes(): Loose {
    const guard = this.#pick([
      undefined,
      ({ context }: Loose) => context.line.length > 0,
      ({ context }: Loose) => context.crowd.size === 0,
      ({ context, event }: Loose) => context.last === event.from,
      ({ context, event }: Loose) => context.crowd.has(event.from),
      ({ context }: Loose) => context.last === null,
      ({ context }: Loose) => context.crowd.size < 3,
      ({ context }: Loose) => context.line.length < 6,
    ])
    const keeps = this.#pick(['line', 'crowd', 'last', 'none'])
    const clears = this.#pick(['line', 'crowd', 'last', 'none', 'none'])
    const tells = this.#pick(['sender', 'sender', 'head', 'last', 'all', 'none'])
    const type = this.#pick(EVENTS)
    const actions = enqueueActions(({ context, event, enqueue, system }: Loose) => {
      for (const to of toldOf(context, event)[tells]) enqueue.sendTo(system.get(to), { type, from: 'hub' })
      enqueue.assign({ ...cleared(context)[clears], ...keptOf(clears, context, event)[keeps] })
    })
    const target = this.#pick(['free', 'held', undefined, undefined])
    return { ...(target && { target }), ...(guard && { guard }), actions }
  }
}

function toldOf({ line, crowd, last }: Loose, event: Loose): Record<string, readonly string[]> {
  return { sender: [event.from], head: line.slice(0, 1), last: last === null ? [] : [last], all: [...crowd], none: [] }
}

function cleared({ line }: Loose): Record<string, object> {
  return { line: { line: line.slice(1) }, crowd: { crowd: new Set() }, last: { last: null }, none: {} }
}

function keptOf(clears: string, context: Loose, { from }: Loose): Record<string, object> {
  const { line, crowd } = { ...context, ...cleared(context)[clears] }
  return {
    line: { line: [...line, from] },
    crowd: { crowd: new Set([...crowd, from]) },
    last: { last: from },
    none: {},
  }
}

/** Small random systems with any number of copies. */
export function randomFamilies(): fc.Arbitrary<Family> {
  return fc.gen().map((g) => new Draw(g).family())
}
