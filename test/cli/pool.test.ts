import { expect, test } from 'vitest'
import type { Hand } from '../../src/cli/pool.ts'
import { Pool } from '../../src/cli/pool.ts'

/** A hand that is told by the test what to do. */
class Puppet implements Hand<number, string> {
  readonly posted: number[] = []
  dismissed = false
  done: (what: string) => void = () => {}
  gone: (why: Error) => void = () => {}
  post(task: number): void {
    this.posted.push(task)
  }
  listen(done: (what: string) => void, gone: (why: Error) => void): void {
    this.done = done
    this.gone = gone
  }
  dismiss(): void {
    this.dismissed = true
  }
}

function pool(tasks: readonly number[], enough: (done: string) => boolean = () => false) {
  const hands: Puppet[] = []
  const taken: string[] = []
  const hire = (): Puppet => {
    hands.push(new Puppet())
    return hands[hands.length - 1]
  }
  const take = (done: string): boolean => {
    taken.push(done)
    return enough(done)
  }
  return { hands, taken, pool: new Pool(tasks, hire, take, ({ message }) => message === 'final') }
}

test('results come in the order of the tasks, whoever is first', async () => {
  const { hands, taken, pool: work } = pool([1, 2, 3])
  const over = work.work(2)
  hands[1].done('two')
  expect(taken).toEqual([])
  hands[1].done('three')
  hands[0].done('one')
  await over
  expect(taken).toEqual(['one', 'two', 'three'])
  expect(hands.every(({ dismissed }) => dismissed)).toBe(true)
})

test('the task of a hand that dies goes to another one, and is done once', async () => {
  const { hands, taken, pool: work } = pool([1, 2, 3])
  const over = work.work(2)
  hands[0].gone(new Error('killed'))
  hands[0].done('too late')
  expect(hands[2].posted).toEqual([1])
  hands[1].done('two')
  hands[2].done('one')
  hands[1].done('three')
  await over
  expect(taken).toEqual(['one', 'two', 'three'])
})

test('also when everybody else has gone home', async () => {
  const { hands, taken, pool: work } = pool([1, 2])
  const over = work.work(2)
  hands[0].done('one')
  hands[1].gone(new Error('killed'))
  hands[2].done('two')
  await over
  expect(taken).toEqual(['one', 'two'])
})

test('a task that ends whoever takes it is given up', async () => {
  const { hands, pool: work } = pool([1])
  const over = work.work(1)
  for (const at of [0, 1, 2]) hands[at].gone(new Error('out of memory'))
  await expect(over).rejects.toThrow('out of memory')
  expect(hands).toHaveLength(3)
})

test('a mistake of the user is no accident', async () => {
  const { hands, pool: work } = pool([1, 2])
  const over = work.work(2)
  hands[1].gone(new Error('final'))
  await expect(over).rejects.toThrow('final')
  expect(hands.map(({ dismissed }) => dismissed)).toEqual([true, false])
})

test('enough is enough, and stop ends it at once', async () => {
  const first = pool([1, 2, 3], (done) => done === 'two')
  const over = first.pool.work(3)
  first.hands[2].done('three')
  first.hands[1].done('two')
  first.hands[0].done('one')
  await over
  expect(first.taken).toEqual(['one', 'two'])
  const second = pool([1, 2])
  const stopped = second.pool.work(2)
  second.pool.stop()
  await stopped
  expect(second.taken).toEqual([])
  for (const hand of [...second.hands]) hand.gone(new Error('terminated'))
  expect(second.hands).toHaveLength(2)
  expect(second.hands.every(({ dismissed }) => dismissed)).toBe(true)
})
