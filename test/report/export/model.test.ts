import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { System } from '../../../src/index.ts'
import { always, atMostOne, check, deadlockFree } from '../../../src/index.ts'
import { catalogue } from '../../../src/model/catalogue.ts'
import { modelOf } from '../../../src/report/export/claims.ts'
import { promela } from '../../../src/report/export/promela.ts'
import { tlaplus } from '../../../src/report/export/tlaplus.ts'
import { systems } from '../../laws/machines.ts'
import { philosophers } from '../../systems/philosophers.ts'
import { ring } from '../../systems/ring.ts'
import { exploredTo, family, hostile, modelFor, modelOfPart } from './kit.ts'
import { parseModule, searchModule } from './tla.ts'

// The counts of SPIN on the Promela of all these, and of many more, are compared by interop/spin.test.ts. Here the TLA+ is
// evaluated, which is made of the same rules.

const properties = [
  deadlockFree(),
  atMostOne('s0'),
  always('x and y are not both in s1', (state) => !(state.actor('x').hasTag('s1') && state.actor('y').hasTag('s1'))),
]

const random: readonly System[] = fc
  .sample(systems(1), { numRuns: 80, seed: 11 })
  .map((system, index) => ({ ...system, clock: index % 2 === 0 ? 'free' : 'urgent', properties }))

const small = [...catalogue.slice(0, 7).map((scenario) => scenario.system()), philosophers(4), ring(5), family, hostile]

describe('TLA+', () => {
  test.each(small)('$name.length: as many states and transitions as the check', (system) => {
    const { states, transitions } = check(system)
    const { distinct, generated } = searchModule(parseModule(tlaplus(modelFor(system))))
    expect({ distinct, generated }).toEqual({ distinct: states, generated: transitions + 1 })
  })

  test('the same of random systems with children, timers and promises', () => {
    const found = random.flatMap((system) => {
      const explored = exploredTo(system, 1_000)
      if (explored === undefined) return []
      const { space, graph } = explored
      const { distinct, generated } = searchModule(parseModule(tlaplus(modelOf(space, graph, properties))))
      return [{ distinct, generated, states: graph.states, transitions: graph.transitions }]
    })
    expect(found.length).toBeGreaterThan(8)
    for (const { distinct, generated, states, transitions } of found) {
      expect([distinct, generated]).toEqual([states, transitions + 1])
    }
  })

  test('from a search that was cut off: whole when the tables suffice, and else it says so', () => {
    const parts = [20, 1_500].map((states) => searchModule(parseModule(tlaplus(modelOfPart(philosophers(5), states)))))
    expect(Object.values(parts[0].violated)[0]).toBeGreaterThan(0)
    expect(Object.values(parts[1].violated)[0]).toBe(0)
    expect(parts[1]).toMatchObject({ distinct: 4_473, generated: 17_745 + 1 })
  })

  test('the invariants are violated where the properties are', () => {
    const { violated } = searchModule(parseModule(tlaplus(modelFor(philosophers(3)))))
    expect(Object.values(violated)).toEqual([1])
    const sound = searchModule(parseModule(tlaplus(modelFor(philosophers(3, true)))))
    expect(Object.values(sound.violated)).toEqual([0])
    const naive = catalogue.find(
      ({ name }) => name === 'pattern-a-naive/scheduler-thread/simple-1',
    ) as (typeof catalogue)[0]
    const entered = searchModule(parseModule(tlaplus(modelFor(naive.system()))))
    expect(Object.values(entered.violated).filter((count) => count > 0)).toHaveLength(1)
  })
})

describe('Promela', () => {
  const SHAPE =
    /^(\/\*.*\*\/|\/\* .*| \* .*| \*\/|\s+\/\* [^\n]* \*\/|#ifndef TABLE|#define TABLE hidden|#endif|TABLE (byte|short|int) \w+\[\d+\] = \{[\d, ]+\};|(byte|short|int) s\d+ = \d+;|active proctype system\(\) \{|never \{|end:|\s+(do|od|\}|:: false|:: d_step \{|true;|skip)| {2}:: d_step \{ [^"]* printf\("[^"\\%]*\\n"\)[^"]* \}|\s+assert\(.*\);|\})$/

  test.each([philosophers(3), family, hostile])('is made of lines of a known shape ($name.length)', (system) => {
    for (const line of promela(modelFor(system)).trimEnd().split('\n')) expect(line).toMatch(SHAPE)
  })

  test('says what it leaves out', () => {
    const text = promela(modelFor(ring(3)))
    expect(text).toContain('/* not here: a leader: it asks for a witness, which no assertion can */')
    expect(text).toContain('/* one leader at most */')
  })

  test('comments cannot be closed by a name', () => {
    const text = promela(modelFor(hostile))
    expect(text.split('/*').length).toBe(text.split('*/').length)
  })
})
