import { describe, expect, it, test } from 'vitest'
import { check } from '../../src/check/check.ts'
import type { Property } from '../../src/engine/property.ts'
import { catalogue } from '../../src/model/catalogue.ts'
import { fixes, leftovers } from '../../src/model/fixes.ts'
import { parseFlags } from '../../src/model/flags.ts'
import { atMostAlive, notHeldUp, onOwnThread, STILL_TRUE, TRUE_AGAIN } from '../../src/model/risks.ts'
import type { Route } from '../../src/model/routes.ts'
import { sxSystem } from '../../src/model/server.ts'

/** The verdict on one property of a server that so many clients ask at once, one request each. */
function verdict(flags: string, routes: readonly Route[], property: Property, admits?: number): string {
  const system = sxSystem({
    name: 'server',
    variants: [parseFlags(flags)[0]],
    phases: [routes.map((route) => [{ route }])],
    parameters: {},
    ...(admits === undefined ? {} : { admits }),
  })
  const { verdict: found, complete } = check({ ...system, properties: [property] })
  expect(complete).toBe(true)
  return found.kind
}

const many = (n: number, route: Route): readonly Route[] => Array.from({ length: n }, () => route)

describe('what a handler has read before a call', () => {
  const two = many(2, 'kernel')

  it.each(['--variant a-yield', '--variant a-hook', '--variant b-spawn'])('may be stale after it: %s', (flags) => {
    expect(verdict(flags, two, STILL_TRUE)).toBe('counterexample')
    expect(verdict(flags, two, TRUE_AGAIN)).toBe('verified')
  })

  it('is not where the mutex is kept over the call, and somebody schedules without it', () => {
    expect(verdict('--variant original --runner return-nolock', two, STILL_TRUE)).toBe('verified')
  })

  it('does not matter to handlers that do not call', () => {
    expect(verdict('--variant a-yield', many(2, 'simple'), STILL_TRUE)).toBe('verified')
  })

  it('and what it reads again may be stale, too, where no mutex keeps handlers apart', () => {
    expect(verdict('--variant a-naive', two, TRUE_AGAIN)).toBe('counterexample')
  })
})

describe('how many handlers are alive at once', () => {
  it.each([2, 3])('pattern B: as many as there are requests, here %d, and no fewer bound holds', (n) => {
    expect(verdict('--variant b-spawn', many(n, 'simple'), atMostAlive(n - 1, n))).toBe('counterexample')
    expect(verdict('--variant b-spawn', many(n, 'simple'), atMostAlive(n, n))).toBe('verified')
  })

  it('pattern A: as many as wait for the kernel, but one that calls nobody is alone', () => {
    expect(verdict('--variant a-yield', many(3, 'kernel'), atMostAlive(2, 3))).toBe('counterexample')
    expect(verdict('--variant a-yield', many(3, 'simple'), atMostAlive(1, 3))).toBe('verified')
  })

  it.each([1, 2])('behind a proxy that lets in %d at once: no more than these', (limit) => {
    const flags = '--variant b-spawn'
    expect(verdict(flags, many(3, 'simple'), atMostAlive(limit, 3), limit)).toBe('verified')
    expect(verdict(flags, many(3, 'simple'), atMostAlive(limit - 1, 3), limit)).toBe('counterexample')
  })
})

describe('with --pump a slice', () => {
  const parked = '--runner parked --pump'

  it('of pattern A runs on the thread of its own request, unless the kernel waits in the middle of a call', () => {
    expect(verdict(`--variant a-yield ${parked}`, many(2, 'kernel'), onOwnThread(2))).toBe('verified')
    expect(verdict(`--variant a-yield ${parked}`, ['slow', 'kernel'], onOwnThread(2))).toBe('counterexample')
  })

  it('of pattern B may run on another one, and block that in its outbound request', () => {
    const flags = `--variant b-spawn ${parked}`
    expect(verdict(flags, ['simple', 'remote'], onOwnThread(2))).toBe('counterexample')
    expect(verdict(flags, ['simple', 'remote'], notHeldUp(2))).toBe('counterexample')
    expect(verdict(`${flags} --io async`, ['simple', 'remote'], onOwnThread(2))).toBe('counterexample')
    expect(verdict(`${flags} --io async`, ['simple', 'remote'], notHeldUp(2))).toBe('verified')
  })
})

test('each risk of a fix, and what the patterns leave, is shown by a verdict that is no pass, and each remedy by one that is', () => {
  const expected = (name: string) => catalogue.find((scenario) => scenario.name === name)?.expected.violations
  for (const { risk, scenario, remedy } of [...leftovers, ...fixes.flatMap(({ risks }) => risks)]) {
    expect(expected(scenario)?.length, risk).toBeGreaterThan(0)
    if (remedy !== undefined) expect(expected(remedy.scenario), remedy.measure).toEqual([])
  }
})
