import { describe, expect, test } from 'vitest'
import type { Explanation, WaitEdge } from '../../src/index.ts'
import { chainSentence, cycleSentence, deadlockSentence, waitClause } from '../../src/report/sentence.ts'

/** `'a acquires m'` as an edge. */
function edge(text: string): WaitEdge {
  const [from, kind, to] = text.split(' ')
  return { from, kind: kind as WaitEdge['kind'], to }
}

function edges(...texts: readonly string[]): readonly WaitEdge[] {
  return texts.map(edge)
}

function explanation(part: Partial<Explanation>): Explanation {
  return { cycle: [], chain: [], core: [], victims: [], waits: [], ...part }
}

const running = () => 'running' as const

describe('a wait in words', () => {
  test.each([
    ['conn#1 acquires mtx', 'waits to acquire mtx'],
    ['mtx held-by conn#1', 'is held by conn#1'],
    ['conn#1 awaits-reply nx_kernel', 'waits for a reply from nx_kernel'],
    ['nx_kernel needs-run-slot sched', 'needs a run slot from sched'],
    ['sched awaits-signal work', 'waits for a signal from work'],
    ['a awaits-message b', 'waits for a message from b'],
    ['conn#1 runs P#1', 'is running P#1'],
    ['a awaits-reply a', 'waits for a reply from itself'],
  ])('%s: %s', (text, words) => {
    expect(waitClause(edge(text))).toBe(words)
  })
})

describe('a cycle as a sentence', () => {
  test('begins with who holds something, wherever the cycle begins', () => {
    const cycle = edges(
      'conn#1 awaits-reply nx_kernel',
      'nx_kernel needs-run-slot sched',
      'sched acquires mtx',
      'mtx held-by conn#1',
    )
    for (const at of cycle.keys()) {
      expect(cycleSentence([...cycle.slice(at), ...cycle.slice(0, at)])).toBe(
        'conn#1 holds mtx and waits for a reply from nx_kernel; nx_kernel needs a run slot from sched; sched waits for mtx, which conn#1 holds.',
      )
    }
  })

  test('of locks alone', () => {
    const cycle = edges('m held-by a', 'a acquires n', 'n held-by b', 'b acquires m')
    expect(cycleSentence(cycle)).toBe('a holds m and waits for n, which b holds; b waits for m, which a holds.')
  })

  test('of nobody who holds anything', () => {
    expect(cycleSentence(edges('a awaits-reply b', 'b awaits-reply a'))).toBe(
      'a waits for a reply from b; b waits for a reply from a.',
    )
  })

  test('of one actor and what it holds itself', () => {
    expect(cycleSentence(edges('m held-by a', 'a acquires m'))).toBe('a waits for m, which it holds itself.')
  })

  test('of one actor alone', () => {
    expect(cycleSentence(edges('a awaits-reply a'))).toBe('a waits for a reply from itself.')
  })

  test('writes out what a terminal would act on', () => {
    expect(cycleSentence(edges('a\x1b awaits-reply b\u202e', 'b\u202e awaits-reply a\x1b'))).toBe(
      'a\\x1b waits for a reply from b\\u202e; b\\u202e waits for a reply from a\\x1b.',
    )
  })
})

describe('a chain as a sentence', () => {
  const chain = edges('curl awaits-reply conn', 'conn awaits-signal P')

  test('ends at what never comes, and says where the last one stands', () => {
    const told = explanation({ chain, core: ['conn'] })
    const begin = 'curl waits for a reply from conn; conn waits for a signal from P, which never comes'
    expect(chainSentence(told, running)).toBe(`${begin}.`)
    expect(chainSentence(told, () => 'finished')).toBe(`${begin} (P has finished).`)
    expect(chainSentence(told, () => 'idle')).toBe(`${begin} (P is idle).`)
    expect(chainSentence(told, () => 'absent')).toBe(`${begin} (P does not exist).`)
  })

  test('ends at who is stuck without a declared wait', () => {
    expect(chainSentence(explanation({ chain, core: ['P'] }), running)).toBe(
      'curl waits for a reply from conn; conn waits for a signal from P; P never moves again and declares no wait.',
    )
  })
})

describe('a deadlock without declared waits', () => {
  test.each([
    [['a'], 'a never moves again; its state declares no wait (meta: { waits }) that would say why.'],
    [
      ['a', 'b', 'c'],
      'a, b and c never move again; their states declare no wait (meta: { waits }) that would say why.',
    ],
  ])('%j', (core, sentence) => {
    expect(deadlockSentence(explanation({ core }), running)).toBe(sentence)
  })
})
