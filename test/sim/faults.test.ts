import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnyStateMachine } from 'xstate'
import { createMachine, sendTo } from 'xstate'
import { Execution } from '../../src/engine/execution.ts'
import { spaceOf } from '../../src/engine/observed.ts'
import type { Counterexample, FaultsDefinition, SimulationResult, System } from '../../src/index.ts'
import {
  always,
  check,
  converges,
  defineSystem,
  formatToken,
  formatTrace,
  parseToken,
  replay,
  shrink,
  signatureOf,
  simulate,
  traceOf,
} from '../../src/index.ts'
import { faultMixes } from '../../src/sim/arbitrary.ts'
import { bestEffort } from '../../src/sim/best-effort.ts'
import type { Moment } from '../../src/sim/judge.ts'
import { mixesOf, mixText, swarmMix } from '../../src/sim/mix.ts'
import { runSchedule, scheduleToken, token } from '../../src/sim/replay.ts'
import { shortestWay } from '../../src/sim/shortest.ts'
import { planOf, runOnce } from '../../src/sim/simulate.ts'
import { sweeper } from '../../src/sim/sweep.ts'
import { talk, workers } from '../systems/faults.ts'
import { philosophers } from '../systems/philosophers.ts'

const machine = createMachine as (config: object) => AnyStateMachine
const ask = sendTo(({ system }: any) => system.get('server'), { type: 'ask' })

const once = always('booked at most once', (state) => (state.actor('server').context?.booked ?? 0) <= 1)
const all: FaultsDefinition = {
  drop: 2,
  duplicate: 1,
  delay: 1,
  reorder: 1,
  crash: { most: 1, actors: ['server'] },
  restart: ['server'],
  leave: { most: 1, actors: ['client'] },
  jump: { most: 1, by: [500] },
  slow: { actors: ['client', 'server'], by: 20 },
}

function failureOf({ verdict }: SimulationResult): Counterexample {
  if (verdict.kind !== 'counterexample') throw new Error(`the runs came to ${verdict.kind}`)
  return verdict.counterexample
}

function faultsIn({ steps }: Counterexample): readonly string[] {
  return steps.filter(({ harm }) => harm).map(({ label }) => label)
}

describe('the mix of a seed', () => {
  const { faults } = talk(all)
  if (faults === undefined) throw new Error('it declares some')
  const mixes = Array.from({ length: 400 }, (_, seed) => swarmMix(faults, seed))

  it('is a function of the seed, within what the system declares', () => {
    expect(mixes.map(mixText)).toEqual(mixes.map((_, seed) => mixText(swarmMix(faults, seed))))
    for (const { harms } of mixes) expect(harms.drop ?? 0).toBeLessThanOrEqual(2)
  })

  it('leaves out each kind about every other time, on its own', () => {
    for (const kind of ['drop', 'duplicate', 'crash', 'jump'] as const) {
      const share = mixes.filter(({ harms }) => harms[kind] !== undefined).length / mixes.length
      expect(share).toBeGreaterThan(0.4)
      expect(share).toBeLessThan(0.6)
    }
    expect(new Set(mixes.map(({ harms }) => Object.keys(harms).join())).size).toBeGreaterThan(60)
    expect(mixes.some(({ slow }) => slow.length === 0) && mixes.some(({ slow }) => slow.length === 2)).toBe(true)
  })

  it('reads back from its text', () => {
    for (const mix of mixes.slice(0, 50)) expect(mixText(mixesOf(talk(all), mixText(mix))(0))).toBe(mixText(mix))
  })
})

describe('runs with faults', () => {
  it('find what a search finds: the lost question', () => {
    const counterexample = failureOf(simulate(talk({ drop: 1 })))
    expect(signatureOf(counterexample.violation)).toBe('chain: client awaits-reply server')
    expect(faultsIn(counterexample)).toHaveLength(1)
  })

  it('find nothing where there is nothing, with all faults', () => {
    const sound = talk({ delay: 2, duplicate: 2 }, { idempotent: true, properties: [once] })
    expect(check(sound).verdict.kind).toBe('verified')
    expect(simulate(sound, { faults: 'all', runs: 300 })).toMatchObject({ runs: 300, truncated: 0 })
  })

  it('are calm when none are asked for', () => {
    expect(simulate(talk({ drop: 2 }), { faults: 'none', runs: 50 }).verdict.kind).toBe('sampled')
  })

  it('take the kinds that are asked for, and no more of them', () => {
    const strikes = new Set<string>()
    for (let seed = 0; seed < 60; seed++) {
      const { verdict } = simulate(talk(all, { retry: true }), { seed, runs: 1, faults: 'drop=1,crash,every=2' })
      if (verdict.kind !== 'counterexample') continue
      const struck = faultsIn(verdict.counterexample)
      for (const label of struck) strikes.add(label.split(' ')[2])
      expect(struck.filter((label) => label.includes('~ drop')).length).toBeLessThanOrEqual(1)
    }
    expect([...strikes].sort()).toEqual(['crash', 'drop'])
  })

  it('say the mix of the run that failed, and its seed makes it again', () => {
    const system = talk(all, { retry: true, properties: [once] })
    const found = simulate(system)
    const again = simulate(system, { seed: found.failing ?? -1, runs: 1 })
    expect(again.mix).toBe(found.mix)
    expect(failureOf(again).steps).toEqual(failureOf(found).steps)
  })

  it('let a slow actor be overtaken by the timers of the others', () => {
    // The server answers at once; a client that waits for 100 ms asks again only of one that is slow.
    const patient = talk({ slow: { actors: ['server'], by: 200 } }, { retry: true, properties: [once] })
    expect(simulate(patient, { faults: 'none' }).verdict.kind).toBe('sampled')
    const { steps } = failureOf(simulate(patient, { faults: 'slow=server' }))
    expect(steps[0].label).toContain('timeout')
  })

  it('notice a circle among others that go on, though a crash might yet break it', () => {
    const { actors, unhandled } = philosophers(3)
    const tick = sendTo(({ self }: any) => self, { type: 'tick' })
    const ticker = machine({ tags: 'idle', entry: tick, on: { tick: { actions: tick } } })
    const faults = { crash: { most: 1, actors: ['phil'] }, restart: ['phil'] }
    const all = { ...Object.fromEntries(actors), ticker }
    const system = defineSystem({ name: 'ticking', actors: all, unhandled, faults })
    const { violation } = failureOf(simulate(system, { faults: 'none', steps: 200 }))
    expect(violation).toMatchObject({ kind: 'deadlock', extent: 'partial' })
  })

  it('come to the same in a sweep', () => {
    const system = workers(3, { crash: { most: 1, actors: ['worker'] } })
    const { findings } = sweeper(system, {}, true)({ first: 0, runs: 100 })
    expect(findings.length).toBeGreaterThan(1)
    for (const { seed, signature } of findings) {
      expect(signatureOf(failureOf(simulate(system, { seed, runs: 1 })).violation)).toBe(signature)
    }
  })

  it.each([
    ['crash=2', 'crash=2 is not within'],
    ['jump=1', 'does not declare jump'],
    ['dorp', "there is no 'dorp'"],
    ['drop;1', 'cannot be read'],
    ['drop,every=0', 'every is 0'],
    ['slow=client', "'client' may not be slow"],
  ])('refuse %s', (faults, why) => {
    const system = talk({ drop: 1, crash: { most: 1, actors: ['server'] } })
    expect(() => simulate(system, { faults })).toThrow(why)
  })

  it('refuse faults of a system without', () => {
    expect(() => simulate(talk(undefined), { faults: 'drop' })).toThrow('declares no faults')
    expect(simulate(talk(undefined), { faults: 'all', runs: 2 }).verdict.kind).toBe('sampled')
  })
})

describe('a failing run with faults', () => {
  const system = workers(3, { crash: { most: 2, actors: ['worker'] }, drop: 1, duplicate: 2 })
  const manner = { strategy: 'random', steps: 1000, duration: [1, 3] } as const
  const { counterexample, seed } = ((): { counterexample: Counterexample; seed: number } => {
    for (let seed = 0; ; seed++) {
      const { verdict } = simulate(system, { seed, runs: 1, faults: 'all' })
      if (verdict.kind === 'counterexample' && faultsIn(verdict.counterexample).length > 2) {
        return { counterexample: verdict.counterexample, seed }
      }
    }
  })()

  it('is replayed from the token of its seed, its choices and its trace', () => {
    const schedule = runSchedule({ seed, ...manner, faults: 'all' }, counterexample)
    const seeded = formatToken(token(system, 'urgent', schedule))
    expect(seeded.startsWith('il3.')).toBe(true)
    expect(parseToken(seeded).schedule).toEqual(schedule)
    const trace = traceOf(system, 'urgent', { kind: 'run', strategy: 'random', seed, faults: 'all' }, counterexample)
    for (const recorded of [seeded, formatToken(scheduleToken(system, 'urgent', counterexample)), formatTrace(trace)]) {
      expect(replay(system, recorded).kind).toBe('reproduced')
    }
  })

  it('is another run by the mix that its seed draws, and the token tells them apart', () => {
    const { faults: _, ...schedule } = { ...runSchedule({ seed, ...manner, faults: 'all' }, counterexample) } as any
    expect(replay(system, token(system, 'urgent', schedule)).kind).toBe('different')
  })

  it('loses faults before anything else, when there is not enough effort for more', () => {
    const effort = counterexample.steps.length * (faultsIn(counterexample).length + 3)
    const { from, to, minimal } = shrink(system, 'urgent', counterexample, { effort })
    expect(minimal).toBe('bounded')
    expect(to.faults).toBeLessThan(from.faults)
    expect(to.faults).toBe(1)
  })

  it('is shrunk to the fewest faults first, and stays the same failure', () => {
    const { counterexample: shrunk, to, minimal } = shrink(system, 'urgent', counterexample)
    expect(signatureOf(shrunk.violation)).toBe(signatureOf(counterexample.violation))
    expect(to.faults).toBe(1)
    expect(minimal).toBe('shortest')
    expect(replay(system, formatToken(scheduleToken(system, 'urgent', shrunk))).kind).toBe('reproduced')
  })
})

it('best effort follows harm where nothing else is left', () => {
  const unharmed = always('nobody is down in the end', (state) => {
    return state.actor('client').status !== 'done' || state.actor('server').status !== 'crashed'
  })
  const system = talk({ crash: { most: 1, actors: ['server'] } }, { properties: [unharmed] })
  const execution = new Execution(spaceOf(system, 'urgent'))
  for (const label of ['server ? ask from client', 'client ? answer from server', 'server ~ crash']) {
    execution.take(execution.enabled.findIndex((step) => step.label === label))
  }
  const found = failureOf(bestEffort(system, 'urgent', execution.steps, { runs: 1, faults: 'none' }))
  expect(found.steps).toEqual(execution.steps)
  // What is no longer recorded is not taken.
  const { verdict } = bestEffort(system, 'urgent', execution.steps.slice(0, 2), { runs: 20 })
  expect(verdict.kind).toBe('sampled')
})

it('a shortest way has no more faults than it may', () => {
  const twice = machine({
    initial: 'one',
    states: { one: { on: { ask: 'two' } }, two: { on: { ask: 'end' } }, end: { type: 'final' } },
  })
  const asker = machine({ tags: 'idle', entry: [ask, ask] })
  const faults = { crash: { most: 1, actors: ['server'] } }
  const space = spaceOf(defineSystem({ name: 'twice', actors: { asker, server: twice }, faults }), 'free')
  const way = (faults: number): number => {
    const found = (moment: Moment) => moment.space.view(moment.state).actor('server').status !== 'active'
    const search = shortestWay({ space, found, allowed: () => true, steps: 5, faults, spend: () => true })
    for (;;) {
      const { done, value } = search.next()
      if (done) return value === 'none' || value === 'unknown' ? -1 : value.positions.length
    }
  }
  expect([way(0), way(1)]).toEqual([2, 1])
})

it('is shrunk to fewer faults even where that takes more steps, and other ones', () => {
  // Two crashes end it at once; without any, three messages do.
  const patient = machine({
    initial: 'three',
    states: {
      three: { on: { ask: 'two' } },
      two: { on: { ask: 'one' } },
      one: { on: { ask: 'end' } },
      end: { type: 'final' },
    },
  })
  const asker = machine({ tags: 'idle', entry: [ask, ask, ask] })
  const down = always('the server is up', (state) => state.actor('server').status === 'active')
  const system = defineSystem({
    name: 'patient',
    actors: { asker, server: patient },
    faults: { crash: { most: 1, actors: ['server'] } },
    properties: [down],
  })
  const execution = new Execution(spaceOf(system, 'urgent'))
  execution.take(execution.enabled.findIndex(({ label }) => label === 'server ~ crash'))
  const { violation } = check(system).findings[0]
  const counterexample = { property: down.name, violation, steps: execution.steps }
  const { to, minimal, counterexample: shrunk } = shrink(system, 'urgent', counterexample)
  expect([to.faults, to.steps, minimal]).toEqual([0, 3, 'shortest'])
  expect(replay(system, formatToken(scheduleToken(system, 'urgent', shrunk))).kind).toBe('reproduced')
  expect(shrink(system, 'urgent', counterexample, { effort: 10 }).minimal).toBe('shortest-of-its-faults')
})

describe('safety, then liveness', () => {
  const heal = { actors: ['client', 'server'] }
  const served = converges('served in the end')

  it('a run goes on after faults have stopped, and fails when it ends without', () => {
    const system = talk({ drop: 1, heal }, { properties: [served] })
    const counterexample = failureOf(simulate(system))
    expect(counterexample).toMatchObject({
      property: 'served in the end',
      violation: { kind: 'unfulfilled', asks: 'converges', extent: 'end' },
    })
    const { counterexample: shrunk, minimal } = shrink(system, 'urgent', counterexample)
    expect(shrunk.steps.map(({ label }) => label)).toEqual(['server ~ drop ask from client', 'faults ~ heal'])
    expect(minimal).toBe('shortest')
    expect(replay(system, formatToken(scheduleToken(system, 'urgent', shrunk))).kind).toBe('reproduced')
  })

  it('faults stop early in some runs, late in others', () => {
    const plan = planOf(talk({ drop: 1, heal }, { retry: true, properties: [served] }), { faults: 'none' })
    const stops = Array.from({ length: 60 }, (_, seed) =>
      runOnce(plan, seed).execution.steps.findIndex(({ label }) => label === 'faults ~ heal'),
    )
    expect(Math.min(...stops)).toBe(1)
    expect(new Set(stops).size).toBeGreaterThan(1)
  })

  it('what was started again converges', () => {
    const system = talk({ crash: { most: 1, actors: ['client'] }, heal }, { properties: [served] })
    expect(simulate(system, { faults: 'all', runs: 200 })).toMatchObject({ runs: 200, truncated: 0 })
    expect(simulate(system).verdict).toMatchObject({ unjudged: [] })
  })

  it('a run that goes on for too long without rest fails, is shrunk and replayed', () => {
    const to = (name: string, type: string) => sendTo(({ system }: any) => system.get(name), { type })
    // Whoever misses the first hello keeps asking for it for ever.
    const asker = machine({
      initial: 'asking',
      states: {
        asking: { entry: to('host', 'who'), on: { sorry: { target: 'asking', reenter: true }, hello: 'in' } },
        in: { type: 'final' },
      },
    })
    const host = machine({
      initial: 'open',
      states: {
        open: { tags: 'idle', entry: [], on: { who: { target: 'shut', actions: to('asker', 'hello') } } },
        shut: { tags: 'idle', on: { who: { actions: to('asker', 'sorry') } } },
      },
    })
    const faults = { crash: { most: 1, actors: ['asker'] }, heal: { actors: ['asker', 'host'] } }
    const properties = [converges('greeted', { within: 20 })]
    const system = defineSystem({ name: 'greeting', actors: { asker, host }, faults, properties })
    const counterexample = failureOf(simulate(system))
    expect(signatureOf(counterexample.violation)).toBe('converges: bound')
    const { steps } = counterexample
    const since = steps.length - steps.findIndex(({ label }) => label === 'faults ~ heal')
    expect(since).toBeGreaterThanOrEqual(20)
    expect(since).toBeLessThan(40)
    const { counterexample: shrunk, minimal } = shrink(system, 'urgent', counterexample)
    expect(minimal).toBe('locally')
    expect(faultsIn(shrunk)).toEqual(['asker ~ crash'])
    expect(replay(system, formatToken(scheduleToken(system, 'urgent', shrunk))).kind).toBe('reproduced')
    expect(check(system).violations).toEqual([{ property: 'greeted', signature: 'converges: cycle' }])
  })
})

describe('arbitrary mixes', () => {
  it('shrink to the one fault that it takes', () => {
    const system: System = talk(all)
    const property = fc.property(
      faultMixes(system),
      (faults) => simulate(system, { faults, runs: 20 }).verdict.kind !== 'counterexample',
    )
    const { failed, counterexample } = fc.check(property, { seed: 1, numRuns: 200 })
    expect(failed).toBe(true)
    const mix = counterexample?.[0]
    expect(Object.values(mix?.harms ?? {}).reduce((sum, times) => sum + times, 0)).toBe(1)
    expect(mix?.slow).toEqual([])
    expect(fc.stringify(mix)).toMatch(/^\w+=1,every=\d+$/)
  })

  it('are within what is declared, and none for a system without', () => {
    fc.assert(
      fc.property(faultMixes(talk(all)), (mix) => mixText(mixesOf(talk(all), mix)(0)) === mixText(mix)),
      { seed: 1 },
    )
    expect(() => faultMixes(talk(undefined))).toThrow('declares no faults')
  })
})
