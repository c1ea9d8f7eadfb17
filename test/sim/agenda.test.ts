import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Agenda } from '../../src/sim/agenda.ts'

test('an agenda gives what comes first, and what was put first of one moment', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9)), (times) => {
      const agenda = new Agenda<number>()
      for (const [order, time] of times.entries()) agenda.put(time, order)
      const sorted = [...times.keys()].sort((a, b) => times[a] - times[b] || a - b)
      for (const order of sorted) expect(agenda.next()).toMatchObject({ time: times[order], what: order })
      expect(agenda.next()).toBeUndefined()
    }),
  )
})
