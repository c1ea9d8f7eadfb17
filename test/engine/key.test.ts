import { describe, expect, test } from 'vitest'
import { keyOf } from '../../src/engine/key.ts'
import { refusal } from './kit.ts'

const key = (value: unknown) => keyOf(value, (part) => (part as { address?: string }).address)

class Point {
  x = 1
}

describe('the key of a value', () => {
  test('does not depend on the order of fields, entries and members', () => {
    expect(key({ a: 1, b: { c: 2, d: 3 } })).toBe(key({ b: { d: 3, c: 2 }, a: 1 }))
    expect(
      key(
        new Map([
          ['a', 1],
          ['b', 2],
        ]),
      ),
    ).toBe(
      key(
        new Map([
          ['b', 2],
          ['a', 1],
        ]),
      ),
    )
    expect(key(new Set([1, 2]))).toBe(key(new Set([2, 1])))
  })

  test('tells apart what JSON confuses', () => {
    const values = [
      undefined,
      null,
      0,
      -0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      1,
      1n,
      '1',
      'undefined',
      'null',
      true,
      'true',
      [],
      {},
      [[]],
      [undefined],
      [null],
      { a: undefined },
      '',
      new Map(),
      new Set(),
      new Map([[1, 2]]),
      new Map([['1', 2]]),
      new Set([1]),
      new Set(['1']),
      new Set([[1]]),
      [1],
      { 0: 1 },
      new Date(0),
      new Date(1),
      /a/,
      /a/g,
      '/a/',
      new Error('a'),
      new Error('b'),
      new TypeError('a'),
      new Point(),
      { x: 1 },
      new Uint8Array([1]),
      new Uint16Array([1]),
      Symbol('s'),
      's',
      { address: 'p' },
      '@p',
      '@"p"',
      Object.create(null, { x: { value: 2, enumerable: true } }),
      [1, 2],
      ['1,2'],
      ['1', '2'],
    ]
    expect(new Set(values.map(key)).size).toBe(values.length)
  })

  test('is the same for equal values', () => {
    expect(key(new Date(5))).toBe(key(new Date(5)))
    expect(key(Number.NaN)).toBe(key(Number.NaN))
    expect(key(new Error('a'))).toBe(key(new Error('a')))
    expect(key({ p: new Point() })).toBe(key({ p: new Point() }))
  })

  test('keeps an actor reference by its address alone', () => {
    expect(key({ ref: { address: 'a/b', noise: 1 } })).toBe(key({ ref: { address: 'a/b', noise: 2 } }))
    expect(key({ ref: { address: 'a/b' } })).not.toBe(key({ ref: { address: 'a/c' } }))
  })

  test('tells functions apart by identity', () => {
    const [f, g] = [() => 1, () => 1]
    expect(key(f)).toBe(key(f))
    expect(key(f)).not.toBe(key(g))
  })

  test('lets one part occur twice, but not inside itself', () => {
    const part = { a: 1 }
    expect(key([part, part])).toBe(key([{ a: 1 }, { a: 1 }]))
    const loop: { self?: unknown } = {}
    loop.self = [loop]
    refusal(() => key(loop), 'unkeyable', 'contains itself', 'by name')
  })
})

describe('values that JSON would lose', () => {
  class Open {
    readonly n: number
    constructor(n: number) {
      this.n = n
    }
  }
  class Closed {
    readonly #n: number
    constructor(n: number) {
      this.#n = n
    }
    get n() {
      return this.#n
    }
  }
  const tag = Symbol('tag')

  test.each([
    ['URLs', new URL('http://a/1'), new URL('http://a/2')],
    ['buffers', new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
    ['fields of errors', Object.assign(new Error('x'), { code: 1 }), Object.assign(new Error('x'), { code: 2 })],
    ['causes of errors', new Error('x', { cause: 1 }), new Error('x', { cause: 2 })],
    ['symbol keys', { [tag]: 1 }, { [tag]: 2 }],
    ['instances of classes', new Open(1), new Open(2)],
    ['symbols of one description', Symbol('a'), Symbol('a')],
  ])('%s are told apart', (_, one, other) => {
    expect(keyOf(one, () => undefined)).not.toBe(keyOf(other, () => undefined))
  })

  test.each([
    ['#private fields', new Closed(1), /instance of Closed hides state in #private fields/],
    ['a built-in class', new WeakMap(), /a WeakMap does not show what it holds/],
    ['a promise', Promise.resolve(1), /a Promise does not show what it holds/],
  ])('hidden state is refused: %s', (_, value, message) => {
    expect(() => keyOf(value, () => undefined)).toThrow(message)
  })
})
