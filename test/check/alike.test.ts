import { describe, expect, test } from 'vitest'
import { assign, setup } from 'xstate'
import { alike } from '../../src/check/alike.ts'
import { Network } from '../../src/engine/network.ts'
import { defineSystem } from '../../src/index.ts'
import { send } from '../../src/model/send.ts'
import { philosophers } from '../systems/philosophers.ts'

/** Sends a number to its peer, and counts in a variable that nobody reads. */
function talk(number: number, count: number, tags: string[] = []): Network {
  const speaker = setup({
    types: { context: {} as { count: number } },
    actions: { say: send('b', { type: 'say', number }), count: assign({ count }) },
  }).createMachine({
    id: 'speaker',
    context: { count: 0 },
    initial: 'speaking',
    states: { speaking: { entry: ['say', 'count'], on: { heard: 'done' } }, done: { tags } },
  })
  const listener = setup({ actions: { heard: send('a', { type: 'heard' }) } }).createMachine({
    id: 'listener',
    initial: 'idle',
    states: { idle: { tags: 'idle', on: { say: { actions: 'heard' } } } },
  })
  return new Network(defineSystem({ name: 'talk', actors: { a: speaker, b: listener }, unhandled: 'defer' }), 'free')
}

const dining = (seats: number, swapped: boolean): Network => new Network(philosophers(seats, swapped), 'free')

describe('two systems are alike', () => {
  test('when they are the same', () => {
    expect(alike(dining(4, false), dining(4, false), 10_000)).toBe(true)
  })

  test('when they differ in a variable that nobody reads', () => {
    expect(alike(talk(1, 1), talk(1, 2), 100)).toBe(true)
  })

  test.each([
    ['in what a message carries', talk(1, 1), talk(2, 1)],
    ['in a tag', talk(1, 1), talk(1, 1, ['happy'])],
    ['in who may rest', talk(1, 1), talk(1, 1, ['idle'])],
    ['in the steps that are enabled', dining(3, false), dining(3, true)],
    ['in the number of actors', dining(3, false), dining(4, false)],
  ])('but not when they differ %s', (_, one, other) => {
    expect(alike(one, other, 10_000)).toBe(false)
  })

  test('only as far as was looked: a bound is never a proof', () => {
    expect(alike(dining(4, false), dining(4, false), 10)).toBe(false)
  })
})
