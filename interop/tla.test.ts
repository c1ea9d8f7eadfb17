import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { System } from '../src/engine/system.ts'
import { always, atMostOne, deadlockFree } from '../src/index.ts'
import { catalogue } from '../src/model/catalogue.ts'
import { systems } from '../test/laws/machines.ts'
import { philosophers } from '../test/systems/philosophers.ts'
import { ring } from '../test/systems/ring.ts'
import type { Checker } from './tla.ts'
import { moduleOf, tlaChecker, tlc } from './tla.ts'

// Checkers of TLA+ search what we export, and must find what we find: states, steps, and which invariants are violated.

const SEED = 20_261_123
const RANDOM = 400
const LARGEST = 1_200
const LARGEST_RANDOM = 300
const PATIENCE = 900_000

const { TLA_CHECKER, TLC_JAR, TLA_REQUIRED } = process.env
const checkers: readonly Checker[] = [
  ...(TLA_CHECKER === undefined ? [] : [await tlaChecker(TLA_CHECKER)]),
  ...(TLC_JAR === undefined ? [] : [tlc(TLC_JAR)]),
]
if (TLA_CHECKER === undefined) {
  const why = "TLA_CHECKER does not name a folder with npm's tla-checker"
  if (TLA_REQUIRED === '1') throw new Error(`a checker of TLA+ is required, but ${why}`)
  process.stdout.write(`interop skipped: ${why}. The TLA+ was evaluated by our own evaluator alone (npm test)\n`)
  it('has our TLA+ checked by others', ({ skip }) => skip(why))
}
if (TLC_JAR === undefined)
  process.stdout.write('interop skipped: TLC_JAR does not name a tla2tools.jar. TLC is not run\n')

/** Random systems, under either clock, with a property of each kind that is an invariant. */
function randomSystems(): readonly System[] {
  return fc.sample(systems(1), { numRuns: RANDOM, seed: SEED }).map((system, index) => ({
    ...system,
    name: `random ${index}`,
    clock: index % 2 === 0 ? 'free' : 'urgent',
    properties: [
      deadlockFree(),
      atMostOne('s0'),
      always('not both in s1', (state) => !(state.actor('x').hasTag('s1') && state.actor('y').hasTag('s1'))),
    ],
  }))
}

describe.each(checkers)('$name finds what we find', { timeout: PATIENCE }, (checker) => {
  function compared(all: readonly System[], limit: number): { readonly modules: number; readonly violated: number } {
    const modules = all.flatMap((system) => moduleOf(system, limit) ?? [])
    const theirs = modules.map((module) => ({ name: module.name, ...checker.search(module) }))
    for (const [at, { name, ours }] of modules.entries()) expect({ name, ...ours }).toMatchObject(theirs[at])
    return { modules: modules.length, violated: modules.filter(({ ours }) => ours.violated.length > 0).length }
  }

  it('in systems with known answers', () => {
    const known = [philosophers(3), philosophers(3, true), ring(5)]
    expect(compared(known, LARGEST)).toEqual({ modules: 3, violated: 1 })
  })

  it(`in the catalogue's scenarios with up to ${LARGEST} states`, () => {
    const { modules, violated } = compared(
      catalogue.map((scenario) => scenario.system()),
      LARGEST,
    )
    process.stdout.write(`${checker.name}: ${modules} of ${catalogue.length} scenarios, ${violated} with violations\n`)
    expect(modules).toBeGreaterThan(30)
  })

  it('in random systems with children, timers and promises', () => {
    const { modules, violated } = compared(randomSystems(), LARGEST_RANDOM)
    process.stdout.write(`${checker.name}: ${modules} random systems, ${violated} with violations\n`)
    expect(modules).toBeGreaterThan(20)
  })

  it('and notices a module that is wrong', () => {
    const right = moduleOf(ring(3), LARGEST)
    if (right === undefined) throw new Error('too large')
    const wrong = { ...right, text: right.text.replace(/^Next == Step0 \\\/ /m, 'Next == ') }
    expect(wrong.text).not.toBe(right.text)
    expect(right.ours).not.toMatchObject(checker.search(wrong))
  })
})
