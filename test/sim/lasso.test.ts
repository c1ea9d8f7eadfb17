import { describe, expect, it } from 'vitest'
import type { Property, System, SystemState } from '../../src/index.ts'
import {
  check,
  eventually,
  formatToken,
  formatTrace,
  leadsTo,
  parseToken,
  parseTrace,
  replay,
  respondsWithin,
  searchToken,
  simulate,
  traceOf,
} from '../../src/index.ts'
import { competing, impatient } from '../systems/locks.ts'

const is = (name: string, value: string) => (state: SystemState) => state.actor(name).matches(value)
const served = leadsTo('served', is('conn#1', 'waiting'), is('conn#1', 'serving'), { fairness: 'weak' })
const late = (ms: number): Property =>
  respondsWithin('in time', is('worker#1', 'wantsSecond'), (state) => !is('worker#1', 'wantsSecond')(state), ms)

function finding(system: System) {
  const [counterexample] = check(system).findings
  return { system, counterexample, trace: traceOf(system, 'free', { kind: 'search' }, counterexample) }
}

const cases: readonly [what: string, system: System][] = [
  ['a loop', competing(2, false, [served])],
  ['an end', impatient([100, 10], [eventually('never', () => false)])],
  ['a response that is late', impatient([100, 500], [late(50)])],
  [
    'a response that never comes',
    competing(2, false, [respondsWithin('never', is('conn#1', 'waiting'), () => false, 9)]),
  ],
]

describe.each(cases)('a counterexample with %s', (_, system) => {
  const { counterexample, trace } = finding(system)

  it('is reproduced from its token and from its trace file', () => {
    const token = formatToken(searchToken(system, counterexample))
    expect(token.startsWith(counterexample.loop === undefined ? 'il1.' : 'il2.')).toBe(true)
    expect(replay(system, parseToken(token))).toEqual({ kind: 'reproduced', counterexample })
    const text = formatTrace(trace)
    const again = replay(system, parseTrace(text))
    expect(again).toMatchObject({ kind: 'reproduced' })
    if (again.kind !== 'reproduced') return
    expect(formatTrace(traceOf(system, 'free', { kind: 'search' }, again.counterexample))).toBe(text)
  })
})

describe('a replay of a lasso', () => {
  const { system, counterexample, trace } = finding(competing(2, false, [served]))
  const loop = counterexample.loop as number

  it('notices a loop that does not close', () => {
    const early = { ...trace, loop: loop - 1 }
    expect(replay(system, early)).toMatchObject({ kind: 'different', found: undefined })
    expect(replay(system, { ...trace, loop: trace.steps.length })).toMatchObject({
      kind: 'different',
      found: undefined,
    })
  })

  it('notices that the loop keeps the property, or is not fair, for another model', () => {
    const other = (property: Property) => replay({ ...system, properties: [property] }, trace).kind
    expect(other(leadsTo('served', () => true, is('conn#2', 'serving'), { fairness: 'weak' }))).toBe('different')
    expect(other(leadsTo('served', is('conn#1', 'waiting'), is('conn#1', 'serving'), { fairness: 'strong' }))).toBe(
      'different',
    )
  })
})

describe('a trace with a loop', () => {
  const { trace } = finding(competing(2, false, [served]))
  const text = formatTrace(trace)

  it('has version 2; one without still has version 1', () => {
    expect(trace.version).toBe(2)
    expect(finding(impatient([100, 500], [late(50)])).trace.version).toBe(1)
  })

  it.each([
    ['lost', text.replace(/ *"loop": \d+,\n/, '')],
    ['beyond the end', text.replace(/"loop": \d+/, '"loop": 1000')],
    ['under version 1', text.replace('"version": 2', '"version": 1')],
  ])('%s is refused', (_, damaged) => {
    expect(damaged).not.toBe(text)
    expect(() => parseTrace(damaged)).toThrow(/no valid "loop"/)
  })
})

describe('a simulation', () => {
  it('says which properties it cannot judge', () => {
    const { verdict } = simulate(competing(2, false, [served]), { runs: 2, steps: 20 })
    expect(verdict).toMatchObject({ kind: 'sampled', unjudged: ['served'] })
  })
})
