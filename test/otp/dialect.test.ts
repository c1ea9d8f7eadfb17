import { describe, expect, it } from 'vitest'
import { check } from '../../src/check/check.ts'
import { deadlockFree } from '../../src/engine/property.ts'
import type { Dialect, Outcome, Script } from '../../src/model/otp/index.ts'
import { likely, OTP, OTP_23, otpSystem, outcomes, SX } from '../../src/model/otp/index.ts'
import { bare, call, mailbox, note, pid, ret, script, server, sleep, spawn, start, t, v } from './kit.ts'
import { noted } from './noted.ts'
import { scenarios } from './scenarios.ts'

const speaking = (dialect: Dialect, given: Script): Script => ({ ...given, dialect })
const observed = (name: string): Script => scenarios.find((other) => other.name === name) as Script
const all = (given: Script): readonly Outcome[] => outcomes(given) ?? []

describe('without aliases', () => {
  it.each([
    ['OTP 23', OTP_23],
    ['SX', SX],
  ])('%s: a late reply lands in the mailbox of the caller, and answers no later call', (_, dialect) => {
    const [outcome, ...others] = all(speaking(dialect, observed('call_timeout_then_late_reply')))
    expect(others).toEqual([])
    expect(noted(outcome)).toMatchObject({
      elapsed_ms: '100',
      mailbox_after_late_reply: "[{'#r1',x}]",
      next_call: '{ok,next}',
    })
  })

  it('the second of two replies is there whenever it comes', () => {
    const possible = all(speaking(OTP_23, observed('reply_twice'))).map((outcome) => noted(outcome).mailbox)
    expect(possible).toEqual(["[{'#r1',two}]"])
  })

  it('a late reply to a caller that died is dropped', () => {
    const late = script('late', [start('s'), spawn('c1'), sleep(200), call(pid('s'), 'next'), note('next')], {
      s: server(),
      c1: [call(pid('s'), t('slow', 100), 50)],
    })
    expect(all(speaking(SX, late)).map(noted)).toEqual([{ next: '{ok,next}' }])
  })
})

describe('the SX dialect', () => {
  const selfish = script('self', [start('s', 's'), call('s', 'self', 'infinity'), note('result')], {
    s: server({ self: [{ do: 'call', to: 's', request: 'next', as: 'R' }, ret('reply', v('R'), v('State'))] }),
  })

  it('waits for ever in a call to itself, which OTP refuses', () => {
    expect(all(speaking(SX, selfish)).map(({ ended }) => ended)).toEqual([false])
    expect(noted(likely(speaking(OTP, selfish))).result).toBe(
      "{exit,{{calling_self,{gen_server,call,'...'}},{gen_server,call,'...'}}}",
    )
  })

  it('has no timeout unless one is given', () => {
    const slow = script(
      'slow',
      [start('s'), { do: 'call', to: pid('s'), request: t('slow', 9000), as: 'R' }, note('result')],
      {
        s: server(),
      },
    )
    expect(all(speaking(SX, slow)).map(noted)).toEqual([{ result: 'x' }])
  })
})

describe('as a system like any other', () => {
  const crossing = (to: string) =>
    server({ cross: [sleep(50), bare(to, 'next', 'infinity'), ret('reply', v('R'), v('State'))] })
  const mutual = script('mutual', [start('a', 'a'), start('b', 'b'), spawn('c1'), spawn('c2')], {
    a: crossing('b'),
    b: crossing('a'),
    c1: [call('a', 'cross', 'infinity')],
    c2: [call('b', 'cross', 'infinity')],
  })

  it('two servers that call each other are a deadlock, and its cycle is the servers', () => {
    const { verdict } = check(otpSystem(mutual, [deadlockFree()]))
    expect(verdict).toMatchObject({
      kind: 'counterexample',
      counterexample: {
        violation: {
          kind: 'deadlock',
          explanation: {
            cycle: [
              { from: 'a', kind: 'awaits-reply', to: 'b' },
              { from: 'b', kind: 'awaits-reply', to: 'a' },
            ],
            victims: ['c1', 'c2'],
          },
        },
      },
    })
  })

  it('servers at rest and processes that died are no deadlock', () => {
    const fine = script('fine', [start('s'), call(pid('s'), 'next'), call(pid('s'), 'boom')], { s: server() })
    expect(check(otpSystem(fine)).verdict.kind).toBe('verified')
  })
})

describe('a script with a mistake says so', () => {
  it.each([
    ['a variable without a value', [note('x', v('Y'))], 'the variable Y has no value here'],
    ['a process that runs twice', [spawn('c1'), spawn('c1'), sleep(10)], 'runs the process c1 a second time'],
    ['no pid where one is needed', [{ do: 'link', to: 'c1' } as const], 'takes a pid'],
    ['no reference', [{ do: 'demonitor', ref: 'c1' } as const], 'takes the reference'],
  ])('%s', (_, program, message) => {
    const wrong = script('wrong', [...program, mailbox('m')], { c1: [sleep(5)] })
    expect(() => likely(wrong)).toThrow(message)
    expect(() => outcomes(wrong)).toThrow(message)
  })
})

it('gives up listing the outcomes of a script with too many situations', () => {
  expect(outcomes(observed('order_two_clients'), 100)).toBeUndefined()
})
