import { describe, expect, it } from 'vitest'
import type { Step } from '../../src/engine/step.ts'
import type { Strategy, Trial } from '../../src/engine/strategy.ts'
import { chainOf } from '../../src/engine/strategy.ts'
import { combination, combinations } from '../../src/scheduler/combination.ts'
import { portfolio } from '../../src/scheduler/portfolio.ts'
import { strategyNamed } from '../../src/scheduler/strategies.ts'

// Strategies on toy threads: each is a sequence of steps, always enabled until it is done. What a run comes to is the word
// of the threads' names in the order of their steps.

function toy(threads: Readonly<Record<string, number>>): {
  trial: Trial
  run: (strategy: Strategy, seed: number) => string
} {
  const steps = Object.values(threads).reduce((sum, count) => sum + count, 0)
  const trial = { steps, chains: new Map(Object.entries(threads)) }
  const run = (strategy: Strategy, seed: number): string => {
    strategy.begin(seed, () => trial)
    const left = new Map(Object.entries(threads))
    let word = ''
    for (;;) {
      const enabled = [...left].filter(([, count]) => count > 0).map(([name, count]) => stepOf(name, count))
      if (enabled.length === 0) return word
      const { actor } = enabled[strategy.pick(enabled)]
      left.set(actor, (left.get(actor) ?? 0) - 1)
      word += actor
    }
  }
  return { trial, run }
}

function stepOf(actor: string, left: number): Step {
  const event = { type: 'go' }
  return { kind: 'timeout', actor, moves: true, label: `${actor} ${left}`, event, to: actor }
}

function strategy(text: string): Strategy {
  const named = strategyNamed(text)
  if (named === undefined) throw new Error(`${text} is no strategy`)
  return named
}

/** How often each word comes up in this many runs. */
function words(text: string, threads: Readonly<Record<string, number>>, runs: number): Map<string, number> {
  const { run } = toy(threads)
  const picker = strategy(text)
  const counts = new Map<string, number>()
  for (let seed = 0; seed < runs; seed++) {
    const word = run(picker, seed)
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}

function switches(word: string): number {
  return [...word].filter((name, index) => index > 0 && name !== word[index - 1]).length
}

describe('PCT', () => {
  it.each([
    ['aabb', 2],
    ['abab', 4],
    ['abba', 3],
  ])('finds the order %s, which takes depth %i, at least as often as it promises', (word, depth) => {
    const { trial } = toy({ a: 2, b: 2 })
    const runs = 3000
    const promised = strategy(`pct:${depth}`).guarantees?.(trial)[0].probability ?? 1
    const found = words(`pct:${depth}`, { a: 2, b: 2 }, runs).get(word) ?? 0
    expect(promised).toBe(1 / (2 * 4 ** (depth - 1)))
    expect(found / runs).toBeGreaterThanOrEqual(promised)
  })

  it('of depth 1 never preempts', () => {
    expect([...words('pct:1', { a: 3, b: 3, c: 3 }, 200).keys()].map(switches)).toEqual(Array(6).fill(2))
  })
})

describe('URW', () => {
  it('makes all interleavings equally likely, where the random walk does not', () => {
    const threads = { a: 4, b: 1 }
    const [runs, share] = [5000, 1000]
    const uniform = [...words('urw', threads, runs).values()]
    expect(uniform).toHaveLength(5)
    for (const count of uniform) expect(Math.abs(count - share)).toBeLessThan(share / 5)
    expect(words('random', threads, runs).get('baaaa')).toBeGreaterThan(2 * share)
  })
})

describe('POS', () => {
  it('reaches every interleaving of threads that do not race', () => {
    expect(words('pos', { a: 2, b: 2 }, 500).size).toBe(6)
  })
})

describe('the non-preemptive wrapper', () => {
  it('lets an actor go on for as long as it can', () => {
    for (const word of words('non-preemptive/random', { a: 3, b: 3, c: 3 }, 50).keys()) expect(switches(word)).toBe(2)
  })
})

describe('bounded scheduling', () => {
  it('enumerates the places of delays by seed: none, then one, then two', () => {
    const found = words('delay-bounded:2', { a: 2, b: 2 }, combinations(2, 4))
    expect([...found.keys()][0]).toBe('aabb')
    expect(found.size).toBeGreaterThan(3)
  })

  it('enumerates preemptions: with as many as there are steps every interleaving comes up', () => {
    expect(words('preemption-bounded:4', { a: 2, b: 2 }, 2 * combinations(4, 4)).size).toBe(6)
  })

  it('by seeds beyond the last begins again', () => {
    const all = Array.from({ length: combinations(2, 5) }, (_, index) => combination(index, 2, 5).join())
    expect(all).toHaveLength(16)
    expect(new Set(all).size).toBe(16)
    expect(combination(16, 2, 5)).toEqual([])
    expect(combination(-1, 2, 5)).toEqual([3, 4])
  })
})

describe('a portfolio', () => {
  it('leaves out no seed of a member that enumerates, also below 0', () => {
    const begun: [string, number][] = []
    const member = (name: string): Strategy => ({ name, begin: (seed) => begun.push([name, seed]), pick: () => 0 })
    const both = portfolio([member('a'), member('b')])
    for (let seed = -2; seed < 4; seed++) both.begin(seed, () => toy({}).trial)
    expect(begun).toEqual(
      [-1, 0, 1].flatMap((seed) => [
        ['a', seed],
        ['b', seed],
      ]),
    )
  })

  it('divides the seeds among its members, to each its own from 0', () => {
    const { run } = toy({ a: 3, b: 3 })
    const [both, first, second] = ['random+urw', 'random', 'urw'].map(strategy)
    for (let seed = 0; seed < 10; seed++) {
      expect(run(both, seed)).toBe(run(seed % 2 === 0 ? first : second, Math.floor(seed / 2)))
    }
  })
})

describe('a strategy’s name', () => {
  it.each(['random', 'pct:5', 'round-robin', 'round-robin:7', 'delay-bounded:0', 'non-preemptive/pct:2', 'pos+urw'])(
    '%s asks for itself again',
    (text) => {
      expect(strategy(text).name).toBe(text)
    },
  )

  it.each(['', 'lucky', 'pct:0', 'pct:x', 'random:3', 'pct:3+', 'non-preemptive/', 'toString', 'pct:9999999'])(
    "'%s' is none",
    (text) => {
      expect(strategyNamed(text)).toBeUndefined()
    },
  )
})

it('a chain is a channel, or an actor’s own timers and outcomes', () => {
  const event = { type: 'e' }
  expect(chainOf({ kind: 'deliver', actor: 'b', from: 'a', moves: true, label: '', event })).toBe('a → b')
  expect(chainOf(stepOf('b', 1))).toBe('b')
})
