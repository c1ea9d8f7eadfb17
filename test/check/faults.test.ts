import { describe, expect, it } from 'vitest'
import { createMachine } from 'xstate'
import type { CheckResult } from '../../src/check/check.ts'
import type { FaultsDefinition, System } from '../../src/index.ts'
import {
  always,
  check,
  converges,
  deadlockFree,
  defineSystem,
  eventually,
  formatToken,
  leadsTo,
  observer,
  replay,
  respondsWithin,
  searchToken,
} from '../../src/index.ts'
import { talk, workers } from '../systems/faults.ts'
import { philosophers } from '../systems/philosophers.ts'

const server = (most: number) => ({ most, actors: ['server'] })

function labels({ verdict }: CheckResult): readonly string[] | undefined {
  return verdict.kind === 'counterexample' ? verdict.counterexample.steps.map(({ label }) => label) : undefined
}

function signatures(system: System): readonly string[] {
  return check(system).violations.map(({ signature }) => signature)
}

describe('the states of one question and one answer, counted by hand', () => {
  // Calm: asked, answered, done.
  it.each<[FaultsDefinition, number, number, number]>([
    [{}, 3, 2, 0],
    // The question is lost, or the answer is.
    [{ drop: 1 }, 5, 4, 2],
    [{ drop: 2 }, 5, 4, 2],
    [{ drop: { most: 1, to: ['client'] } }, 4, 3, 1],
    // Two questions; or a second answer, which is lost on a client that is done.
    [{ duplicate: 1 }, 10, 10, 0],
    // Down before it is asked, before the answer is taken, after it.
    [{ crash: server(1) }, 6, 6, 1],
    // And up again: the question is gone, the answer is not.
    [{ crash: server(1), restart: ['server'] }, 9, 10, 1],
    // Nothing to pass, nothing to be passed by.
    [{ reorder: 1 }, 3, 2, 0],
  ])('%j', (faults, states, transitions, deadlocks) => {
    expect(check(talk(faults))).toMatchObject({ states, transitions, deadlocks, complete: true })
  })
})

describe('a client that asks once', () => {
  it.each<[string, FaultsDefinition, readonly string[], string]>([
    ['waits for ever when its question is lost', { drop: 1 }, ['server ~ drop ask from client'], 'server'],
    ['waits for a server that has crashed', { crash: server(1) }, ['server ~ crash'], 'server (crashed)'],
    ['waits for a server that has left', { leave: server(1) }, ['server ~ leave'], 'server (left)'],
    [
      'waits for a server that has lost its memory',
      { crash: server(1), restart: ['server'] },
      ['server ~ crash', 'server ~ restart'],
      'server',
    ],
  ])('%s', (_, faults, schedule, end) => {
    const result = check(talk(faults))
    expect(labels(result)).toEqual(schedule)
    expect(result.violations.map(({ signature }) => signature)).toContain(`chain: client awaits-reply ${end}`)
    expect(result.fatal).toBe(1)
  })

  it('is answered, however late its question arrives', () => {
    expect(check(talk({ delay: 2, duplicate: 1 })).verdict.kind).toBe('verified')
  })
})

describe('a client that asks again', () => {
  it('withstands one loss, and not two', () => {
    expect(check(talk({ drop: 1 }, { retry: true })).verdict.kind).toBe('verified')
    expect(labels(check(talk({ drop: 2 }, { retry: true })))).toHaveLength(3)
  })

  it('books twice, unless the server is idempotent', () => {
    const once = always('booked at most once', (state) => state.actor('server').context.booked <= 1)
    const properties = [deadlockFree(), once]
    const twice = check(talk({ duplicate: 1 }, { properties }))
    expect(twice.violations).toEqual([{ property: 'booked at most once', signature: 'always' }])
    expect(check(talk({ duplicate: 1 }, { properties, idempotent: true })).verdict.kind).toBe('verified')
  })
})

describe('workers that share a lock', () => {
  const crash = { most: 1, actors: ['worker#1'] }

  it('wait for the holder that has crashed', () => {
    expect(signatures(workers(2, { crash }))).toContain('chain: worker# acquires lock held-by worker# (crashed)')
  })

  it('wait for it as well when it starts again and has forgotten', () => {
    expect(signatures(workers(2, { crash, restart: ['worker#1'] }))).toContain('cycle: lock held-by worker# acquires')
  })

  it('are served when it gives back what it has forgotten', () => {
    expect(signatures(workers(2, { crash, restart: ['worker#1'] }, true))).toEqual([])
  })
})

describe('harm is nothing to count on', () => {
  it('breaks no deadlock: a circle of philosophers stays one, though one of them might crash and begin again', () => {
    const { name, actors, unhandled } = philosophers(3)
    const faults = { crash: { most: 1, actors: ['phil'] }, restart: ['phil'] }
    const system = defineSystem({ name, actors: Object.fromEntries(actors), unhandled, faults })
    const { verdict } = check(system)
    expect(verdict.kind).toBe('counterexample')
    expect(signatures(system)).toEqual(expect.arrayContaining([...signatures(philosophers(3))]))
  })

  it('is no excuse for what must happen, nor a way on from an end', () => {
    const done = eventually('done', (state) => state.actor('client').status === 'done', { fairness: 'strong' })
    const { verdict } = check(talk({ drop: 1 }, { properties: [done] }))
    expect(verdict).toMatchObject({ kind: 'counterexample', counterexample: { violation: { extent: 'end' } } })
    expect(check(talk({ duplicate: 1, crash: server(0) }, { properties: [done] })).verdict.kind).toBe('verified')
  })

  it('makes a response that never comes', () => {
    const asked = respondsWithin(
      'answered',
      (state) => state.actor('client').matches('waiting'),
      (state) => state.actor('client').status === 'done',
      1_000,
    )
    const worst = (faults: FaultsDefinition) => check(talk(faults, { properties: [asked] })).responses[0]
    expect(worst({ duplicate: 1 }).delay).toBe(0)
    // That the client might still crash, and ask again, is no way out.
    const { delay, steps } = worst({ drop: 1, crash: { most: 1, actors: ['client'] }, restart: ['client'] })
    expect(delay).toBe('never')
    expect(steps.map(({ label }) => label)).toEqual(['server ~ drop ask from client'])
  })

  it('is not what a schedule is unfair to: a crash may be put off for ever', () => {
    const down = leadsTo(
      'it crashes',
      (state) => state.actor('server').status !== 'absent',
      (state) => state.actor('server').status === 'crashed',
      { fairness: 'strong' },
    )
    expect(check(talk({ crash: server(1) }, { properties: [down] })).verdict.kind).toBe('counterexample')
  })

  it('but who is to start again does', () => {
    const up = leadsTo(
      'it starts again',
      (state) => state.actor('server').status === 'crashed',
      (state) => state.actor('server').status === 'active',
      { fairness: 'weak' },
    )
    const properties = [up]
    expect(check(talk({ crash: server(1), restart: ['server'] }, { properties })).verdict.kind).toBe('verified')
    expect(check(talk({ crash: server(1) }, { properties })).verdict.kind).toBe('counterexample')
  })
})

describe('safety, then liveness', () => {
  const heal = { actors: ['client', 'server'] }
  const properties = [converges('served in the end')]

  it('holds for a client that crashes, since it asks again when it is started', () => {
    const crash = { most: 1, actors: ['client'] }
    expect(check(talk({ crash, heal }, { properties })).verdict.kind).toBe('verified')
    expect(check(talk({ crash }, { properties: [deadlockFree()] })).verdict.kind).toBe('verified')
  })

  it('fails where the server forgets a question, and the client never asks again', () => {
    const { violations } = check(talk({ crash: server(1), heal }, { properties }))
    expect(violations).toEqual([{ property: 'served in the end', signature: 'converges: end' }])
  })

  it('fails where the last question was lost before faults stopped', () => {
    const result = check(talk({ drop: 1, heal }, { properties }))
    expect(labels(result)).toEqual(['server ~ drop ask from client', 'faults ~ heal'])
    expect(result.violations).toEqual([{ property: 'served in the end', signature: 'converges: end' }])
  })

  it('needs faults that stop', () => {
    expect(() => talk({ drop: 1 }, { properties })).toThrow('faults: { heal: { actors: […] } }')
  })
})

it('an observer hears of faults, and changes nothing', () => {
  const faults = { drop: 1, crash: server(1), restart: ['server'] }
  const crashes = createMachine({
    initial: 'none',
    states: { none: { on: { 'fault.crash': 'one' } }, one: { tags: 'violation' } },
  })
  const watched = check(talk(faults, { properties: [deadlockFree(), observer('no crash', crashes)] }))
  const alone = check(talk(faults))
  expect(watched.violations.at(-1)?.property).toBe('no crash')
  const deadlock = { property: 'deadlock-free', violation: alone.findings[0].violation }
  expect(watched.findings[0]).toMatchObject(deadlock)
  expect(watched.fatal).toBe(alone.fatal)
  const idle = observer('idle', createMachine({}))
  expect(check(talk(faults, { properties: [deadlockFree(), idle] })).deadlocks).toBe(alone.deadlocks)
  const signatures = watched.violations.filter(({ property }) => property === 'deadlock-free')
  expect(signatures).toEqual(alone.violations)
})

it('a reduced search of a system with faults is the full one, and says so', () => {
  const { reductions, states } = check(talk({ drop: 1 }), { reduce: true })
  expect(reductions).toEqual([])
  expect(states).toBe(5)
})

it('a counterexample with faults is replayed from its token', () => {
  const system = workers(2, { crash: { most: 1, actors: ['worker#1'] } })
  const { verdict } = check(system)
  if (verdict.kind !== 'counterexample') throw new Error('sound')
  expect(replay(system, formatToken(searchToken(system, verdict.counterexample))).kind).toBe('reproduced')
})
