import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import type { Counterexample, Trace } from '../../src/index.ts'
import {
  check,
  defineSystem,
  formatToken,
  formatTrace,
  parseToken,
  parseTrace,
  replay,
  searchToken,
  signatureOf,
  simulate,
  traceOf,
} from '../../src/index.ts'
import { bestEffort } from '../../src/sim/best-effort.ts'
import { runSchedule } from '../../src/sim/replay.ts'
import { philosophers } from '../systems/philosophers.ts'

const system = philosophers(4)
const found = check(system).findings[0]
const trace = traceOf(system, 'free', { kind: 'search' }, found)

function reproduced(replayed: ReturnType<typeof replay>): Counterexample {
  if (replayed.kind !== 'reproduced') throw new Error(`replay was ${replayed.kind}`)
  return replayed.counterexample
}

describe('a replay', () => {
  it('takes the text of a token or a trace as well', () => {
    expect(reproduced(replay(system, formatToken(searchToken(system, found))))).toEqual(found)
    expect(reproduced(replay(system, formatTrace(trace)))).toEqual(found)
    expect(() => replay(system, 'neither')).toThrow(/not a whole trace file/)
  })

  it('of a trace gives the same trace, byte for byte', () => {
    const text = formatTrace(trace)
    const again = reproduced(replay(system, parseTrace(text)))
    expect(formatTrace(traceOf(system, 'free', { kind: 'search' }, again))).toBe(text)
  })

  it('of a printed token gives the same counterexample', () => {
    const token = formatToken(searchToken(system, found))
    expect(reproduced(replay(system, parseToken(token)))).toEqual(found)
  })

  it('of a simulated run reproduces its times as well', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (seed) => {
        const { verdict, clock } = simulate(system, { seed, runs: 1, steps: 200 })
        if (verdict.kind !== 'counterexample') return
        const recorded = traceOf(system, clock, { kind: 'run', strategy: 'random', seed }, verdict.counterexample)
        expect(reproduced(replay(system, parseTrace(formatTrace(recorded))))).toEqual(verdict.counterexample)
      }),
      { numRuns: 50, seed: 1 },
    )
  })
})

describe('a replay on a model that has changed', () => {
  const changed = (actors: 3 | 5) => ({ ...philosophers(actors), name: system.name })

  it('names the first step whose enabled set differs, and follows the labels as far as they lead', () => {
    const replayed = replay(changed(5), trace)
    expect(replayed).toMatchObject({
      kind: 'diverged',
      divergence: { at: 0, kind: 'enabled', added: ['fork#4 ? take{"from":"phil#4"} from phil#4'], gone: [] },
      lost: undefined,
      found: undefined,
      recorded: 8,
    })
    const labels = (steps: readonly { label: string }[]) => steps.map(({ label }) => label)
    expect(labels('steps' in replayed ? replayed.steps : [])).toEqual(labels(trace.steps))
  })

  it('says where the labels lead no further', () => {
    const replayed = replay(changed(3), trace)
    expect(replayed).toMatchObject({ kind: 'diverged', divergence: { at: 0 }, recorded: 8 })
    if (replayed.kind !== 'diverged' || replayed.lost === undefined) throw new Error('three have no fourth fork')
    expect(replayed.lost).toMatchObject({ kind: 'missing', expected: trace.steps[replayed.lost.at].label })
    expect(replayed.steps).toHaveLength(replayed.lost.at)
  })

  it.each([
    ['trace', trace],
    ['token', searchToken(system, found)],
  ])('finds the same failure by the labels of a %s where others may move besides', (_, recorded) => {
    const clock = setup({}).createMachine({
      initial: 'on',
      states: { on: { tags: 'idle', after: { 5: { target: 'on', reenter: true } } } },
    })
    const more = { ...system, actors: new Map([['clock', { machine: clock }], ...system.actors]) }
    const replayed = replay(more, recorded)
    expect(replayed).toMatchObject({ kind: 'diverged', divergence: { at: 0 }, lost: undefined, steps: { length: 8 } })
    const end = replayed.kind === 'diverged' ? replayed.found : undefined
    expect(end && signatureOf(end)).toBe(signatureOf(found.violation))
  })

  it('goes on from there by best effort, to the same failure or another one', () => {
    const replayed = replay(changed(5), trace)
    if (replayed.kind !== 'diverged') throw new Error('five are not four')
    const { verdict, failing } = bestEffort(changed(5), 'free', replayed.steps, { runs: 500 })
    if (verdict.kind !== 'counterexample') throw new Error('the fifth may take its left fork too')
    const labels = (steps: readonly { label: string }[]) => steps.map(({ label }) => label)
    expect(labels(verdict.counterexample.steps).slice(0, 8)).toEqual(labels(trace.steps))
    expect(failing).toBeDefined()
  })

  it('says when the recorded step itself is not to be had', () => {
    const late: Trace = { ...trace, steps: trace.steps.slice(4) }
    expect(replay(system, late)).toMatchObject({
      kind: 'diverged',
      divergence: { at: 0, kind: 'missing', expected: 'phil#0 ? got from fork#0' },
    })
  })

  it('says when all steps can be taken but something else stands at their end', () => {
    expect(replay(system, { ...trace, steps: trace.steps.slice(0, -1) })).toMatchObject({
      kind: 'different',
      found: undefined,
    })
  })

  it('notices from a token, too, at which step it parts from what was recorded', () => {
    const token = searchToken(system, found)
    expect(replay(changed(3), token)).toMatchObject({ kind: 'diverged', divergence: { at: 0, kind: 'digest' } })
    const { schedule } = token
    if (schedule.kind !== 'choices') throw new Error('a search gives choices')
    const swapped = { ...token, schedule: { ...schedule, choices: [1, ...schedule.choices.slice(1)] } }
    expect(replay(system, swapped)).toMatchObject({ kind: 'diverged', divergence: { at: 0 } })
  })

  it('notices that a run goes another way than it did', () => {
    const { verdict, clock, failing } = simulate(system, { seed: 3 })
    if (verdict.kind !== 'counterexample') throw new Error('it deadlocks')
    const run = { seed: failing ?? 0, strategy: 'random', steps: 1000, duration: [1, 3] } as const
    const schedule = runSchedule(run, verdict.counterexample)
    expect(replay(system, { ...searchToken(system, found), clock, schedule }).kind).toBe('reproduced')
    expect(replay(changed(5), { ...searchToken(system, found), clock, schedule }).kind).toBe('different')
  })
})

describe('a trace file', () => {
  const text = formatTrace(trace)

  it.each([
    ['cut off', text.slice(0, 200), /its JSON ends early or is damaged/],
    ['empty', '', /its JSON ends early/],
    ['something else', '{"a":1}', /not a trace file/],
    [
      'newer',
      text.replace('"version": 1', '"version": 9'),
      /has format version 9; this interlock .* reads versions 1, 2, 3/,
    ],
    ['without steps', text.replace('"steps"', '"stops"'), /no valid "steps"/],
    ['with a wrong step', text.replace('"choice":0', '"choice":-1'), /no valid "steps"/],
    ['without its model', text.replace('"model"', '"modem"'), /no valid "model"/],
  ])('that is %s is refused with the reason', (_, damaged, message) => {
    expect(() => parseTrace(damaged)).toThrow(message)
  })
})

describe('a token', () => {
  const text = formatToken(searchToken(system, found))

  it('carries everything there and back, whatever the names', () => {
    const name = fc.string({ unit: 'binary', minLength: 1 })
    fc.assert(
      fc.property(name, fc.array(fc.nat(1000)), name, (system, choices, module) => {
        const token = searchToken(
          defineSystem({ name: system, actors: Object.fromEntries(philosophers(3).actors) }),
          found,
          module,
        )
        const given = { ...token, schedule: { ...token.schedule, choices } } as typeof token
        expect(parseToken(formatToken(given))).toEqual(JSON.parse(JSON.stringify(given)))
      }),
      { numRuns: 100, seed: 1 },
    )
  })

  it('that lost or changed any character is refused', () => {
    for (let at = 0; at < text.length; at++) {
      expect(() => parseToken(text.slice(0, at) + text.slice(at + 1))).toThrow()
      const other = text[at] === 'A' ? 'B' : 'A'
      expect(() => parseToken(text.slice(0, at) + other + text.slice(at + 1))).toThrow()
    }
  })
})
