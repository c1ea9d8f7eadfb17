import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sendTo, setup } from 'xstate'
import type { Predicate } from '../../src/engine/property.ts'
import { respondsWithin } from '../../src/engine/property.ts'
import type { Clock } from '../../src/index.ts'
import { check, defineSystem } from '../../src/index.ts'
import { checkSpace } from '../systems/checked.ts'
import { graph } from '../systems/graph.ts'

const at =
  (nodes: string): Predicate =>
  (state) =>
    nodes.split(' ').includes(state.actor('node').value as string)

/** The longest delay from q to r, and the labels of the execution that shows it. */
function worst(edges: readonly string[], within = 10) {
  const result = checkSpace(graph(edges), [respondsWithin('in time', at('q'), at('r'), within)])
  const [response] = result.responses
  const { delay, steps, loop } = response ?? {}
  const told = steps?.map(({ label }) => label).join(', ')
  return { delay, told, loop, verdict: result.verdict.kind, violation: result.findings[0]?.violation }
}

describe('the longest response', () => {
  it('is told on a pass, with the execution that shows it', () => {
    expect(worst(['s x q', 'q x r 5', 'q y a', 'a x b 3', 'b x r 4', 'r x r'])).toMatchObject({
      verdict: 'verified',
      delay: 7,
      told: 's x q, q y a, a x b, b x r',
    })
  })

  it('goes the longest way, not the one with the fewest steps', () => {
    expect(worst(['q x a', 'q x b 1', 'b x c 2', 'c x a 3', 'a x r 4'])).toMatchObject({ delay: 10 })
  })

  it('counts from the request, not from the start, and not after the response', () => {
    expect(worst(['s x q 100', 'q x r 5', 'r x t 100'])).toMatchObject({ verdict: 'verified', delay: 5 })
  })

  it('is a violation when it takes longer than it may', () => {
    expect(worst(['q x a 8', 'a x r 3'])).toMatchObject({
      delay: 11,
      violation: { kind: 'too-late', within: 10, worst: 11 },
      loop: undefined,
    })
    expect(worst(['q x a 8', 'a x r 2'])).toMatchObject({ delay: 10, violation: undefined })
  })

  it('is unbounded when time passes on a way round', () => {
    expect(worst(['q x a', 'a t a 1', 'a x r'])).toMatchObject({ delay: 'unbounded', told: 'q x a, a t a', loop: 1 })
  })

  it('does not grow by going round while no time passes', () => {
    expect(worst(['q x a', 'a y q', 'a x r 4', 'r x r'])).toMatchObject({ delay: 4, verdict: 'verified' })
  })

  it('never comes when everything ends before, or goes round with no way to it', () => {
    expect(worst(['q x r', 'q x d'])).toMatchObject({ delay: 'never', told: 'q x d', loop: 1 })
    expect(worst(['q x r', 'q x d', 'd y e', 'e y d'])).toMatchObject({ delay: 'never', told: 'q x d, d y e, e y d' })
  })

  it('is vacuous without a request', () => {
    expect(worst(['s x r'])).toMatchObject({ violation: { kind: 'vacuous' }, delay: undefined })
  })

  it('agrees with the enumeration of all executions, on random graphs', () => {
    const node = fc.constantFrom('s', 'q', 'r', 'a', 'b')
    const edge = fc.tuple(node, node, fc.constantFrom('', ' 1', ' 5')).map(([from, to, ms]) => `${from} x ${to}${ms}`)
    const seen = new Set<string>()
    fc.assert(
      fc.property(fc.uniqueArray(edge, { minLength: 1, maxLength: 8 }), (edges) => {
        const { delay, violation } = worst(edges)
        if (violation?.kind === 'vacuous') return
        const expected = bruteForce(edges)
        seen.add(typeof expected === 'number' ? (expected > 0 ? 'number' : '0') : expected)
        expect(delay).toBe(expected)
      }),
      { numRuns: 1000, seed: 1 },
    )
    expect([...seen].sort()).toEqual(['0', 'never', 'number', 'unbounded'])
  })
})

/** All that can be reached from here, and whether time passes on the way. */
function ahead(parsed: readonly string[][], from: string): { nodes: Set<string>; timed: boolean } {
  const nodes = new Set([from])
  for (const node of nodes) for (const [source, , to] of parsed) if (source === node) nodes.add(to)
  return { nodes, timed: parsed.some(([source, , , ms]) => nodes.has(source) && ms !== undefined) }
}

/** The longest wait on executions of so many steps: by node that waits, and over all steps. */
function waits(parsed: readonly string[][], steps: number): { longest: number; nodes: readonly string[] } {
  const nodes = new Map([['q', 0]])
  let longest = 0
  for (let step = 0; step < steps; step++) {
    const edges = parsed.filter(([from]) => nodes.has(from))
    for (const [from, , to, ms] of edges) {
      const time = (nodes.get(from) ?? 0) + Number(ms ?? 0)
      longest = Math.max(longest, time)
      if (to !== 'r') nodes.set(to, Math.max(nodes.get(to) ?? 0, time))
    }
  }
  return { longest, nodes: [...nodes.keys()] }
}

function bruteForce(edges: readonly string[]): number | 'never' | 'unbounded' {
  const parsed = edges.map((each) => each.split(' '))
  const { longest, nodes } = waits(parsed, 10)
  const isNever = (node: string): boolean => {
    const { nodes: reached, timed } = ahead(parsed, node)
    return !(reached.has('r') || timed) || !parsed.some(([from]) => from === node)
  }
  if (nodes.some(isNever)) return 'never'
  return waits(parsed, 40).longest > longest ? 'unbounded' : longest
}

describe('a call with a time limit', () => {
  const server = setup({
    actions: { reply: sendTo(({ system }) => system.get('client'), { type: 'reply' }) },
  }).createMachine({
    initial: 'idle',
    states: {
      idle: { tags: 'idle', on: { call: 'working' } },
      working: { after: { 20: { target: 'idle', actions: 'reply' } } },
    },
  })
  const client = setup({
    actions: { call: sendTo(({ system }) => system.get('server'), { type: 'call' }) },
  }).createMachine({
    initial: 'thinking',
    states: {
      thinking: { after: { 5: { target: 'waiting', actions: 'call' } } },
      waiting: { on: { reply: 'answered' }, after: { 100: 'gaveUp' } },
      answered: { tags: 'idle' },
      gaveUp: { tags: 'idle' },
    },
  })
  const result = (clock: Clock) =>
    check(
      defineSystem({
        name: 'call',
        actors: { client, server },
        clock,
        properties: [
          respondsWithin(
            'the call',
            (state) => state.actor('client').matches('waiting'),
            (state) => !state.actor('client').matches('waiting'),
            50,
          ),
        ],
      }),
    )

  it('takes the server’s time when messages are as fast as can be (urgent)', () => {
    expect(result('urgent')).toMatchObject({ verdict: { kind: 'verified' }, responses: [{ delay: 20, within: 50 }] })
  })

  it('takes as long as the client waits when they may be slow (free)', () => {
    const { findings, responses } = result('free')
    expect(responses).toMatchObject([{ delay: 100 }])
    expect(findings).toMatchObject([{ violation: { kind: 'too-late', worst: 100 } }])
    expect(findings[0].steps.at(-1)).toMatchObject({ actor: 'client', time: 105 })
  })
})
