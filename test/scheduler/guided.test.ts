import { describe, expect, it } from 'vitest'
import type { AnyStateMachine } from 'xstate'
import { assign, createMachine, sendTo } from 'xstate'
import type { System } from '../../src/index.ts'
import { always, defineSystem, simulate } from '../../src/index.ts'
import { planOf, runOnce } from '../../src/sim/simulate.ts'
import { sweeper } from '../../src/sim/sweep.ts'

const machine = createMachine as (config: object) => AnyStateMachine
const to = (name: string, type: string) => sendTo(({ system }: any) => system.get(name), { type })

/** One letter must not come after all of many others: a bug that takes one order which chance seldom keeps. */
function post(letters: number): System {
  const chatty = machine({
    initial: 's1',
    states: Object.fromEntries([
      ...Array.from({ length: letters }, (_, at) => [
        `s${at + 1}`,
        { entry: to('box', 'letter'), on: { noted: `s${at + 2}` } },
      ]),
      [`s${letters + 1}`, { type: 'final' }],
    ]),
  })
  const terse = machine({ entry: to('box', 'card'), initial: 'done', states: { done: { type: 'final' } } })
  const box = machine({
    tags: 'idle',
    context: { before: 0, late: false },
    on: {
      letter: { actions: [assign({ before: ({ context }: any) => context.before + 1 }), to('chatty', 'noted')] },
      card: { actions: assign({ late: ({ context }: any) => context.before >= letters }) },
    },
  })
  return defineSystem({
    name: 'post',
    actors: { chatty, terse, box },
    properties: [always('the card is in time', (state) => !state.actor('box').context.late)],
  })
}

function failures(strategy: string): number {
  const { findings } = sweeper(post(8), { strategy }, true)({ first: 0, runs: 300 })
  return findings.reduce((sum, { runs }) => sum + runs, 0)
}

describe('the guided strategy', () => {
  it('learns which order is worth reversing: it sees a late message far more often than chance and POS do', () => {
    const guided = failures('guided')
    expect(guided).toBeGreaterThan(5)
    expect(guided).toBeGreaterThan(5 * failures('pos'))
    expect(guided).toBeGreaterThan(5 * failures('random'))
  })

  it.each(['guided', 'guided+pos', 'non-preemptive/guided', 'pos+guided+guided'])(
    '%s makes the run of a seed the same, whether or not those before it were made',
    (strategy) => {
      const plan = planOf(post(4), { strategy })
      const labels = (run: ReturnType<typeof runOnce>) => run.execution.steps.map(({ label }) => label)
      const inTurn = Array.from({ length: 140 }, (_, seed) => labels(runOnce(plan, seed)))
      for (const seed of [0, 1, 37, 99, 100, 101, 139]) {
        expect(labels(runOnce(planOf(post(4), { strategy }), seed))).toEqual(inTurn[seed])
      }
      expect(new Set(inTurn.map(String)).size).toBeGreaterThan(1)
    },
  )

  it('takes a step even where its constraints would hold back all', () => {
    expect(simulate(post(2), { strategy: 'guided', runs: 150 }).truncated).toBe(0)
  })

  it('begins campaigns below zero as above', () => {
    const alone = simulate(post(4), { strategy: 'guided', seed: -70, runs: 1 })
    const inTurn = simulate(post(4), { strategy: 'guided', seed: -100, runs: 31 })
    expect(alone.steps).toBeGreaterThan(0)
    expect(inTurn.failing ?? -70).toBeLessThanOrEqual(-70)
    if (inTurn.failing === undefined) expect(inTurn.time).toBe(alone.time)
  })
})
