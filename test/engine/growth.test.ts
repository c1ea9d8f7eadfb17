import { describe, expect, it } from 'vitest'
import { assign, sendTo } from 'xstate'
import { check } from '../../src/index.ts'
import { foundNothing } from '../../src/report/check-report.ts'
import { UNPAINTED } from '../../src/report/style.ts'
import { machine, system } from './kit.ts'

/** Counts for ever, and tells a reader that takes nothing. */
const counter = machine({
  context: { seen: { ticks: 0, all: 7 } },
  entry: sendTo(({ self }: any) => self, { type: 'tick' }),
  on: {
    tick: {
      actions: [
        assign({ seen: ({ context }: any) => ({ ...context.seen, ticks: context.seen.ticks + 1 }) }) as any,
        sendTo(({ self }: any) => self, { type: 'tick' }),
        sendTo(({ system: all }: any) => all.get('reader'), { type: 'news' }),
      ],
    },
  },
})
const reader = machine({ id: 'reader' })
const bounded = machine({ initial: 'a', states: { a: { after: { 1: 'b' } }, b: { after: { 1: 'a' } } } })

describe('a search that a bound ended', () => {
  const endless = { ...system({ bounded, counter, reader }), unhandled: 'defer' as const }
  const result = check(endless, { states: 200 })

  it('names the counter and the channel that keep growing, and the actors with most configurations first', () => {
    expect(result.growth.map(({ actor }) => actor)).toEqual(['counter', 'reader', 'bounded'])
    const [counting, reading, still] = result.growth
    expect(counting.counter?.path).toBe('seen.ticks')
    expect(counting.counter?.value).toBeGreaterThan(20)
    expect(counting.channel).toBeUndefined()
    expect(reading.channel?.from).toBe('counter')
    expect(reading.channel?.length).toBeGreaterThan(20)
    expect(still).toMatchObject({ actor: 'bounded', channel: undefined, counter: undefined })
  })

  it('is reported with where its states are', () => {
    const text = foundNothing(result, endless, { paint: UNPAINTED, columns: 200, ascii: false })
    expect(text).toMatch(
      /Where the states are\n {2}counter: \d+ configurations; seen\.ticks in its context grows \(\d+ so far\)/,
    )
    expect(text).toMatch(/reader: \d+ configurations; its channel from counter grows \(\d+ messages so far\)/)
  })
})

it('a complete search has nothing to diagnose', () => {
  expect(check(system({ bounded })).growth).toEqual([])
})
