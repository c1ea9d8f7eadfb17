import { describe, expect, test } from 'vitest'
import { check } from '../../src/check/check.ts'
import { signatureOf } from '../../src/engine/verdict.ts'
import type { ActorOptions, System } from '../../src/index.ts'
import { always, atMostOne, deadlockFree, defineSystem, sometimes } from '../../src/index.ts'
import { cell } from '../../src/model/cell.ts'
import { condition } from '../../src/model/condition.ts'
import { curl } from '../../src/model/curl.ts'
import { genServer } from '../../src/model/gen-server.ts'
import { mutex } from '../../src/model/mutex.ts'
import { runQueue } from '../../src/model/run-queue.ts'
import { sxServer } from '../../src/model/server.ts'
import { explore } from './explore.ts'
import type { Line } from './script.ts'
import { script } from './script.ts'

const lock = (from: string, to = 'm'): Line => ({ to, message: { type: 'lock', from }, answer: 'granted' })
const unlock = (from: string, to = 'm'): Line => ({ to, message: { type: 'unlock', from } })
const sleep = (from: string): Line => ({ to: 'c', message: { type: 'wait', from, mutex: 'm' }, answer: 'wake' })
const signal = (by: string, type = 'signal'): Line => ({ to: 'c', message: { type, by }, answer: 'done' })

function system(actors: Record<string, ActorOptions | ActorOptions['machine']>, properties = [deadlockFree()]): System {
  return defineSystem({ name: 'test', actors, unhandled: 'defer', properties })
}

function verdict(given: System): readonly string[] {
  return check(given).findings.map(({ property, violation }) => `${property}: ${signatureOf(violation)}`)
}

describe('a mutex', () => {
  const work = (from: string): Line => ({ ...lock(from, 'inner'), tags: ['inside'] })
  const worker = (from: string) => script(lock(from), work(from), unlock(from, 'inner'), unlock(from))

  test('has one holder at a time, and any waiter may be the next', () => {
    const orders = [1, 2, 3].flatMap((first) =>
      [1, 2, 3].flatMap((second) => (first === second ? [] : [[`t${first}`, `t${second}`] as const])),
    )
    const actors = Object.fromEntries(['t1', 't2', 't3'].map((name) => [name, worker(name)]))
    const properties = [
      deadlockFree(),
      atMostOne('inside'),
      ...orders.map(([first, second]) =>
        sometimes(`${first} before ${second}`, (state) => {
          const done = (name: string): boolean => state.actor(name).status === 'done'
          return done(first) && done(second) && !done(['t1', 't2', 't3'].find((t) => t !== first && t !== second) ?? '')
        }),
      ),
    ]
    expect(verdict(system({ m: mutex, inner: mutex, ...actors }, properties))).toEqual([])
  })

  test('is not reentrant, and stays locked when its holder ends', () => {
    expect(verdict(system({ m: mutex, t: script(lock('t'), lock('t')) }))).toEqual([
      'deadlock-free: chain: m held-by t',
    ])
    expect(verdict(system({ m: mutex, t: script(lock('t')), u: script(lock('u')) }))).toHaveLength(1)
  })

  test('ignores an unlock by another thread', () => {
    const given = system({ m: mutex, t: script(lock('t'), lock('t', 'n')), n: mutex, u: script(unlock('u')) })
    explore(given, (state) => {
      if (state.actor('t').status === 'done') expect(state.actor('m').value).toBe('held')
    })
  })
})

describe('a condition variable', () => {
  test('loses a signal that comes before the sleeper', () => {
    const sleeper = script(lock('s'), sleep('s'), lock('s'), unlock('s'))
    expect(verdict(system({ m: mutex, c: condition, s: sleeper, t: script(signal('t')) }))).toHaveLength(1)
  })

  test('releases and sleeps in one step for whoever signals with the mutex held', () => {
    const sleeper = script(lock('s'), { to: 't', message: { type: 'go' } }, sleep('s'), lock('s'), unlock('s'))
    const waker = script({ to: 'n', message: { type: 'none' }, answer: 'go' }, lock('t'), signal('t'), unlock('t'))
    const ears = script({ to: 'n', message: { type: 'none' }, answer: 'none' })
    expect(verdict(system({ m: mutex, c: condition, s: sleeper, t: waker, n: ears }))).toEqual([])
  })

  test('wakes one by a signal and all by a broadcast, and the woken must lock again', () => {
    const sleeper = (from: string) => script(lock(from), sleep(from), { ...lock(from), tags: ['back'] }, unlock(from))
    const actors = (type: string) => ({
      m: mutex,
      c: condition,
      s: sleeper('s'),
      u: sleeper('u'),
      t: script(signal('t', type)),
    })
    const awake = (type: string): number => {
      let most = 0
      explore(system(actors(type)), (state) => {
        const woken = ['s', 'u'].filter((name) => state.actor(name).status === 'done')
        most = Math.max(most, woken.length)
      })
      return most
    }
    expect([awake('signal'), awake('broadcast')]).toEqual([1, 2])
  })
})

describe('a cell', () => {
  const take: readonly Line[] = [lock('t', 'x'), { to: 'x', message: { type: 'wait', from: 't' }, answer: 'granted' }]

  test('gives a sleeper its mutex back only when the signaller has unlocked', () => {
    const fill: Line = { to: 'x', message: { type: 'fill', from: 'p', status: 'ok' }, answer: 'done', tags: ['inside'] }
    const held = always('t is not back while p has m', (state) => {
      const { holder } = state.actor('x').context
      return state.actor('t').status !== 'done' || holder !== 'p'
    })
    const given = system(
      { x: cell, t: script(...take, unlock('t', 'x')), p: script(lock('p', 'x'), fill, unlock('p', 'x')) },
      [held, sometimes('t is woken', (state) => state.actor('t').status === 'done')],
    )
    expect(verdict(given)).toEqual([])
  })

  test('loses a signal that comes before the wait', () => {
    const tell: Line = { to: 'x', message: { type: 'signal', from: 'p' }, answer: 'done' }
    expect(verdict(system({ x: cell, t: script(...take, unlock('t', 'x')), p: script(tell) }))).toHaveLength(1)
  })
})

describe('the run queue', () => {
  const ready = { machine: runQueue, input: { at: '', current: null, refused: false } }

  test('keeps order, and a pop sets the register and tells what it was', () => {
    const push = (process: string): Line => ({
      to: 'ready',
      message: { type: 'push', process, by: 't' },
      answer: 'done',
    })
    const pop: Line = { to: 'ready', message: { type: 'pop', from: 't' }, answer: 'slice' }
    const given = system({ ready, work: condition, t: script(push('a'), push('b'), pop, pop) })
    const currents = new Set<unknown>()
    explore(given, (state) => currents.add(state.actor('ready').context.current))
    expect([...currents]).toEqual([null, 'a', 'b'])
  })

  test('signals `work` before it acknowledges a push', () => {
    const given = system({
      ready,
      m: mutex,
      work: condition,
      s: script(lock('s'), { to: 'work', message: { type: 'wait', from: 's', mutex: 'm' }, answer: 'wake' }),
      t: script(
        lock('t'),
        { to: 'ready', message: { type: 'push', process: 'p', by: 't' }, answer: 'done' },
        unlock('t'),
      ),
    })
    explore(given, (state) => {
      const asleep = state.actor('work').context.sleepers.size > 0
      if (state.actor('t').status === 'done' && asleep) expect(state.actor('ready').context.queue).toEqual(['p'])
    })
  })
})

describe('the kernel', () => {
  const call = (from: string): Line => ({
    to: 'nx_kernel',
    message: { type: '$gen_call', from, ref: from, by: from },
    answer: 'done',
  })

  test('is pushed only when it was waiting: one lost signal leaves it ready for ever', () => {
    const actors = {
      nx_kernel: {
        machine: genServer,
        input: { at: '', scheduler: 'sched', async: false, pump: false, monitors: true, timeout: null },
      },
      ready: { machine: runQueue, input: { at: '', current: null, refused: false } },
      work: condition,
      sched: script({ to: 'work', message: { type: 'signal', by: 'sched' }, answer: 'never' }),
      a: script(call('a')),
      b: script(call('b')),
    }
    let longest = 0
    explore(system(actors), (state) => {
      longest = Math.max(longest, state.actor('ready').context.queue.length)
      expect(state.actor('nx_kernel').value).not.toBe('Running')
    })
    expect(longest).toBe(1)
  })
})

describe('curl', () => {
  test('without --max-time waits for ever', () => {
    const server = sxServer({ design: 'original', hypothesis: 'scheduler-thread', clients: [['kernel']] })
    explore(server, (state) => expect(state.actor('curl#1').status).toBe('active'))
  })

  test('with it gives up on what hangs, goes on, and survives a late response', () => {
    const options = { design: 'original', hypothesis: 'scheduler-thread', maxTime: 5000 } as const
    const results = new Set<string>()
    explore(
      sxServer({ ...options, clients: [['simple', 'kernel', 'simple']] }),
      (state) => {
        if (state.actor('curl#1').status === 'done') results.add(state.actor('curl#1').output as never)
      },
      { clock: 'urgent' },
    )
    expect([...results].map(String)).toEqual(['ok,hang,hang'])
    expect(verdict(sxServer({ ...options, clients: [['simple', 'simple']] }))).toEqual([])
  })

  test('gives each request to its own thread', () => {
    expect(() => curl(5000)).not.toThrow()
    const server = sxServer({
      design: 'pattern-b',
      hypothesis: 'scheduler-thread',
      clients: [['simple', 'simple'], ['simple']],
    })
    expect([...server.actors.keys()].filter((name) => name.startsWith('conn#'))).toEqual(['conn#1', 'conn#2', 'conn#3'])
  })
})
