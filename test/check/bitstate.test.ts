import { describe, expect, it } from 'vitest'
import { BitTable } from '../../src/check/bit-table.ts'
import { check, replay, searchToken, sometimes } from '../../src/index.ts'
import { clients } from '../systems/clients.ts'
import { family, lock, nesting } from '../systems/families.ts'
import { philosophers } from '../systems/philosophers.ts'

describe('a bitstate search', () => {
  it('is never a verification, and says how likely it was to omit a state', () => {
    const full = check(clients(4))
    const { verdict, complete, states, hit, findings } = check(clients(4), { bitstate: 1 })
    expect(full.verdict.kind).toBe('verified')
    expect(verdict).toEqual({ kind: 'inconclusive', hit })
    expect(hit).toMatchObject({ bound: 'bitstate', limit: 2 ** 20 })
    // 633 states, three bits each, of 2^23: next to nothing, and all states are seen.
    expect(states).toBe(full.states)
    expect(hit?.omission).toBeGreaterThan(0)
    expect(hit?.omission).toBeLessThan(1e-9)
    expect([complete, findings]).toEqual([false, []])
  })

  it('finds what is there, by an execution that can be replayed', () => {
    for (const system of [philosophers(5), family(nesting, { a: lock, b: lock })(3)]) {
      const { verdict } = check(system, { bitstate: 1 })
      if (verdict.kind !== 'counterexample') throw new Error(verdict.kind)
      const { counterexample } = verdict
      expect(counterexample.violation.kind).toBe('deadlock')
      expect(replay(system, searchToken(system, counterexample))).toMatchObject({ kind: 'reproduced' })
    }
  })

  it('keeps its table at the size that was asked for, however many states there are', () => {
    const before = check(philosophers(4), { bitstate: 1 })
    const after = check(philosophers(7), { bitstate: 1 })
    expect(after.states).toBeGreaterThan(10 * before.states)
    expect(after.hit).toMatchObject({ limit: 2 ** 20 })
    expect(after.hit?.omission).toBeGreaterThan(before.hit?.omission ?? 1)
  })

  it('does not miss a witness that it sees, and does not take one that it does not see for never', () => {
    const seen = sometimes('c#1 is served', (state) => state.actor('c#1').status === 'done')
    const never = sometimes('nobody is there', (state) => state.actors().length === 0)
    const { witnesses, findings } = check(clients(2, [seen, never]), { bitstate: 1 })
    expect(witnesses.map(({ property }) => property)).toEqual(['c#1 is served'])
    expect(findings).toEqual([])
  })

  it('heeds the other bounds', () => {
    expect(check(philosophers(6), { bitstate: 1, states: 100 }).hit).toEqual({ bound: 'states', limit: 100 })
    expect(check(philosophers(6), { bitstate: 1, depth: 3 }).depth).toBe(3)
  })

  it('is not reduced, and has a size', () => {
    expect(() => check(clients(2), { bitstate: 1, reduce: true })).toThrow(/not reduced/)
    for (const bitstate of [0, 1.5, 513]) expect(() => check(clients(2), { bitstate })).toThrow(/whole number of MiB/)
  })
})

describe('the table of bits', () => {
  it('forgets nothing, and takes new states for known the more the fuller it is', () => {
    const table = new BitTable(64)
    const states = Array.from({ length: 400 }, (_, index) => Int32Array.of(index, 7, index * index))
    const fresh = states.filter((state) => table.add(state))
    expect(states.every((state) => !table.add(state))).toBe(true)
    expect(fresh.length).toBeLessThan(states.length)
    expect(table.omission).toBeGreaterThan(0.3)
    expect(new BitTable(64).omission).toBe(0)
  })

  it('tells states apart by their actors, not by slots that came later', () => {
    const table = new BitTable(1024)
    expect(table.add(Int32Array.of(1, 2))).toBe(true)
    expect(table.add(Int32Array.of(1, 2, 0))).toBe(false)
    expect(table.add(Int32Array.of(2, 1))).toBe(true)
  })
})
