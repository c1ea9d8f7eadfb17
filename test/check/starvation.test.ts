import { describe, expect, it } from 'vitest'
import type { Fairness, SystemState } from '../../src/index.ts'
import { alwaysEventually, check, eventually, leadsTo } from '../../src/index.ts'
import { competing } from '../systems/locks.ts'

const is = (name: string, value: string) => (state: SystemState) => state.actor(name).matches(value)

/** Whether conn#1, when it waits for the mutex, always gets it. */
function served(handOver: boolean, fairness: Fairness) {
  return check(
    competing(3, handOver, [
      leadsTo('conn#1 is served', is('conn#1', 'waiting'), is('conn#1', 'serving'), { fairness }),
    ]),
  )
}

describe('a mutex without hand-over', () => {
  it('starves a connection, although every message is delivered that could be all the time (weak fairness)', () => {
    const { findings } = served(false, 'weak')
    expect(findings).toMatchObject([{ violation: { kind: 'unfulfilled', asks: 'leads-to', extent: 'cycle' } }])
    const { steps, loop } = findings[0]
    const movers = steps.slice(loop).map(({ actor }) => actor)
    expect(movers).toContain('conn#2')
    expect(movers).not.toContain('conn#1')
  })

  it('starves nobody when the scheduler makes up for it: every channel comes to its turn (strong fairness)', () => {
    expect(served(false, 'strong').verdict.kind).toBe('verified')
    const channels = { strong: [{ actor: 'mutex', kind: 'deliver' }], weak: [{ kind: 'deliver' }] } as const
    expect(served(false, channels).verdict.kind).toBe('verified')
  })
})

describe('a mutex with first-in-first-out hand-over', () => {
  it('starves nobody under weak fairness', () => {
    expect(served(true, 'weak').verdict.kind).toBe('verified')
  })

  it('needs that fairness: a scheduler may pass over a connection for ever', () => {
    expect(served(true, 'none').verdict.kind).toBe('counterexample')
    expect(served(true, { weak: ['conn#1'] }).verdict.kind).toBe('counterexample')
  })
})

describe('the system as a whole', () => {
  it('goes on without any fairness: somebody is served again and again', () => {
    const anybody = alwaysEventually('somebody is served', (state) =>
      ['conn#1', 'conn#2', 'conn#3'].some((name) => is(name, 'serving')(state)),
    )
    expect(check(competing(3, false, [anybody])).verdict.kind).toBe('verified')
    expect(check(competing(3, true, [anybody])).verdict.kind).toBe('verified')
  })

  it('need not serve anybody in particular', () => {
    const result = check(competing(2, false, [eventually('conn#2 is served', is('conn#2', 'serving'))]))
    expect(result.findings).toMatchObject([{ property: 'conn#2 is served', violation: { asks: 'eventually' } }])
  })
})
