import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sendTo, setup } from 'xstate'
import { check } from '../../src/check/check.ts'
import { findStuck } from '../../src/check/stuck.ts'
import type { Space, StateVector } from '../../src/engine/space.ts'
import { defineSystem, simulate, type WaitMeta } from '../../src/index.ts'
import { checkSpace, searched } from '../systems/checked.ts'
import { graph } from '../systems/graph.ts'

function deadlock(space: Space) {
  const result = checkSpace(space)
  const violation = result.findings[0]?.violation
  return {
    deadlocks: result.deadlocks,
    steps: result.findings[0]?.steps.map(({ label }) => label),
    ...(violation?.kind === 'deadlock' && { extent: violation.extent, core: violation.explanation.core }),
  }
}

describe('a stuck actor', () => {
  it('stands still in a state without successors, unless it may rest there', () => {
    expect(deadlock(graph(['a x b']))).toEqual({ deadlocks: 1, steps: ['a x b'], extent: 'global', core: ['x'] })
    expect(deadlock(graph(['a x b'], { resting: { x: 'b' } }))).toEqual({ deadlocks: 0, steps: undefined })
  })

  it('is found although others go on for ever, and their round counts as one deadlock', () => {
    const ticker = graph(['a x b', 'b t c', 'c t b'])
    expect(deadlock(ticker)).toEqual({ deadlocks: 1, steps: ['a x b'], extent: 'partial', core: ['x'] })
  })

  it('is not stuck as long as some continuation moves it', () => {
    expect(deadlock(graph(['a x b', 'b t c', 'c t b', 'c x a']))).toMatchObject({ deadlocks: 0 })
  })

  it('is stuck only after the choice that shuts it out', () => {
    const choice = graph(['a x a', 'a t c', 'c t c'])
    expect(deadlock(choice)).toEqual({ deadlocks: 1, steps: ['a t c'], extent: 'partial', core: ['x'] })
  })

  it('is reported where its wait-for cycle closes, before the others have come to rest', () => {
    const waits = [
      { from: 'x', kind: 'acquires', to: 'y' },
      { from: 'y', kind: 'held-by', to: 'x' },
    ] as const
    const space = graph(['a y b', 'b x c', 'c t d', 'd t e'], {
      resting: { t: 'e' },
      waits: { c: waits, d: waits, e: waits },
    })
    expect(deadlock(space)).toEqual({ deadlocks: 1, steps: ['a y b', 'b x c'], extent: 'partial', core: ['x', 'y'] })
  })

  it('is not moved by events that it merely loses', () => {
    const waiter = setup({ types: { meta: {} as WaitMeta } }).createMachine({
      initial: 'waiting',
      states: {
        waiting: { meta: { waits: { kind: 'awaits-reply', on: 'ticker' } }, on: { REPLY: 'answered' } },
        answered: { type: 'final' },
      },
    })
    const ticker = setup({
      actions: { tick: sendTo(({ system }) => system.get('waiter'), { type: 'TICK' }) },
    }).createMachine({
      initial: 'on',
      states: { on: { after: { 100: { target: 'on', reenter: true, actions: 'tick' } } } },
    })
    for (const clock of ['urgent', 'free'] as const) {
      const system = defineSystem({ name: 'heartbeat', actors: { waiter, ticker }, clock })
      expect(check(system, { states: 5_000 }).findings.length, clock).toBe(clock === 'urgent' ? 1 : 0)
      expect(simulate(system, { runs: 1 }).verdict.kind).toBe('sampled')
    }
    const { violation } = check(defineSystem({ name: 'heartbeat', actors: { waiter, ticker }, clock: 'urgent' }))
      .findings[0]
    expect(violation).toMatchObject({ kind: 'deadlock', extent: 'partial', explanation: { core: ['waiter'] } })
  })

  it('is counted once per distinct end', () => {
    expect(deadlock(graph(['a x b', 'a x c', 'a x d', 'd x b']))).toMatchObject({ deadlocks: 2 })
  })
})

describe('the analysis on the component graph', () => {
  it('agrees with a search from every state, on random graphs', () => {
    const node = fc.integer({ min: 0, max: 7 }).map((n) => `n${n}`)
    const edge = fc.tuple(node, fc.constantFrom('x', 'y', 'z'), node).map((parts) => parts.join(' '))
    fc.assert(
      fc.property(fc.array(edge, { minLength: 1, maxLength: 24 }), (edges) => {
        const space = graph(edges)
        const found = searched(space)
        const analysis = findStuck(space, found)
        for (let index = 0; index < found.states; index++) {
          expect(analysis.in(index).map((slot) => space.slots[slot])).toEqual(
            stuckByBruteForce(space, found.state(index)),
          )
        }
      }),
      { numRuns: 300, seed: 1 },
    )
  })
})

function stuckByBruteForce(space: Space, from: StateVector): string[] {
  const moved = new Set<string>()
  const states: StateVector[] = [from.slice()]
  const seen = new Set([from.join()])
  for (const state of states) {
    space.enabled(state).forEach((step, position) => {
      moved.add(step.actor)
      const next = space.take(state, position).state
      if (!seen.has(next.join())) {
        seen.add(next.join())
        states.push(next)
      }
    })
  }
  return space.slots.filter((slot) => !moved.has(slot))
}
