import { describe, expect, it } from 'vitest'
import type { AnyStateMachine } from 'xstate'
import { createMachine, sendTo } from 'xstate'
import { check } from '../../src/check/check.ts'
import type { Property, System, SystemState } from '../../src/index.ts'
import { alwaysEventually, defineSystem, eventually, leadsTo, progress } from '../../src/index.ts'
import { clients } from '../systems/clients.ts'

// What the partial-order reduction needs besides where properties speak of whole executions, on small systems: take a
// condition away, and the reduced search misses what the full one finds.

const to = (name: string, type: string) => sendTo(({ system }) => system.get(name), { type })

function toy(actors: Readonly<Record<string, object>>, properties: readonly Property[], clock?: 'urgent'): System {
  const made = Object.entries(actors).map(([name, config]) => [name, createMachine(config as never) as AnyStateMachine])
  return defineSystem({
    name: 'toy',
    actors: Object.fromEntries(made),
    unhandled: 'defer',
    properties,
    ...(clock && { clock }),
  })
}

/** What both searches find violated, and how many states they see. */
function compare(system: System) {
  const [full, reduced] = [check(system), check(system, { reduce: true })]
  expect(reduced.reductions).toEqual(['partial-order'])
  const violated = full.findings.map(({ property }) => property)
  expect(reduced.findings.map(({ property }) => property)).toEqual(violated)
  return { violated, full: full.states, reduced: reduced.states, result: reduced }
}

const idle = { tags: 'idle' }
const is = (name: string, value: string) => (state: SystemState) => state.actor(name).matches(value)

/** Two actors pass a ball, for ever or until the whistle. */
const rally = (at = '') => ({
  [`ping${at}`]: {
    entry: to(`pong${at}`, 'BALL'),
    initial: 'playing',
    states: {
      playing: { ...idle, on: { BALL: { actions: to(`pong${at}`, 'BALL') }, STOP: 'over' } },
      over: idle,
    },
  },
  [`pong${at}`]: { ...idle, on: { BALL: { actions: to(`ping${at}`, 'BALL') } } },
  [`whistle${at}`]: { ...idle, entry: to(`ping${at}`, 'STOP') },
})

/** Sets out and arrives, as it is told. */
const walker = {
  initial: 'home',
  states: { home: { ...idle, on: { GO: 'away' } }, away: { ...idle, on: { GO: 'there' } }, there: idle },
}
const starter = { ...idle, entry: [to('walker', 'GO'), to('walker', 'GO')] }
const arrives = leadsTo('who sets out arrives', is('walker', 'away'), is('walker', 'there'))

describe('a step that a property sees is kept', () => {
  it('where others go round for ever, though they need not (the cycle proviso)', () => {
    const { violated, full, reduced } = compare(toy({ ...rally(), walker, starter }, [arrives]))
    expect(violated).toEqual(['who sets out arrives'])
    expect(reduced).toBeLessThan(full)
  })

  it('so is one that it hangs on', () => {
    const tells = (next: string) => ({ target: next, actions: to('walker', 'GO') })
    const guide = {
      initial: 'u0',
      states: {
        u0: { ...idle, on: { NOW: tells('u1') } },
        u1: { ...idle, on: { NOW: tells('u2') } },
        u2: { ...idle, on: { NOW: 'u3' } },
        u3: idle,
      },
    }
    const tell = { ...idle, entry: to('guide', 'NOW') }
    const actors = { ...rally(), guide, walker, 'z#1': tell, 'z#2': tell, 'z#3': tell }
    expect(compare(toy(actors, [arrives])).violated).toEqual(['who sets out arrives'])
  })

  it('so is a step of progress: before and after that of another', () => {
    const walks = {
      initial: 'home',
      states: { home: { ...idle, on: { GO: 'there' } }, there: { tags: ['idle', 'far'] } },
    }
    const z = { ...idle, entry: [to('a', 'GO'), to('b', 'GO')] }
    const states = (property: Property) => compare(toy({ a: walks, b: walks, z }, [property])).reduced
    expect(states(progress('somebody goes', { events: ['GO'] }))).toBe(4)
    expect(states(progress('somebody gets far', { tag: 'far' }))).toBe(4)
    expect(states(progress('somebody returns', { events: ['BACK'] }))).toBe(3)
  })
})

describe('a lasso of a reduced graph', () => {
  it('is an execution of the system: its steps are counted among all that are enabled', () => {
    const { result } = compare(toy({ ...rally(), walker, starter }, [arrives]))
    const { steps, loop } = result.findings[0]
    const labels = steps.map(({ label }) => label)
    expect(labels.slice(0, loop).filter((label) => label.startsWith('walker'))).toEqual(['walker ? GO from starter'])
    expect(labels.slice(loop).sort()).toEqual(['ping ? BALL from pong', 'pong ? BALL from ping'])
  })
})

describe('independent work', () => {
  const many = (k: number, make: (at: string) => Record<string, object>) =>
    Object.assign({}, ...Array.from({ length: k }, (_, index) => make(`#${index}`))) as Record<string, object>

  it('of k pairs is linear in k, whatever must happen in one of them', () => {
    const pair = (at: string) => ({
      [`asks${at}`]: {
        initial: 'asking',
        states: { asking: { entry: to(`answers${at}`, 'ASK'), on: { YES: 'done' } }, done: { type: 'final' } },
      },
      [`answers${at}`]: { ...idle, on: { ASK: { actions: to(`asks${at}`, 'YES') } } },
    })
    const answered = [
      eventually('answered', is('asks#0', 'done')),
      leadsTo('asked, then answered', is('asks#0', 'asking'), is('asks#0', 'done')),
    ]
    const counts = [1, 2, 3, 6].map((k) => compare(toy(many(k, pair), answered)))
    expect(counts.map(({ full }) => full)).toEqual([3, 9, 27, 729])
    expect(counts.map(({ reduced }) => reduced)).toEqual([3, 5, 7, 13])
  })

  it('of k pairs is not held up by who goes round where a property looks, and has his turn', () => {
    const spin = sendTo(({ self }) => self, { type: 'SPIN' })
    const spins = {
      entry: spin,
      initial: 'spinning',
      states: { spinning: { ...idle, on: { SPIN: { actions: spin }, STOP: 'over' } }, over: idle },
    }
    const pair = (at: string) => ({
      [`asks${at}`]: { ...idle, entry: to(`answers${at}`, 'ASK') },
      [`answers${at}`]: { ...idle, on: { ASK: { actions: to(`asks${at}`, 'YES') } } },
    })
    const sane = alwaysEventually('never mad', (state) => !state.actor('spins').hasTag('mad'))
    const stops = { ...idle, entry: to('spins', 'STOP') }
    const counts = [1, 2, 3].map((k) => compare(toy({ spins, stops, ...many(k, pair) }, [sane])))
    expect(counts.map(({ full, reduced }) => [full, reduced])).toEqual([
      [4, 3],
      [8, 4],
      [16, 5],
    ])
  })

  it('that goes round where no property looks is not broken up on each cycle', () => {
    const counts = [1, 2, 3].map((k) => compare(toy({ ...many(k, rally), walker, starter }, [arrives])))
    expect(counts.map(({ violated }) => violated)).toEqual(counts.map(() => ['who sets out arrives']))
    expect(counts.map(({ full }) => full)).toEqual([12, 48, 192])
    expect(counts.map(({ reduced }) => reduced)).toEqual([11, 24, 57])
  })
})

describe('a search is not reduced', () => {
  it('by symmetry, whose images have changed places when they come round', () => {
    const served = eventually('the first is served', is('c#1', 'done'))
    const { violated, full, reduced } = compare(clients(3, [served]))
    expect({ violated, full, reduced }).toEqual({ violated: [], full: 79, reduced: 43 })
  })

  it.each(['weak', 'strong', { weak: ['walker'] }] as const)('under fairness (%o)', (fairness) => {
    const fair = alwaysEventually('the walker goes on', (state) => !is('walker', 'away')(state), { fairness })
    const system = toy({ ...rally(), walker, starter }, [fair])
    expect(check(system, { reduce: true })).toMatchObject({ reductions: [], states: check(system).states })
  })
})
