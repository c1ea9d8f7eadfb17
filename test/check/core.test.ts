import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { fromPromise, sendTo, setup } from 'xstate'
import { compiledCore } from '../../scripts/compile-core.ts'
import { Core } from '../../src/check/core/core.ts'
import type { Graph } from '../../src/check/graph.ts'
import { search } from '../../src/check/search.ts'
import { StateStore } from '../../src/check/store.ts'
import { Network } from '../../src/engine/network.ts'
import type { Space } from '../../src/engine/space.ts'
import type { System } from '../../src/engine/system.ts'
import { defineSystem } from '../../src/engine/system.ts'
import { catalogue } from '../../src/model/catalogue.ts'
import { systems } from '../laws/machines.ts'
import { philosophers } from '../systems/philosophers.ts'
import { ring } from '../systems/ring.ts'

// The core follows moves by itself, in the tables of the space; without those it is told every successor. Both must come to
// the same graph, number by number.

/** All that a search found, in the order in which it did. */
interface Account {
  readonly graph: Graph
  readonly seen: readonly string[]
}

function searched(space: Space, states: number): Account {
  const seen: string[] = []
  const run = search(
    space,
    space.initial().state,
    { states },
    {
      state: (index, state) => seen.push(`${index}: ${state.join().replace(/(,0)+$/, '')}`),
      flagged: (index, _, position, flags) => seen.push(`${index} by ${position} with ${flags}`),
    },
  )
  let next = run.next()
  while (!next.done) next = run.next()
  return { graph: next.value, seen }
}

/** The same space without its tables; counts how often it is asked for successors. */
function untold(space: Space): { readonly space: Space; readonly asked: () => number } {
  let asked = 0
  const handler: ProxyHandler<Space> = {
    get: (target, key) => {
      if (key === 'tables') return undefined
      const value = Reflect.get(target, key, target) as unknown
      if (key === 'changes') asked++
      return typeof value === 'function' ? value.bind(target) : value
    },
  }
  return { space: new Proxy(space, handler), asked: () => asked }
}

function compare(system: System, states: number): void {
  const by = searched(new Network(system, 'free'), states)
  const told = searched(untold(new Network(system, 'free')).space, states)
  expect(by.seen).toEqual(told.seen)
  const facts = ({ graph }: Account) => [graph.states, graph.expanded, graph.transitions, graph.depth, graph.hit?.bound]
  expect(facts(by)).toEqual(facts(told))
  expect([...by.graph.movers].sort()).toEqual([...told.graph.movers].sort())
  for (let index = 0; index < by.graph.states; index++) {
    expect(by.graph.parent(index)).toBe(told.graph.parent(index))
    if (index >= by.graph.expanded) continue
    const edges = ({ graph }: Account): string[] => {
      const all: string[] = []
      graph.successors(index, (target, mover, position) => all.push(`${target} by ${mover} at ${position}`))
      return all
    }
    expect(edges(by)).toEqual(edges(told))
  }
}

describe('the compiled core', () => {
  it('is what its source compiles to', () => {
    expect(readFileSync(join(import.meta.dirname, '../../src/check/core/bytes.ts'), 'utf8')).toBe(compiledCore())
  })

  it('comes to the same graph as without following moves: pinned systems', () => {
    compare(philosophers(5), Number.POSITIVE_INFINITY)
    compare(ring(7), Number.POSITIVE_INFINITY)
  })

  it.each(catalogue.filter((_, index) => index % 6 === 0).map((scenario) => [scenario.name, scenario] as const))(
    'comes to the same graph as without following moves: %s',
    (_, scenario) => compare(scenario.system(), 2000),
  )

  it('comes to the same graph as without following moves: random systems with timers, children and stops', () => {
    const warnings = vi.spyOn(console, 'warn').mockImplementation(() => {})
    fc.assert(
      fc.property(systems(), fc.integer({ min: 1, max: 400 }), (system, states) => compare(system, states)),
      { seed: 7, numRuns: 60, endOnFailure: true },
    )
    warnings.mockRestore()
  })

  it('asks for little once the moves are known', () => {
    const { space, asked } = untold(new Network(philosophers(6), 'free'))
    const { graph } = searched(space, Number.POSITIVE_INFINITY)
    expect(asked()).toBeGreaterThanOrEqual(graph.states)
    const network = new Network(philosophers(6), 'free')
    const changes = vi.spyOn(network, 'changes')
    searched(network, Number.POSITIVE_INFINITY)
    expect(changes.mock.calls.length).toBeLessThan(graph.states / 100)
  })

  it('comes to the same graph where a child is stopped that has children of its own', () => {
    const leaf = setup({}).createMachine({})
    const stem = setup({ actors: { leaf } }).createMachine({ invoke: { id: 'leaf', src: 'leaf' } })
    const root = setup({ actors: { stem } }).createMachine({
      initial: 'on',
      states: { on: { invoke: { id: 'stem', src: 'stem' }, on: { off: 'off' } }, off: {} },
    })
    const switcher = setup({}).createMachine({ entry: sendTo(({ system }) => system.get('root'), { type: 'off' }) })
    // Somebody else's steps: the child is stopped in many states, and only the first time is new.
    const other = setup({}).createMachine({
      initial: 'a',
      entry: sendTo(({ self }) => self, { type: 'go' }),
      states: {
        a: { on: { go: { target: 'b', actions: sendTo(({ self }) => self, { type: 'go' }) } } },
        b: { on: { go: 'c' } },
        c: {},
      },
    })
    compare(
      defineSystem({ name: 'nested', actors: { root, switcher, one: other, two: other } }),
      Number.POSITIVE_INFINITY,
    )
  })

  it('finds the successors of a state that has more than it has room for', () => {
    const outcomes = Array.from({ length: 1500 }, (_, number) => ({ resolve: number }))
    const machine = setup({ actors: { ask: fromPromise<number>(() => Promise.resolve(0)) } }).createMachine({
      context: { answer: -1 },
      initial: 'asking',
      states: {
        asking: { invoke: { id: 'ask', src: 'ask', onDone: { target: 'asked' } } },
        asked: { type: 'final' },
      },
    })
    const system = defineSystem({
      name: 'many outcomes',
      actors: { one: { machine, outcomes: { ask: outcomes } }, two: { machine, outcomes: { ask: [{ resolve: 1 }] } } },
    })
    compare(system, Number.POSITIVE_INFINITY)
  })
})

describe('the core’s memory', () => {
  it('gives out no word twice, and takes back what it gave', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(40_000)), { maxLength: 60 }), (moves) => {
        const core = new Core()
        const held: { at: number; size: number }[] = []
        const take = (size: number): void => {
          const at = core.allocate(size)
          for (const other of held) expect(at >= other.at + other.size || at + size <= other.at).toBe(true)
          expect(at + size).toBeLessThanOrEqual(core.words.length)
          held.push({ at, size })
        }
        const giveBack = ({ at, size }: { at: number; size: number }): void => core.release(at, size)
        for (const [gives, size] of moves) {
          if (gives || held.length === 0) take(size + 1)
          else held.splice(size % held.length, 1).forEach(giveBack)
        }
        // All of it together is one region again.
        held.forEach(giveBack)
        const all = core.words.length - 100
        expect(core.allocate(all) + all).toBeLessThanOrEqual(core.words.length)
      }),
      { seed: 3, numRuns: 100 },
    )
  })

  it('says beforehand when it will be full, and refuses what it has no room for', () => {
    const store = new StateStore(8, new Core(1 << 20))
    let added = 0
    while (!store.isFull(1)) store.add(Int32Array.of(++added % 1000, Math.floor(added / 1000) + 1, 0, 0, 0, 0, 0, 0))
    expect(added).toBeGreaterThan(50_000)
    expect(() => {
      for (;;) store.add(Int32Array.of(++added % 1000, Math.floor(added / 1000) + 1, 0, 0, 0, 0, 0, 0))
    }).toThrow('room for 4 GiB')
  })
})
