import { describe, expect, test } from 'vitest'
import { fromPromise, sendTo, setup } from 'xstate'
import { Execution } from '../../src/engine/execution.ts'
import { Network } from '../../src/engine/network.ts'
import { defineSystem } from '../../src/engine/system.ts'
import type { LoadedName } from '../../src/model/load.ts'
import { isClient, isOutbound, isThread, loaded, loadedServer } from '../../src/model/load.ts'
import { Measures, spreadOf } from '../../src/sim/measures.ts'
import type { TimedStep, Timing } from '../../src/sim/timed-run.ts'
import { timedRun } from '../../src/sim/timed-run.ts'

const designs = Object.keys(loaded) as LoadedName[]
const timing: Timing = {
  message: (from, to) => (isOutbound(from, to) ? { exponential: 10 } : { uniform: [0, 2] }),
  computation: (actor) => (isThread(actor) ? { uniform: [0, 3] } : 0),
}

describe('a timed run', () => {
  test.each(designs)('of %s is an execution of the system that a check explores', (design) => {
    for (const seed of [1, 2, 3]) {
      const system = loadedServer(design, [3, 4, 4, 9], seed === 2)
      const steps: TimedStep[] = []
      const end = timedRun(system, timing, seed, 10_000, { waits: () => {}, step: (step) => steps.push(step) })
      const execution = new Execution(new Network(system, 'urgent'))
      for (const { time, actor, from, event } of steps) {
        execution.elapse(time - execution.time)
        const position = execution.enabled.findIndex(
          (step) =>
            step.actor === actor &&
            JSON.stringify(step.event) === JSON.stringify(event) &&
            (step.kind === 'deliver' ? step.from === from : from === undefined),
        )
        expect(position, `${actor} takes ${event.type} from ${from}`).toBeGreaterThanOrEqual(0)
        execution.take(position)
      }
      expect(execution.enabled).toEqual([])
      expect(end).toMatchObject({ steps: steps.length, truncated: false })
      // What nobody takes may still arrive.
      expect(end.time).toBeGreaterThanOrEqual(execution.time)
    }
  })

  test('is the same for the same seed, and another one for another', () => {
    const run = (seed: number): TimedStep[] => {
      const steps: TimedStep[] = []
      timedRun(loadedServer('pattern-b', [1, 1, 1], false), timing, seed, 10_000, {
        waits: () => {},
        step: (step) => steps.push(step),
      })
      return steps
    }
    expect(run(5)).toEqual(run(5))
    expect(run(5)).not.toEqual(run(6))
  })

  test('is cut off at its bound on steps', () => {
    const { steps, truncated } = timedRun(loadedServer('pattern-a', [1], false), timing, 1, 7, { waits: () => {} })
    expect([steps, truncated]).toEqual([7, true])
  })

  test('refuses what has no duration', () => {
    const parent = setup({ actors: { work: fromPromise(async () => 1) } }).createMachine({ invoke: { src: 'work' } })
    const system = defineSystem({ name: 'parent', actors: { parent } })
    expect(() => timedRun(system, timing, 1, 9, { waits: () => {} })).toThrow(/is a child; a timed run takes/)
  })
})

/** A lock, and threads that come at 0, 1 and 2 ms and hold it for 10 ms each. */
function lockUsers() {
  const lock = setup({ types: { events: {} as { type: 'lock' | 'unlock'; from: string } } }).createMachine({
    initial: 'free',
    states: {
      free: {
        tags: 'idle',
        on: {
          lock: { target: 'held', actions: sendTo(({ system, event }) => system.get(event.from), { type: 'granted' }) },
        },
      },
      held: { meta: { waits: { kind: 'held-by', on: 'somebody' } }, on: { unlock: 'free' } },
    },
  })
  const user = (me: string, after: number) =>
    setup({}).createMachine({
      initial: 'coming',
      states: {
        coming: { after: { [after]: 'locking' } },
        locking: {
          entry: sendTo(
            ({ system }) => system.get('lock'),
            () => ({ type: 'lock', from: me }),
          ),
          meta: { waits: { kind: 'acquires', on: 'lock' } },
          on: { granted: 'holding' },
        },
        holding: { after: { 10: 'done' } },
        done: { type: 'final', entry: sendTo(({ system }) => system.get('lock'), { type: 'unlock' }) },
      },
    })
  const actors = { lock, a: user('a', 0), b: user('b', 1), c: user('c', 2) }
  return defineSystem({ name: 'users', actors, unhandled: 'defer' })
}

describe('measures', () => {
  test('of a lock with three users: who comes first is served first', () => {
    const measures = new Measures(() => false)
    const { time } = timedRun(lockUsers(), { message: () => 0, computation: () => 0 }, 1, 100, measures)
    expect(time).toBe(30)
    expect(measures.busiest(time)).toMatchObject({
      lock: 'lock',
      hold: { count: 3, p50: 10, max: 10 },
      wait: { count: 3, p50: 9, max: 18 },
      // b waits from 1 to 10 and c from 2 to 20: 27 of 30 ms.
      queue: { mean: 27 / 30, max: 2 },
      starving: { count: 0 },
    })
  })

  test('of a design that hangs: who waits for ever', () => {
    const measures = new Measures(isClient)
    const { time } = timedRun(loadedServer('original', [1, 2, 3, 4, 5, 60], false), timing, 1, 10_000, measures)
    const lock = measures.busiest(time)
    expect(lock?.lock).toBe('mtx')
    expect(lock?.starving.count).toBe(6 - measures.latencies.length)
  })

  test('percentiles by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, at) => 100 - at)
    expect(spreadOf(hundred)).toEqual({ count: 100, p50: 50, p95: 95, p99: 99, max: 100 })
    expect(spreadOf([7])).toEqual({ count: 1, p50: 7, p95: 7, p99: 7, max: 7 })
    expect(spreadOf([])).toEqual({ count: 0, p50: 0, p95: 0, p99: 0, max: 0 })
  })
})
