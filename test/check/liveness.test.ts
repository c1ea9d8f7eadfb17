import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fairness } from '../../src/engine/fairness.ts'
import type { Predicate, Property } from '../../src/engine/property.ts'
import { alwaysEventually, eventually, leadsTo, progress } from '../../src/engine/property.ts'
import type { Space } from '../../src/engine/space.ts'
import { checkSpace } from '../systems/checked.ts'
import { graph } from '../systems/graph.ts'

const at =
  (nodes: string): Predicate =>
  (state) =>
    nodes.split(' ').includes(state.actor('node').value as string)

/** The counterexample as text: `stem | loop`, each step by its label; `holds` when there is none. */
function lasso(space: Space, property: Property): string {
  const [finding] = checkSpace(space, [property]).findings
  if (finding === undefined) return 'holds'
  if (finding.violation.kind !== 'unfulfilled') return finding.violation.kind
  const { steps, loop = -1 } = finding
  const told = (part: typeof steps): string => part.map(({ label }) => label).join(', ')
  return `${told(steps.slice(0, loop))} | ${told(steps.slice(loop))}`
}

describe('eventually', () => {
  it('holds when every schedule comes by, and fails on a loop that does not, by the shortest stem', () => {
    expect(lasso(graph(['a x b', 'b x c', 'c x c']), eventually('c', at('c')))).toBe('holds')
    expect(lasso(graph(['a x b', 'b x b', 'b x c', 'a y d', 'd y e', 'e y d']), eventually('c', at('c')))).toBe(
      'a x b | b x b',
    )
  })

  it('fails on a schedule that ends without it: the last state is for ever', () => {
    expect(lasso(graph(['a x b', 'a x c']), eventually('b', at('b')))).toBe('a x c | ')
    expect(lasso(graph(['a x b']), eventually('z', at('z')))).toBe('a x b | ')
  })

  it('is content once it has happened, whatever comes later', () => {
    expect(lasso(graph(['a x b', 'b x c', 'c x c']), eventually('b', at('b')))).toBe('holds')
    expect(lasso(graph(['a x b', 'b x c', 'c x c']), eventually('a', at('a')))).toBe('holds')
  })
})

describe('always eventually', () => {
  it('asks for it again and again', () => {
    expect(lasso(graph(['a x b', 'b x a']), alwaysEventually('b', at('b')))).toBe('holds')
    expect(lasso(graph(['a x b', 'b x c', 'c x c']), alwaysEventually('b', at('b')))).toBe('a x b, b x c | c x c')
    expect(lasso(graph(['a x b', 'b x c']), alwaysEventually('b', at('b')))).toBe('a x b, b x c | ')
  })
})

describe('leads to', () => {
  it('asks for an answer to each request, and for none without', () => {
    expect(lasso(graph(['a x b', 'b x c', 'c x a']), leadsTo('b to c', at('b'), at('c')))).toBe('holds')
    expect(lasso(graph(['a y d', 'd y d', 'a x b', 'b x c', 'c x c']), leadsTo('b to c', at('b'), at('c')))).toBe(
      'holds',
    )
    expect(lasso(graph(['a x b', 'b x c', 'c x b', 'b y d', 'd y d']), leadsTo('b to c', at('b'), at('c')))).toBe(
      'a x b, b y d | d y d',
    )
  })

  it('is answered at once by a state that is both', () => {
    expect(lasso(graph(['a x a']), leadsTo('a to a', at('a'), at('a')))).toBe('holds')
  })

  it('is vacuous when there is never a request', () => {
    expect(lasso(graph(['a x b']), leadsTo('z to a', at('z'), at('a')))).toBe('vacuous')
  })
})

describe('progress', () => {
  it('fails on a cycle on which no step makes any, and not on an end', () => {
    const space = graph(['a x b', 'b y a', 'b x c'])
    expect(lasso(space, progress('progress'))).toBe(' | a x b, b y a')
    expect(lasso(space, progress('progress', { events: ['a'] }))).toBe('holds')
    expect(lasso(space, progress('progress', { events: ['c'] }))).toBe(' | a x b, b y a')
  })

  it('is made by a step that leaves its actor in a state with the tag', () => {
    const space = graph(['a x b', 'b y a'])
    expect(lasso(space, progress('progress', { tag: 'x@b' }))).toBe('holds')
    expect(lasso(space, progress('progress', { tag: 'x@a' }))).toBe(' | a x b, b y a')
  })

  it('is not made by an event that an actor with the tag loses', () => {
    expect(lasso(graph(['a x b lost', 'b y a']), progress('progress', { tag: 'x@b' }))).toBe(' | a x b, b y a')
  })
})

describe('fairness', () => {
  // x could leave the round of y at b only: weakly fair to x, y may go round; strongly, not.
  const sometimesEnabled = graph(['a y b', 'b y a', 'b x c', 'c x c'])
  const alwaysEnabled = graph(['a y b', 'b y a', 'a x c', 'b x c', 'c x c'])
  const c = (fairness: Fairness): Property => eventually('c', at('c'), { fairness })

  it('none: an actor may be passed over for ever', () => {
    expect(lasso(alwaysEnabled, c('none'))).toBe(' | a y b, b y a')
  })

  it('weak: not one that is enabled all the time', () => {
    expect(lasso(alwaysEnabled, c('weak'))).toBe('holds')
    expect(lasso(alwaysEnabled, c({ weak: ['y'] }))).toBe(' | a y b, b y a')
    expect(lasso(alwaysEnabled, c({ weak: ['x'] }))).toBe('holds')
    expect(lasso(sometimesEnabled, c('weak'))).toBe(' | a y b, b y a')
  })

  it('strong: not one that is enabled again and again', () => {
    expect(lasso(sometimesEnabled, c('strong'))).toBe('holds')
    expect(lasso(sometimesEnabled, c({ strong: ['y'] }))).toBe(' | a y b, b y a')
  })

  it('strong: an execution may keep away from where it is enabled', () => {
    const space = graph(['a y b', 'b y a', 'b x c', 'a z d', 'd z a', 'c x c'])
    expect(lasso(space, c({ strong: ['x'] }))).toBe(' | a z d, d z a')
    expect(lasso(space, c('strong'))).toBe('holds')
  })

  it('of a kind is fairness to each actor’s steps of that kind', () => {
    const ticks = graph(['a x a', 'a y b 5', 'b y b'])
    expect(lasso(ticks, eventually('b', at('b')))).toBe(' | a x a')
    expect(lasso(ticks, eventually('b', at('b'), { fairness: { weak: [{ kind: 'deliver' }] } }))).toBe(' | a x a')
    expect(lasso(ticks, eventually('b', at('b'), { fairness: { weak: [{ kind: 'timeout' }] } }))).toBe('holds')
    expect(lasso(ticks, eventually('b', at('b'), { fairness: { weak: [{ actor: 'x', kind: 'timeout' }] } }))).toBe(
      ' | a x a',
    )
  })

  it('an incomplete search decides nothing', () => {
    const result = checkSpace(alwaysEnabled, [c('none')], { states: 2 })
    expect(result.verdict.kind).toBe('inconclusive')
  })
})

describe('the search for fair cycles', () => {
  const node = fc.integer({ min: 0, max: 4 }).map((n) => `n${n}`)
  const edge = fc.tuple(node, fc.constantFrom('x', 'y', 'z'), node).map((parts) => parts.join(' '))
  const party = fc.subarray(['x', 'y', 'z'])
  const fairness = fc.oneof(
    fc.constantFrom<Fairness>('none', 'weak', 'strong'),
    fc.record({ weak: party, strong: party }),
  )
  const nodes = fc.subarray(['n0', 'n1', 'n2', 'n3', 'n4'])
  const small = fc.uniqueArray(edge, { minLength: 1, maxLength: 9 })

  it('agrees with the enumeration of all ways to go round, under every fairness', () => {
    const seen = { holds: 0, fails: 0 }
    fc.assert(
      fc.property(small, nodes, nodes, fairness, (edges, asks, answers, fair) => {
        const space = graph(edges)
        const p = (state: string): boolean => answers.includes(state)
        const property = [
          eventually('p', at(answers.join(' ')), { fairness: fair }),
          alwaysEventually('p', at(answers.join(' ')), { fairness: fair }),
          leadsTo('p', at(asks.join(' ')), at(answers.join(' ')), { fairness: fair }),
        ]
        const start = edges[0].split(' ')[0]
        const everywhere = reached(edges, [start], () => true)
        const asked = [...everywhere].filter((state) => asks.includes(state) && !p(state))
        const from = [p(start) ? [] : [start], [...everywhere].filter((state) => !p(state)), asked]
        for (const [at, each] of property.entries()) {
          const expected = goesRoundFairly(
            edges,
            reached(edges, from[at], (state) => !p(state)),
            fair,
          )
          const found = lasso(space, each)
          if (found === 'vacuous') continue
          expect(found !== 'holds', `${each.kind} ${found}`).toBe(expected)
          if (expected) {
            seen.fails++
            expectFair(edges, found, fair, (state) => !p(state))
          } else seen.holds++
        }
      }),
      { numRuns: 600, seed: 1 },
    )
    expect(Math.min(seen.holds, seen.fails)).toBeGreaterThan(200)
  })
})

describe('the search for cycles without progress', () => {
  const node = fc.integer({ min: 0, max: 4 }).map((n) => `n${n}`)
  const edge = fc.tuple(node, fc.constantFrom('x', 'y', 'z'), node).map((parts) => parts.join(' '))
  const fairness = fc.constantFrom<Fairness>('none', 'weak', 'strong', { weak: ['x'] }, { strong: ['x'], weak: ['y'] })
  // By its event, which has the name of the node that it leads to, or by the tag of who has moved there.
  const events = fc.subarray(['n0', 'n1', 'n2', 'n3', 'n4'], { maxLength: 2 })
  const tag = fc.tuple(fc.constantFrom('x', 'y', 'z'), node).map((parts) => parts.join('@'))
  const small = fc.uniqueArray(edge, { minLength: 1, maxLength: 9 })

  it('agrees with the enumeration of all ways to go round, under every fairness', () => {
    const seen = { holds: 0, fails: 0 }
    fc.assert(
      fc.property(small, events, tag, fairness, (edges, named, tagged, fair) => {
        const leadsOn = (step: string): boolean => {
          const [, actor, target] = step.split(' ')
          return named.includes(target) || `${actor}@${target}` === tagged
        }
        const everywhere = reached(edges, [edges[0].split(' ')[0]], () => true)
        const rounds = waysRound(edges, everywhere, (step) => !leadsOn(step))
        const expected = rounds.some((round) => isFair(edges, round, fair))
        const property = progress('progress', { events: named, tag: tagged, fairness: fair })
        const found = lasso(graph(edges), property)
        expect(found !== 'holds', found).toBe(expected)
        if (expected) {
          seen.fails++
          expectFair(edges, found, fair, () => true)
          const loop = found.split(' | ')[1].split(', ')
          expect(loop.some(leadsOn)).toBe(false)
        } else seen.holds++
      }),
      { numRuns: 600, seed: 2 },
    )
    expect(Math.min(seen.holds, seen.fails)).toBeGreaterThan(150)
  })
})

/** The nodes that can be reached without leaving those that will do. */
function reached(edges: readonly string[], from: readonly string[], stay: (node: string) => boolean): Set<string> {
  const seen = new Set(from)
  for (const node of seen) {
    for (const [source, , target] of edges.map((edge) => edge.split(' '))) {
      if (source === node && stay(target)) seen.add(target)
    }
  }
  return seen
}

function constraints(fair: Fairness): readonly { actor: string; strong: boolean }[] {
  if (fair === 'none') return []
  const all = ['x', 'y', 'z']
  const { weak = [], strong = [] } =
    fair === 'weak' ? { weak: all } : fair === 'strong' ? { strong: all } : (fair as Record<string, string[]>)
  return [...weak.map((actor) => ({ actor, strong: false })), ...strong.map((actor) => ({ actor, strong: true }))]
}

/** Whether going round over exactly these edges, again and again, is fair. */
function isFair(edges: readonly string[], round: readonly string[], fair: Fairness): boolean {
  const visited = new Set(round.flatMap((edge) => [edge.split(' ')[0], edge.split(' ')[2]]))
  return constraints(fair).every(({ actor, strong }) => {
    if (round.some((edge) => edge.split(' ')[1] === actor)) return true
    const enabled = (node: string): boolean => edges.some((edge) => edge.startsWith(`${node} ${actor} `))
    return strong ? ![...visited].some(enabled) : ![...visited].every(enabled)
  })
}

/** Whether somebody can go round fairly among these nodes, or has to end there: by trying every set of edges. */
function goesRoundFairly(edges: readonly string[], among: ReadonlySet<string>, fair: Fairness): boolean {
  const ends = [...among].some((node) => !edges.some((edge) => edge.startsWith(`${node} `)))
  if (ends) return true
  return waysRound(edges, among, () => true).some((round) => isFair(edges, round, fair))
}

/** Every set of edges that one can go round over, again and again, among these nodes. */
function waysRound(
  edges: readonly string[],
  among: ReadonlySet<string>,
  may: (edge: string) => boolean,
): readonly (readonly string[])[] {
  const inner = edges.filter((edge) => among.has(edge.split(' ')[0]) && among.has(edge.split(' ')[2]) && may(edge))
  const sets = Array.from({ length: (1 << inner.length) - 1 }, (_, set) =>
    inner.filter((_, bit) => ((set + 1) >>> bit) & 1),
  )
  return sets.filter((round) => {
    const visited = [...new Set(round.flatMap((edge) => [edge.split(' ')[0], edge.split(' ')[2]]))]
    return visited.every((node) => reached(round, [node], () => true).size === visited.length)
  })
}

/** That a lasso is one: it goes round, among the nodes that owe, and is fair. */
function expectFair(edges: readonly string[], found: string, fair: Fairness, owes: (node: string) => boolean): void {
  const [stem, loop] = found.split(' | ').map((part) => part.trim().split(', ').filter(Boolean))
  const all = [...stem, ...loop]
  for (let index = 1; index < all.length; index++) expect(all[index].split(' ')[0]).toBe(all[index - 1].split(' ')[2])
  if (loop.length === 0) return
  expect(loop[0].split(' ')[0]).toBe(loop[loop.length - 1].split(' ')[2])
  expect(loop.map((edge) => edge.split(' ')[0]).every(owes)).toBe(true)
  expect(isFair(edges, loop, fair)).toBe(true)
}
