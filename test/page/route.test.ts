import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Route } from '../../src/page/route.ts'
import { formatRoute, HOME, parseRoute } from '../../src/page/route.ts'

test('a link says all of a view', () => {
  const text = fc.string({ unit: 'grapheme' })
  const route: fc.Arbitrary<Route> = fc.record({
    system: text,
    property: text,
    step: fc.option(fc.nat(100_000), { nil: undefined }),
    actor: text,
    beside: text,
    search: text,
    show: text,
  })
  fc.assert(
    fc.property(route, (view) => {
      expect(parseRoute(formatRoute(view))).toEqual(view)
    }),
  )
})

test.each(['', '#', '#step=-1', '#step=x', '#unknown=1', '#step=99999999999999999999'])(
  'what is no link to a view leads to the overview: %s',
  (hash) => {
    expect(parseRoute(hash)).toEqual(HOME)
  },
)
