import { describe, expect, test } from 'vitest'
import {
  count,
  enumerate,
  oneLine,
  printable,
  printableJson,
  shortened,
  stateName,
  wrapped,
} from '../../src/report/text.ts'

test.each([
  ['\x1b[31m', '\\x1b[31m'],
  ['\r\n\t', '\\x0d\\x0a\\x09'],
  ['\x9b2J', '\\x9b2J'],
  ['a\u202eb\u2028', 'a\\u202eb\\u2028'],
  ['\u{e0041}', '\\u{e0041}'],
  ['Zoë ─ 猫 🐈', 'Zoë ─ 猫 🐈'],
])('%j is printed as %s', (text, shown) => {
  expect(printable(text)).toBe(shown)
})

test('JSON stays the same value', () => {
  const value = { 'a\x9b': ['\x1b\n', '\u202e', '\u{e0041}', 'ü'] }
  const text = printableJson(value)
  expect(JSON.parse(text)).toEqual(value)
  expect(text).not.toMatch(/[^\P{C}\n]/u)
})

test('a message is one line', () => {
  expect(oneLine('  a\n   b\x1b\r\nc \n')).toBe('a b\\x1b c')
})

test('numbers', () => {
  expect([0, 999, 1000, 27_000_000].map((value) => count(value, 'state'))).toEqual([
    '0 states',
    '999 states',
    '1,000 states',
    '27,000,000 states',
  ])
  expect(count(1, 'step')).toBe('1 step')
})

test('lists', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((items) => enumerate(items))).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ])
})

test('lines break between words, and long words stay whole', () => {
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three'])
  expect(wrapped('a extraordinarily b', 5)).toEqual(['a', 'extraordinarily', 'b'])
})

test('what is too long is cut', () => {
  expect(shortened('nx_kernel', 9)).toBe('nx_kernel')
  expect(shortened('nx_kernel', 5)).toBe('nx_k…')
})

describe('a state value in one word', () => {
  test.each([
    ['idle', 'idle'],
    [{ call: 'parked' }, 'call.parked'],
    [{ a: { b: 'c' }, d: 'e' }, 'a.b.c & d.e'],
    [{ a: {} }, 'a'],
    [undefined, ''],
  ])('%j: %s', (value, name) => {
    expect(stateName(value)).toBe(name)
  })
})
