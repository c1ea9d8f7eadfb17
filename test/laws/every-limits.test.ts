import { describe, expect, it } from 'vitest'
import { checkEvery } from '../../src/check/every.ts'
import { always, deadlockFree, simulate } from '../../src/index.ts'
import { caller, family, lock, machine, room, user } from '../systems/families.ts'

// As limits.test.ts: what `verified for every n` rests on.

describe('limit 24: uncounted is believed beyond a dozen', () => {
  it('so a room that breaks down with the twentieth in it is verified, and breaks down', () => {
    const rooms = family(caller, { server: room(20) }, { uncounted: { server: ['inside'] } })
    expect(checkEvery(rooms).verdict).toEqual({ kind: 'verified' })
    expect(simulate(rooms(20), { seed: 1, runs: 1 }).verdict.kind).toBe('counterexample')
    // Undeclared, nothing is claimed.
    expect(checkEvery(family(caller, { server: room(20) })).verdict.kind).toBe('inconclusive')
  })

  it('so a property that counts many copies is not asked of many', () => {
    const few = (n: number) => {
      const names = Array.from({ length: n }, (_, index) => `c#${index + 1}`)
      const done = always(
        'not nine are done',
        (state) => names.filter((name) => state.actor(name).status === 'done').length < 9,
      )
      return family(user(false), { lock }, { properties: [deadlockFree(), done] })(n)
    }
    expect(checkEvery(few).verdict).toEqual({ kind: 'verified' })
    expect(simulate(few(9), { seed: 1, runs: 1 }).verdict.kind).toBe('counterexample')
  })
})

describe('limit 25: every n is every n of the same family', () => {
  it('so a number at which the family makes another system is not seen, unless it is small', () => {
    const except = (special: number) => (n: number) =>
      family(user(false), { lock, more: n === special ? machine({}) : machine({ tags: 'idle' }) })(n)
    expect(checkEvery(except(8)).verdict).toEqual({ kind: 'verified' })
    expect(checkEvery(except(2)).verdict).toMatchObject({ kind: 'counterexample', copies: 2 })
  })
})
