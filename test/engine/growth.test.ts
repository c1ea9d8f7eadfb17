import { describe, expect, it } from 'vitest'
import type { AnyStateMachine } from 'xstate'
import { assign, sendTo, setup } from 'xstate'
import type { Growth } from '../../src/engine/growth.ts'
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

/** An actor whose context changes for ever in this way. */
function changing(context: object, change: (before: any) => object) {
  return machine({
    context,
    entry: sendTo(({ self }: any) => self, { type: 'tick' }),
    on: {
      tick: {
        actions: [
          assign(({ context: before }: any) => change(before)) as any,
          sendTo(({ self }: any) => self, { type: 'tick' }),
        ],
      },
    },
  })
}

/** Goes through the numbers up to 59 by their digits, and then counts. */
function late({ tens, ones, n }: any): object {
  if (n !== undefined) return { n: n + 1 }
  if (ones < 9) return { tens, ones: ones + 1 }
  return tens < 5 ? { tens: tens + 1, ones: 0 } : { n: 1 }
}

const NOTHING = { channel: undefined, counter: undefined, payload: undefined, timers: undefined, children: undefined }

function growthOf(actor: AnyStateMachine): object {
  const { configs, ...grown } = check(system({ actor }), { states: 100 }).growth[0]
  return grown
}

describe('what grows in a context is named by its path', () => {
  it.each<[string, object, (before: any) => object, string, number]>([
    ['a number', { n: 0 }, ({ n }) => ({ n: n + 1 }), 'n', 100],
    ['a number below 0', { n: 0 }, ({ n }) => ({ n: n - 1 }), 'n', 100],
    ['one beside a large constant', { port: 5000, n: 0 }, ({ n }) => ({ n: n + 1 }), 'n', 100],
    ['one that is first there late', { tens: 0, ones: 0 }, late, 'n', 41],
    ['a text', { text: '' }, ({ text }) => ({ text: `${text}x` }), 'text.length', 100],
    ['a list', { list: [] }, ({ list }) => ({ list: [...list, 0] }), 'list.length', 100],
    ['what is in a list', { list: [{ n: 0 }] }, ({ list }) => ({ list: [{ n: list[0].n + 1 }] }), 'list[].n', 100],
    ['a set', { set: new Set() }, ({ set }) => ({ set: new Set([...set, set.size]) }), 'set.size', 100],
    ['a map', { map: new Map() }, ({ map }) => ({ map: new Map([...map, [map.size, 'x']]) }), 'map.size', 100],
    [
      'a value of a map',
      { map: new Map([['n', 0]]) },
      ({ map }) => ({ map: new Map([['n', map.get('n') + 1]]) }),
      'map[]',
      100,
    ],
    [
      'a record',
      { r: {} },
      ({ r }) => ({ r: { ...r, [`k${Object.keys(r).length}`]: 5000 } }),
      'Object.keys(r).length',
      100,
    ],
    ['the context', {}, (all) => ({ [`k${Object.keys(all).length}`]: 1 }), 'Object.keys(context).length', 100],
    ['deep below', { a: { b: { n: 0 } } }, ({ a }) => ({ a: { b: { n: a.b.n + 1 } } }), 'a.b.n', 100],
  ])('%s', (_, context, change, path, value) => {
    expect(growthOf(changing(context, change))).toEqual({ ...NOTHING, actor: 'actor', counter: { path, value } })
  })
})

describe('what grows elsewhere is told as what it is', () => {
  it('what messages carry', () => {
    const hops = machine({
      entry: sendTo(({ self }: any) => self, { type: 'hop', from: { hops: 0 } } as any),
      on: {
        hop: {
          actions: sendTo(
            ({ self }: any) => self,
            ({ event }: any) => ({ type: 'hop', from: { hops: event.from.hops + 1 } }),
          ),
        },
      },
    })
    expect(growthOf(hops)).toEqual({ ...NOTHING, actor: 'actor', payload: { path: 'hop.from.hops', value: 100 } })
  })

  it('pending timers', () => {
    const late = machine({
      entry: sendTo(({ self }: any) => self, { type: 'tick' }),
      on: {
        tick: {
          actions: [
            sendTo(({ self }: any) => self, { type: 'late' }, { delay: 100 }),
            sendTo(({ self }: any) => self, { type: 'tick' }),
          ],
        },
        late: {},
      },
    })
    const { timers, ...rest } = growthOf(late) as Growth
    expect(timers).toBeGreaterThan(5)
    expect(rest).toMatchObject({ actor: 'actor', counter: undefined, payload: undefined, children: undefined })
  })

  it('children, which are not listed for having one configuration each', () => {
    const parent = setup({ actors: { child: machine({}) } }).createMachine({
      context: { last: undefined },
      entry: sendTo(({ self }) => self, { type: 'tick' }),
      on: {
        tick: {
          actions: [
            assign({
              last: ({ context: { last }, spawn }: any) =>
                spawn('child', { id: `c${last === undefined ? 1 : Number(last.id.slice(1)) + 1}` }),
            }) as any,
            sendTo(({ self }) => self, { type: 'tick' }),
          ],
        },
      },
    })
    const { growth } = check(system({ parent }), { states: 30 })
    expect(growth).toEqual([{ ...NOTHING, actor: 'parent', configs: 31, children: 30 }])
  })

  it('is reported so', () => {
    const all: Growth = {
      actor: 'a',
      configs: 1_000,
      channel: { from: 'b', length: 1 },
      counter: { path: 'list[].n', value: 1_000 },
      payload: { path: 'hop.hops', value: 2 },
      timers: 3,
      children: 4,
    }
    const style = { paint: UNPAINTED, columns: 400, ascii: false }
    const result = { ...check(system({ bounded })), hit: { bound: 'states', limit: 1 }, growth: [all] } as const
    expect(
      foundNothing({ ...result, verdict: { kind: 'inconclusive', hit: result.hit } }, system({ bounded }), style),
    ).toContain(
      'a: 1,000 configurations; its channel from b grows (1 message so far); list[].n in its context grows (1,000 so far); ' +
        'hop.hops in messages to it grows (2 so far); its pending timers grow (3 so far); its children grow (4 so far)',
    )
  })
})
