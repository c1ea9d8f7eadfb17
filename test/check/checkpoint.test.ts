import { describe, expect, it, vi } from 'vitest'
import { assign, enqueueActions, sendParent, sendTo, setup } from 'xstate'
import type { CheckResult } from '../../src/check/check.ts'
import { checking } from '../../src/check/check.ts'
import { formatCheckpoint, parseCheckpoint } from '../../src/check/checkpoint.ts'
import type { Bounds } from '../../src/check/search.ts'
import type { Standing } from '../../src/check/standing.ts'
import { VERSION } from '../../src/engine/version.ts'
import type { System } from '../../src/index.ts'
import { always, check, deadlockFree, noUnhandledEvents, sometimes } from '../../src/index.ts'
import { catalogue } from '../../src/model/catalogue.ts'
import { machine, recorder, refusal, sink, system } from '../engine/kit.ts'
import { philosophers } from '../systems/philosophers.ts'
import { ring } from '../systems/ring.ts'

/** The bytes of a checkpoint, as a file would hold them. */
function bytesOf(checked: System, standing: Standing): Uint8Array {
  return Uint8Array.from(Buffer.concat([...formatCheckpoint(checked, standing)]))
}

function reader(bytes: Uint8Array): (length: number) => Uint8Array {
  let at = 0
  return (length) => {
    at += length
    return bytes.subarray(at - length, at)
  }
}

/** Checks up to a bound; the checkpoint that it leaves. */
function cutOff(checked: System, bounds: Bounds): Uint8Array {
  const run = checking(checked, bounds)
  let left: Uint8Array | undefined
  for (;;) {
    const { done, value } = run.next(undefined)
    if (done) break
    left = bytesOf(checked, value.standing?.() as Standing)
  }
  if (left === undefined) throw new Error('the bound is not hit')
  return left
}

function resume(checked: System, bytes: Uint8Array): CheckResult {
  const run = checking(checked, {}, parseCheckpoint(checked, reader(bytes)))
  for (;;) {
    const { done, value } = run.next(undefined)
    if (done) return value
  }
}

/** What a check that goes on says, unless it refuses to. */
function answer(checked: System, bytes: Uint8Array): CheckResult | undefined {
  try {
    return resume(checked, bytes)
  } catch {
    refusal(() => resume(checked, bytes), 'checkpoint', 'the system has changed since')
    return undefined
  }
}

/** A parent that starts children and stops them, with timers, whose actors get events that they cannot take. */
function lively(): System {
  const child = machine({ after: { 5: { actions: sendTo(({ system: all }: any) => all.get('sink'), { type: 'x' }) } } })
  const parent = machine({
    context: { n: 0 },
    initial: 'on',
    states: {
      on: { invoke: { id: 'c', src: child }, after: { 3: 'off' } },
      off: { entry: assign({ n: ({ context }: any) => (context.n + 1) % 3 }), after: { 2: 'on' } },
    },
  })
  return {
    ...system({ parent, sink, other: parent }),
    properties: [
      deadlockFree(),
      noUnhandledEvents(),
      sometimes('off twice', (state) => (state.actor('parent').context as { n: number }).n === 2),
      always('never two', (state) => (state.actor('other').context as { n: number }).n < 2),
    ],
  }
}

/** An actor that begins with so many children, which is a matter of its functions. */
function having(children: number): System {
  const child = machine({ after: { 2: { actions: sendParent({ type: 'x' }) } } })
  const parent = setup({ actors: { child } }).createMachine({
    entry: enqueueActions(({ enqueue }) => {
      for (let at = 0; at < children; at++) enqueue.spawnChild('child', { id: `c${at}` })
    }),
  })
  return system({ parent })
}

/** Two actors that send when these milliseconds have passed, under a clock that keeps the order. */
function racing(one: number, other: number): System {
  const after = (pace: number) =>
    machine({ after: { pace: { actions: sendTo(({ system: all }: any) => all.get('got'), { type: 'x' }) } } }).provide({
      delays: { pace },
    })
  return system({ one: after(one), other: after(other), got: recorder('x') }, { clock: 'urgent' })
}

/** Two actors whose timers send to a third: an urgent clock delivers between them. */
function timed(clock: System['clock']): System {
  const late = (delay: number) =>
    machine({ after: { [delay]: { actions: sendTo(({ system: all }: any) => all.get('sink'), { type: 'x' }) } } })
  return { ...system({ early: late(3), late: late(5), sink }), clock }
}

/** Two actors that each send so many messages to one that counts them in a circle, at this pace. */
function counting(limit: number, modulus: number, pace = 3): System {
  const sender = machine({
    context: { n: 0 },
    initial: 'on',
    states: {
      on: {
        tags: 'idle',
        after: {
          pace: {
            guard: ({ context }: any) => context.n < limit,
            target: 'on',
            reenter: true,
            actions: [
              assign({ n: ({ context }: any) => context.n + 1 }),
              sendTo(({ system: all }: any) => all.get('counter'), { type: 'x' }),
            ],
          },
        },
      },
    },
  }).provide({ delays: { pace } })
  const counter = machine({
    context: { n: 0 },
    tags: 'idle',
    on: { x: { actions: assign({ n: ({ context }: any) => (context.n + 1) % modulus }) } },
  })
  return system({ one: sender, counter, other: sender })
}

const without = ({ bytes, ...rest }: CheckResult): Omit<CheckResult, 'bytes'> => rest

describe('a check that goes on from a checkpoint', () => {
  const large = catalogue.filter(({ expected }) => expected.states > 500).slice(0, 1)
  const systems: readonly System[] = [philosophers(5), ring(7), lively(), ...large.map((scenario) => scenario.system())]

  it.each(systems.map((checked) => [checked.name, checked] as const))('answers as without: %s', (_, checked) => {
    const whole = check(checked)
    for (const states of [1, 2, Math.ceil(whole.states / 3), whole.states - 1]) {
      expect(without(resume(checked, cutOff(checked, { states })))).toEqual(without(whole))
    }
    for (const depth of [1, Math.ceil(whole.depth / 2)]) {
      expect(without(resume(checked, cutOff(checked, { depth })))).toEqual(without(whole))
    }
  })

  it('is cut off and goes on as often as need be', () => {
    const checked = ring(7)
    let bytes = cutOff(checked, { states: 300 })
    for (let states = 600; states < 2_860; states += 300) {
      const run = checking(checked, { states }, parseCheckpoint(checked, reader(bytes)))
      for (let next = run.next(undefined); !next.done; next = run.next(undefined)) {
        bytes = bytesOf(checked, next.value.standing?.() as Standing)
      }
    }
    expect(without(resume(checked, bytes))).toEqual(without(check(checked)))
  })
})

describe('a checkpoint is refused', () => {
  const bytes = cutOff(ring(7), { states: 300 })
  const refused = (changed: Uint8Array, checked = ring(7)): (() => unknown) => {
    return () => resume(checked, changed)
  }

  it('when it is of another system', () => {
    expect(refused(bytes, ring(8))).toThrow('of another system')
    expect(refused(bytes, { ...ring(7), unhandled: 'drop' })).toThrow('of another system, or the system has changed')
  })

  it('when it was taken under another clock, under which other states are reachable', () => {
    const [free, urgent, byDefault] = (['free', 'urgent', undefined] as const).map(timed)
    expect(check(free).states).not.toBe(check(urgent).states)
    const taken = "was taken under clock 'urgent', and the system is now searched under 'free'"
    expect(refused(cutOff(urgent, { states: 3 }), free)).toThrow(taken)
    expect(refused(cutOff(urgent, { states: 3 }), byDefault)).toThrow(taken)
    expect(refused(cutOff(free, { states: 3 }), urgent)).toThrow("was taken under clock 'free'")
    expect(without(resume(free, cutOff(byDefault, { states: 3 })))).toEqual(without(check(free)))
  })

  it('when guards or actions have changed what was seen; otherwise it goes on to the answer of the changed system', () => {
    const kinds = [
      ...[1, 2, 3, 4, 5].map((limit) => counting(limit, 3)),
      ...[2, 4].map((modulus) => counting(3, modulus)),
      counting(3, 3, 4),
      ...[1, 2, 3].map(having),
      ...[
        [3, 5],
        [5, 3],
      ].map(([one, other]) => racing(one, other)),
    ]
    const pairs = kinds.flatMap((before) => kinds.map((after) => [before, after] as const))
    const accepted = pairs.filter(([before, after]) => {
      const fresh = without(check(after))
      const most = check(before).states - 1
      const answers = [5, 20, 80].map((states) => answer(after, cutOff(before, { states: Math.min(states, most) })))
      for (const given of answers) if (given !== undefined) expect(without(given)).toEqual(fresh)
      return answers.some((given) => given !== undefined)
    })
    for (const kind of kinds) expect(accepted).toContainEqual([kind, kind])
    expect(accepted.length).toBeGreaterThan(kinds.length)
    expect(accepted.length).toBeLessThan(pairs.length)
  })

  it('when another version has written it', async () => {
    vi.resetModules()
    vi.doMock('../../src/engine/version.ts', () => ({ VERSION: '0.0.9' }))
    const other = await import('../../src/check/checkpoint.ts')
    vi.doUnmock('../../src/engine/version.ts')
    const standing = parseCheckpoint(ring(7), reader(bytes))
    const written = Buffer.concat([...other.formatCheckpoint(ring(7), standing)])
    expect(refused(written)).toThrow(`is of interlock 0.0.9, and this is ${VERSION}`)
  })

  it('when any byte of it has changed, and without a search', () => {
    const small = cutOff(timed('free'), { states: 3 })
    for (let at = 0; at < small.length; at++) {
      for (const flip of [1, 0x80, 0xff]) {
        const damaged = small.slice()
        damaged[at] ^= flip
        const why = at < 'interlock checkpoint 2\n'.length ? 'is none that this version reads' : 'is damaged'
        refusal(() => parseCheckpoint(timed('free'), reader(damaged)), 'checkpoint', why)
      }
    }
  })

  it('when it ends too early or too late', () => {
    const small = cutOff(timed('free'), { states: 3 })
    for (let length = 0; length < small.length; length++) {
      const why = length < 'interlock checkpoint 2\n'.length ? 'is none that this version reads' : 'is cut off'
      refusal(() => parseCheckpoint(timed('free'), reader(small.subarray(0, length))), 'checkpoint', why)
    }
    const longer = Buffer.concat([small, small])
    refusal(() => parseCheckpoint(timed('free'), reader(longer)), 'checkpoint', 'is damaged')
  })

  it('when it is none', () => {
    expect(refused(new TextEncoder().encode('{ "a trace": 1 }'.repeat(10)))).toThrow('is none that this version reads')
  })
})
