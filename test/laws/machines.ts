import type { GeneratorValue } from 'fast-check'
import fc from 'fast-check'
import type { AnyStateMachine } from 'xstate'
import {
  assign,
  cancel,
  createMachine,
  emit,
  enqueueActions,
  fromPromise,
  log,
  raise,
  sendParent,
  sendTo,
  spawnChild,
  stopChild,
} from 'xstate'
import type { System, Unhandled } from '../../src/engine/system.ts'
import { defineSystem } from '../../src/engine/system.ts'

/** Configurations and actions are made of what XState takes, far below what its types can say about random ones. */
type Loose = any

const EVENTS = ['A', 'B', 'C']
const DELAYS = [0, 1, 2, 5]
const NAMES = ['x', 'y', 'z']
/** How many raised events and eventless transitions a machine may still take, so that every macrostep ends. */
const BUDGET = 3

/** The depth of a machine without children whose actions may throw. */
const BRITTLE = 3

const job = fromPromise(() => new Promise<number>(() => {}))

/** Draws random machines; `depth` is 0 for a declared actor and counts the levels below it. */
class Generator {
  readonly #g: GeneratorValue
  /** How many transitions an actor may take in its life; `undefined`: any number. */
  readonly #life: number | undefined

  constructor(g: GeneratorValue, life: number | undefined) {
    this.#g = g
    this.#life = life
  }

  pick<T>(values: readonly T[]): T {
    return values[this.#g(fc.nat, { max: values.length - 1 })]
  }

  below(n: number): number {
    return this.#g(fc.nat, { max: n - 1 })
  }

  /** True once in n. */
  once(n: number): boolean {
    return this.below(n) === n - 1
  }

  list<T>(atMost: number, make: () => T): T[] {
    return Array.from({ length: this.below(atMost + 1) }, make)
  }

  machine(depth: number): AnyStateMachine {
    const kid = depth < 2 ? this.machine(depth === 1 && this.once(3) ? BRITTLE : depth + 1) : undefined
    const shapes = Array.from({ length: 2 + this.below(2) }, (_, index) => this.#shape(index))
    const targets = shapes.flatMap(({ ids }) => ids)
    // From inside, XState enters a state's default history again without leaving it, and so invokes twice.
    const outside = (key: string): string[] => targets.filter((target) => target !== `#m.${key}.h`)
    const config: Loose = {
      id: 'm',
      context: ({ input, spawn }: Loose) => ({
        n: input ?? 0,
        budget: BUDGET,
        ...(this.#life !== undefined && { life: this.#life }),
        ref: null,
        kid: kid !== undefined && depth === 0 && shapes.length === 3 ? spawn('kid', { id: 's' }) : null,
      }),
      initial: 's0',
      on: this.once(2) ? this.#on(targets, depth) : {},
      states: Object.fromEntries(
        shapes.map((shape) => [shape.key, this.#state(shape, outside(shape.key), depth, kid)]),
      ),
      output: ({ context }: Loose) => context.n,
    }
    return createMachine(config).provide({ actors: { job, ...(kid && { kid }) } }) as AnyStateMachine
  }

  /** A top-level state: atomic, compound with a history state, parallel, or final. */
  #shape(index: number): { key: string; kind: string; ids: string[]; history: string } {
    const key = `s${index}`
    const kind =
      index === 0 ? this.pick(['atomic', 'compound', 'parallel']) : this.pick(['atomic', 'compound', 'final'])
    const inner: Record<string, string[]> = {
      atomic: [],
      final: [],
      compound: ['p', 'q', 'q.r', 'h'],
      parallel: ['p', 'p.u', 'p.v', 'q', 'q.u', 'q.v', 'h'],
    }
    const ids = [`#m.${key}`, ...inner[kind].map((path) => `#m.${key}.${path}`)]
    return { key, kind, ids, history: this.pick(['shallow', 'deep']) }
  }

  #state(
    { key, kind, history }: { key: string; kind: string; history: string },
    targets: string[],
    depth: number,
    kid: AnyStateMachine | undefined,
  ): Loose {
    if (kind === 'final') return { type: 'final', entry: this.#actions(depth) }
    const leaf = (id: string): Loose => this.#behaviour(targets, depth, undefined, id)
    const region = (id: string): Loose => ({ initial: 'u', states: { u: leaf(`${id}u`), v: leaf(`${id}v`) } })
    const h = { type: 'history', history }
    const behaviour = this.#behaviour(targets, depth, kid, key)
    if (kind === 'atomic') return behaviour
    if (kind === 'parallel') return { ...behaviour, type: 'parallel', states: { p: region('p'), q: region('q'), h } }
    const q = { initial: 'r', states: { r: leaf('r'), t: { type: 'final' } }, on: { B: '.t' } }
    return { ...behaviour, initial: 'p', states: { p: leaf('p'), q, h }, onDone: this.#transition(targets, depth) }
  }

  #behaviour(targets: string[], depth: number, kid: AnyStateMachine | undefined, key: string): Loose {
    const invoked = depth < BRITTLE && this.once(3) ? this.#invoke(targets, depth, kid, key) : undefined
    const child = invoked === undefined ? [] : [sendTo(invoked.id, { type: this.pick(EVENTS) })]
    return {
      tags: this.once(3) ? [key] : [],
      entry: [...this.#actions(depth), ...this.#some(child)],
      exit: [...this.#actions(depth), ...this.#some(child)],
      on: this.#on(targets, depth, child),
      after: Object.fromEntries(this.list(2, () => [this.pick(DELAYS), this.#transition(targets, depth)])),
      always: this.once(4) ? [this.#always(targets, depth)] : [],
      invoke: invoked === undefined ? [] : [invoked],
    }
  }

  #some<T>(values: T[]): T[] {
    return values.filter(() => this.once(2))
  }

  #invoke(targets: string[], depth: number, kid: AnyStateMachine | undefined, key: string): Loose {
    const promise = kid === undefined || this.once(3)
    return {
      src: promise ? 'job' : 'kid',
      id: `${promise ? 'job' : 'kid'}-${key}`,
      input: this.below(4),
      ...(this.once(2) && { onDone: this.#transition(targets, depth) }),
      ...(!this.once(4) && { onError: this.#transition(targets, depth) }),
      ...(!promise && this.once(3) && { onSnapshot: { actions: this.#actions(depth) } }),
    }
  }

  #on(targets: string[], depth: number, extra: Loose[] = []): Loose {
    return Object.fromEntries(
      this.list(3, () => this.pick(EVENTS)).map((event) => [
        event,
        this.once(8)
          ? {}
          : [
              this.#transition(targets, depth, this.#some(extra), this.#guard),
              ...this.list(1, () => this.#transition(targets, depth)),
            ],
      ]),
    )
  }

  readonly #guard = (): Loose => {
    const [n, least] = [this.below(4), this.once(2)]
    return ({ context }: Loose) => (least ? context.n >= n : context.n === n)
  }

  #transition(targets: string[], depth: number, extra: Loose[] = [], guarded?: () => Loose): Loose {
    const target = this.once(3) ? {} : { target: this.pick(targets), reenter: this.once(3) }
    const actions = [...this.#actions(depth), ...extra]
    const guard = guarded?.()
    if (this.#life === undefined) return { ...target, actions, ...(guard && { guard }) }
    const age = assign({ life: ({ context }: Loose) => context.life - 1 })
    const lives = (args: Loose): boolean => args.context.life > 0 && (guard?.(args) ?? true)
    return { ...target, actions: [age, ...actions], guard: lives }
  }

  #always(targets: string[], depth: number): Loose {
    const guard = this.#guard()
    return {
      ...this.#transition(targets, depth, [assign({ budget: ({ context }: Loose) => context.budget - 1 })]),
      guard: (args: Loose) => args.context.budget > 0 && guard(args),
    }
  }

  #actions(depth: number): Loose[] {
    return this.list(2, () => this.#action(depth))
  }

  #action(depth: number): Loose {
    const event = { type: this.pick(EVENTS) }
    const id = this.pick(['t', 'u'])
    const delay = this.pick(DELAYS)
    const name = this.pick(NAMES)
    const shared: (() => Loose)[] = [
      () => assign({ n: ({ context }: Loose) => (context.n + 1) % 4 }),
      () => assign({ ref: ({ event: { ref }, context }: Loose) => ref ?? context.ref }),
      () =>
        enqueueActions(({ context, enqueue }: Loose) => {
          if (context.budget <= 0) return
          enqueue.assign({ budget: context.budget - 1 })
          enqueue.raise(event)
        }),
      () => raise(event, { delay, id }),
      () => cancel(id),
      () => sendTo(({ self }: Loose) => self, event),
      () => sendTo(({ system }: Loose) => system.get(name), event),
      () =>
        sendTo(
          ({ system }: Loose) => system.get(name),
          ({ self }: Loose) => ({ ...event, ref: self }),
        ),
      () => sendTo(({ system }: Loose) => system.get(name), event, { delay, id }),
      () => sendTo(({ context, self }: Loose) => context.ref ?? self, event),
      () => emit(event),
      () => log(({ context }: Loose) => context.n),
    ]
    const below: (() => Loose)[] = [
      () => sendParent(event),
      () => sendParent(({ self }: Loose) => ({ ...event, ref: self })),
      () =>
        function boom() {
          throw new Error('boom')
        },
    ]
    const above: (() => Loose)[] = [
      () => sendTo(({ context, self }: Loose) => context.kid ?? self, event),
      () => stopChild('s'),
      () =>
        enqueueActions(({ enqueue }: Loose) => {
          enqueue(stopChild('w'))
          enqueue(spawnChild('kid', { id: 'w', input: 1 } as Loose))
          enqueue(sendTo('w', event))
        }),
      () => stopChild('w'),
    ]
    const usual = [...shared, ...(depth > 0 ? below.slice(0, 2) : []), ...(depth < 2 ? above : [])]
    return depth === BRITTLE && this.once(6) ? below[2]() : this.pick(usual)()
  }
}

/**
 * Random systems of three communicating machines with children, timers and promises.
 *
 * @param life how many transitions each actor may take in its life, so that the system is finite; default: any number.
 */
export function systems(life?: number): fc.Arbitrary<System> {
  return fc.gen().map((g) => Object.assign(randomSystem(g, life), { [fc.toStringMethod]: describe }))
}

function describe(this: System): string {
  const machines = [...this.actors].map(([name, { machine }]) => [name, (machine as AnyStateMachine).config])
  return JSON.stringify({ unhandled: this.unhandled, delivery: this.delivery, machines }, (_, value) =>
    typeof value === 'function' ? { ...value, name: value.name } : value,
  )
}

function randomSystem(g: GeneratorValue, life: number | undefined): System {
  const generator = new Generator(g, life)
  const unhandled: Unhandled = generator.pick(['drop', 'defer'])
  const outcomes = { job: [{ resolve: 7 }, { reject: 'refused' }] }
  return defineSystem({
    name: 'random',
    unhandled,
    delivery: generator.once(4) ? 'unordered' : 'async',
    actors: Object.fromEntries(
      NAMES.map((name, input) => [name, { machine: generator.machine(0), input, outcomes }] as const),
    ),
  })
}
